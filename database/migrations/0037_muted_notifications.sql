-- What somebody is not told of: a ticket, or everything that is told for one reason, of rules by the
-- name of the rule. What is asked of them in person is told all the same (domain/muting.ts).
create table muted_notifications (
  account_id text not null references accounts on delete cascade,
  ticket_id text references ticket_contents on delete cascade,
  reason text,
  rule text,
  muted_at timestamptz not null default now(),
  check (num_nonnulls(ticket_id, reason) = 1),
  check ((rule is not null) = (reason is not distinct from 'rule')),
  unique nulls not distinct (account_id, ticket_id, reason, rule)
);
create index muted_notifications_ticket on muted_notifications (ticket_id);
