-- Queries that analysts keep by name: their own, or shared with every analyst.

create table saved_queries (
  query_id text primary key,
  owner_id text not null references accounts on delete cascade,
  name text not null,
  sql text not null,
  -- What `$names` in the SQL are given at first: [{name, type, value}].
  params jsonb not null,
  -- How the result is drawn, or null for a table: {mark, x, y, colour}.
  chart jsonb,
  is_shared boolean not null,
  version integer not null check (version > 0),
  -- The request the row was last written by: a repetition of it is known, and changes nothing.
  command_id text not null,
  fingerprint text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index saved_queries_owner on saved_queries (owner_id);
create index saved_queries_shared on saved_queries (query_id) where is_shared;
