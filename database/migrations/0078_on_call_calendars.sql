-- The address under which somebody's calendar reads their shifts: one a person, by the hash of its secret.

create table on_call_calendars (
  account_id text primary key references accounts on delete cascade,
  secret_hash text not null unique,
  created_at timestamptz not null default now()
);
