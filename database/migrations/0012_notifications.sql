-- Who was told of what: a row an account and event, written with the event. Whoever was in a group
-- then was told; who joins it later was not.
create table notifications (
  account_id text not null references accounts on delete cascade,
  ticket_id text not null references tickets on delete cascade,
  seq integer not null,
  reason text not null,
  -- The rule that told it, or why the ticket was escalated.
  rule text,
  -- Of management.
  level integer,
  -- When it happened, and from when it may be seen: later where quiet hours held it back.
  at timestamptz not null,
  visible_at timestamptz not null,
  read_at timestamptz,
  primary key (ticket_id, seq, account_id, reason)
);
create index notifications_account on notifications (account_id, visible_at);

-- Management is asked for by role.
create index accounts_owners on accounts (account_id) where role = 'owner';

-- What people had read was kept as one mark each.
drop table notification_marks;
drop index ticket_events_told;
