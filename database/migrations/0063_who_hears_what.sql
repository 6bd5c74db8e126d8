-- By which channels somebody is told, and what became of it as mail: decided after the event is
-- recorded, once for each notification.
alter table notifications
  -- Whether they are told as one who asked for the ticket, or as one who works on it.
  add column side text not null default 'agents' check (side in ('requesters', 'agents')),
  -- What the process says of the bell and the desktop; where it is not fixed, people may choose.
  add column in_bell boolean not null default true,
  add column on_desktop boolean not null default true,
  add column is_fixed boolean not null default false,
  -- They have asked not to be told of it: it is kept to say so.
  add column is_muted boolean not null default false,
  -- When it was decided what goes out; null until then.
  add column decided_at timestamptz,
  -- What became of it as mail, or why there is none (domain/notification_words.ts).
  add column mail text,
  -- Who says how it is mailed: the process, or they themselves.
  add column mail_by text check (mail_by in ('rule', 'choice')),
  add column mail_due_at timestamptz,
  add column mail_digest text check (mail_digest in ('hourly', 'daily', 'weekly')),
  add column mail_id bigint references outgoing_mails on delete set null,
  add constraint notifications_decided check ((decided_at is null) = (mail is null)),
  add constraint notifications_due check (mail is distinct from 'waiting' or mail_due_at is not null);

-- What was told before there was mail is not mailed now.
update notifications set decided_at = now(), mail = 'before_mail',
  side = case when reason in ('resolved', 'not_approved', 'answered', 'reminder', 'copied', 'colleague_wrote')
    then 'requesters' else 'agents' end;

create index notifications_undecided on notifications (at) where decided_at is null;
create index notifications_mail_due on notifications (mail_due_at) where mail = 'waiting';
create index notifications_mail_waiting on notifications (account_id, ticket_id) where mail = 'waiting';
create index notifications_mail on notifications (mail_id) where mail_id is not null;

-- What people choose within what processes allow.
create table notification_choices (
  account_id text primary key references accounts on delete cascade,
  version integer not null default 1,
  -- By side and reason: bell, desktop, mail.
  choices jsonb not null default '{}',
  -- Outside of these hours of theirs, mail and desktop wait: days, from, to. Null: at any hour.
  hours jsonb,
  -- When digests come, by their clock, where the process gives no time.
  digest_day text not null default 'monday',
  digest_at text not null default '08:00',
  -- The request that wrote it last, which may come again.
  command_id text,
  fingerprint text,
  changed_at timestamptz not null default now()
);

-- Of what says that somebody was told: whom, and why.
alter table webhook_deliveries
  add column account_id text references accounts on delete cascade,
  add column reason text;
create index webhook_deliveries_account on webhook_deliveries (account_id) where account_id is not null;
