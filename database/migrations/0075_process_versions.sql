-- Every version of a process that was shipped on this desk, as its owner wrote it: with its titles, texts
-- and hours, which its compiled form has not.
create table process_versions (
  process_id text not null,
  version integer not null check (version > 0),
  hash text not null references process_snapshots (hash),
  -- `json` keeps the order in which things were written, which forms follow.
  definition json not null,
  -- `install`: it came with Palier. `command_line`: palier process ship. `desk`: its page.
  shipped_from text not null check (shipped_from in ('install', 'command_line', 'desk')),
  shipped_by text references accounts on delete set null,
  -- Of the repository it was written in, where that is known.
  commit_id text,
  shipped_at timestamptz not null default now(),
  -- When its titles, texts or hours became what they are: they may, within a version.
  texts_at timestamptz not null default now(),
  primary key (process_id, version)
);

-- What a desk offers to whom, and what leads to which process: the newest row counts.
create table process_offers (
  offers_id bigint generated always as identity primary key,
  offers json not null,
  commit_id text,
  shipped_at timestamptz not null default now()
);

-- What the worker found in the folder of processes of one's own when it began.
create table process_folders (
  folder text primary key,
  processes jsonb not null,
  -- Each with file, line and what was expected.
  problems jsonb not null,
  looked_at timestamptz not null default now()
);
