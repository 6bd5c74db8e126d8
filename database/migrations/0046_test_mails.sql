-- The last mail by which somebody tries the mail server, to their own main address: sent once, and what
-- the server said of it.
create table test_mails (
  account_id text primary key references accounts on delete cascade,
  request_id text not null,
  asked_at timestamptz not null default now(),
  status text not null default 'pending' check (status in ('pending', 'sent', 'failed')),
  attempted_at timestamptz,
  error text check (error in ('no_server', 'no_address', 'refused', 'unreachable')),
  answer text,
  check ((error is not null) = (status = 'failed')),
  check ((attempted_at is null) = (status = 'pending'))
);
create index test_mails_pending on test_mails (asked_at) where status = 'pending';
