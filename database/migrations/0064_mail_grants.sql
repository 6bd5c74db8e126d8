-- Mailboxes that sign in by OAuth 2.0 instead of a password: with whom, what they were granted, and
-- the tokens, sealed by the key of the desk.

create table mail_grants (
  mailbox_id text primary key references mailboxes on delete cascade,
  provider text not null check (provider in ('microsoft', 'google', 'other')),
  -- Somebody consents in a browser, or the program itself is let in.
  flow text not null check (flow in ('delegated', 'application')),
  -- Of Microsoft: the directory, and where its cloud is, if not where most are.
  tenant text,
  authority_url text,
  graph_url text,
  -- Of any other: who it is, and where it is asked, if it does not say so itself.
  issuer text,
  authorization_url text,
  token_url text,
  device_url text,
  client_id text not null,
  -- Null for a client that has none: PKCE alone proves it then.
  sealed_client_secret text,
  -- A day, 2027-05-31.
  secret_expires_on text check (secret_expires_on ~ '^\d{4}-\d{2}-\d{2}$'),
  permissions text[] not null check (permissions <@ '{imap,smtp,graph}' and permissions <> '{}'),
  -- Of any other: what it calls them.
  scopes text[],
  -- Somebody else may sign in for it than the mailbox itself, as for shared ones.
  allows_other_account boolean not null,
  -- Whom the tokens are for; those of an earlier number are worth nothing.
  generation integer not null default 1,
  consented_by text references accounts on delete set null,
  -- As whom they signed in there.
  account text,
  connected_at timestamptz,
  -- What became of the last attempt to connect, where it failed.
  attempt_failure text,
  attempt_words text,
  attempted_at timestamptz,
  sealed_refresh_token text,
  -- Counts the answers that are kept: an older one never overwrites a newer.
  token_number integer not null default 0,
  refreshed_at timestamptz,
  -- Who asks for a new token now, and until when nobody else does.
  refreshing_by text,
  refreshing_until timestamptz,
  -- An answer may have been given that nobody has written down.
  is_cut_off boolean not null default false,
  failure text,
  failure_words text,
  failing_since timestamptz,
  failure_streak integer not null default 0,
  retry_at timestamptz,
  check (provider <> 'microsoft' or tenant is not null),
  check (provider <> 'other' or num_nulls(issuer, scopes) = 0)
);

-- A token opens either the mail servers or Microsoft Graph, never both.
create table mail_access_tokens (
  mailbox_id text not null references mail_grants on delete cascade,
  audience text not null check (audience in ('mail', 'graph')),
  token_id text not null,
  sealed_token text not null,
  issued_at timestamptz not null default now(),
  -- From then on another is asked for, and this one is used only where none is given.
  stale_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (mailbox_id, audience)
);

-- Somebody was sent to a provider to consent, from one session and for one mailbox as it was then.
create table mail_consent_attempts (
  state_hash text primary key,
  session_id text not null,
  mailbox_id text not null references mail_grants on delete cascade,
  generation integer not null,
  nonce text not null,
  sealed_verifier text not null,
  redirect_uri text not null,
  expires_at timestamptz not null
);
create index mail_consent_attempts_over on mail_consent_attempts (expires_at);

-- As whom a person signed in for a shared mailbox goes with their address: an erasure takes both.
create function forget_signed_in_account() returns trigger language plpgsql as $$
begin
  update mail_grants set account = null where allows_other_account and account = old.address;
  return null;
end $$;
create trigger mail_addresses_signed_in after delete on mail_addresses
  for each row execute function forget_signed_in_account();

-- Mail of Microsoft 365 leaves by Graph where its servers take none by SMTP.
alter table mailboxes drop constraint mailboxes_out_kind_check;
alter table mailboxes add constraint mailboxes_out_kind_check
  check (out_kind in ('desk', 'smtp', 'graph'));
