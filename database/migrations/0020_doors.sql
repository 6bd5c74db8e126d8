-- Sign-ins of browsers: each is a session of its own, which ends, and ends with its token.
create table sessions (
  -- SHA-256 of what the cookie holds.
  session_hash text primary key,
  token_hash text not null references api_tokens on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_token on sessions (token_hash);
create index sessions_expiry on sessions (expires_at);

-- People of the demo: they can sign in only where the desk is one.
alter table accounts add column is_demo boolean not null default false;
update accounts set is_demo = true
where account_id in (select account_id from api_tokens where label = 'demo sign-in');

-- Each API remembers who people are, and hears at once what is no longer so.
create function tell_account() returns trigger language plpgsql as $$
begin
  perform pg_notify('palier_account', old.account_id);
  return null;
end
$$;
create trigger accounts_tell after update or delete on accounts
  for each row execute function tell_account();
create trigger api_tokens_tell after update or delete on api_tokens
  for each row execute function tell_account();

create function tell_session() returns trigger language plpgsql as $$
begin
  perform pg_notify('palier_account', account_id) from api_tokens where token_hash = old.token_hash;
  return null;
end
$$;
create trigger sessions_tell after delete on sessions
  for each row execute function tell_session();

-- What all APIs count together, by minute. A crash may forget it.
create unlogged table shared_counts (
  key text not null,
  minute timestamptz not null,
  count bigint not null,
  primary key (key, minute)
);
