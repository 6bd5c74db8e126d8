-- What people sign in with. Of passwords, codes and links only hashes are kept.

create table passwords (
  account_id text primary key references accounts on delete cascade,
  -- argon2id with its parameters and salt, as PHC writes it.
  hash text not null,
  changed_at timestamptz not null default now()
);

-- An app that shows codes. Until its first code was given it is only meant.
create table totp_factors (
  account_id text primary key references accounts on delete cascade,
  -- Sealed by the key of the desk, which is not in this database.
  sealed_secret text not null,
  confirmed_at timestamptz,
  -- The period of the last code that was taken: it is taken once, and none before it.
  last_period bigint
);

create table recovery_codes (
  code_hash text primary key,
  account_id text not null references accounts on delete cascade
);
create index recovery_codes_account on recovery_codes (account_id);

create table passkeys (
  credential_id text primary key,
  account_id text not null references accounts on delete cascade,
  label text not null,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[] not null default '{}',
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index passkeys_account on passkeys (account_id);

-- What a browser was asked and has not answered yet: once, within minutes.
create table sign_in_steps (
  step_hash text primary key,
  kind text not null check (kind in ('second_factor', 'passkey', 'new_passkey')),
  -- Null where a passkey will say who it is.
  account_id text references accounts on delete cascade,
  -- How the account has shown who it is so far.
  method text,
  challenge text,
  expires_at timestamptz not null
);
create index sign_in_steps_expiry on sign_in_steps (expires_at);

-- Links by which somebody chooses a password: an invitation, or a reset.
create table sign_in_links (
  link_id text primary key default gen_random_uuid()::text,
  secret_hash text not null unique check (length(secret_hash) = 64),
  account_id text not null references accounts on delete cascade,
  purpose text not null check (purpose in ('invitation', 'reset')),
  -- Null where the person asked, or a program.
  made_by text references accounts on delete set null,
  made_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- Once it was used, or another took its place.
  ended_at timestamptz
);
create index sign_in_links_account on sign_in_links (account_id, made_at);

-- Mail that carries such a link, until it is sent.
create table sign_in_mails (
  link_id text primary key references sign_in_links on delete cascade,
  address text not null,
  -- Sealed by the key of the desk.
  sealed_url text not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  error text
);
create index sign_in_mails_due on sign_in_mails (next_attempt_at);

-- Failures to sign in that still count, by what was tried and from where. A crash may forget them.
create unlogged table sign_in_failures (
  key text primary key,
  count integer not null,
  last_at timestamptz not null,
  -- Before then nothing more is tried.
  free_at timestamptz not null
);
create index sign_in_failures_age on sign_in_failures (last_at);

-- What administrators demand of everybody who signs in. One row.
create table sign_in_rules (
  is_only boolean primary key default true check (is_only),
  second_factor_roles text[] not null default '{}'
);
insert into sign_in_rules default values;
