-- A session is of an account and stands by itself: whoever signed in how, from where, and when last seen.
delete from sessions;
drop trigger sessions_tell on sessions;
alter table sessions drop column token_hash;
alter table sessions
  -- Names it in lists and in the audit; it opens nothing.
  add column session_id text not null unique default gen_random_uuid()::text,
  add column account_id text not null references accounts on delete cascade,
  add column method text not null
    check (method in ('password', 'passkey', 'link', 'oidc', 'demo')),
  -- What was shown besides; null where nothing was.
  add column factor text check (factor in ('totp', 'passkey', 'recovery_code')),
  -- A second factor is demanded and not there yet: it opens nothing but the page that adds one.
  add column is_enrolling boolean not null default false,
  add column address text,
  add column agent text,
  add column seen_at timestamptz not null default now();
create index sessions_account on sessions (account_id);

create or replace function tell_session() returns trigger language plpgsql as $$
begin
  perform pg_notify('palier_account', old.account_id);
  return null;
end
$$;
create trigger sessions_tell after delete on sessions
  for each row execute function tell_session();

-- Tokens of programs: named in lists, for some operations, until they end.
alter table api_tokens
  add column token_id text not null unique default gen_random_uuid()::text,
  add column scopes text[] not null default '{everything}',
  add column created_by text references accounts on delete set null,
  add column last_used_at timestamptz;
create index api_tokens_account on api_tokens (account_id);

-- That a token was used is no news of its account.
drop trigger api_tokens_tell on api_tokens;
create trigger api_tokens_tell
  after delete or update of account_id, scopes, expires_at on api_tokens
  for each row execute function tell_account();
