-- The hours of each version of a calendar that a ticket may have counted in, in minutes since 1970:
-- start and end of each working interval. So a ledger can be read after a calendar was edited,
-- renamed or taken away.
create table calendar_versions (
  process_id text not null,
  calendar_id text not null,
  version text not null,
  from_minute integer not null,
  to_minute integer not null,
  minutes jsonb not null,
  first_seen_at timestamptz not null default now(),
  primary key (process_id, calendar_id, version)
);
