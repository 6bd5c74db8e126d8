-- What one order to judge several mails again did to each, so that its repetition says the same.
create table mail_replays (
  command_id text primary key,
  account_id text not null references accounts on delete cascade,
  fingerprint text not null,
  -- Ids and fates alone.
  results jsonb not null,
  made_at timestamptz not null default now()
);
