-- Which functions this database has had: each state of `database/functions`, by its hash.
create table function_sets (
  sha256 text primary key,
  applied_at timestamptz not null default now()
);
