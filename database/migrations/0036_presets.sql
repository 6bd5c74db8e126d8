-- What people who work on tickets keep by name, for themselves, for a group or for everybody: macros
-- (commands in one, of which a canned reply is the shortest) and views of the list.
create table presets (
  preset_id text primary key,
  kind text not null check (kind in ('macro', 'view')),
  owner_id text not null references accounts on delete cascade,
  title text not null,
  audience text not null check (audience in ('own', 'group', 'everybody')),
  -- Whose group it is for, by the name that its process gives it.
  group_id text check ((group_id is not null) = (audience = 'group')),
  content jsonb not null,
  version integer not null check (version > 0),
  -- The request the row was last written by: a repetition of it is known, and changes nothing.
  command_id text not null,
  fingerprint text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index presets_owner on presets (owner_id, kind);
create index presets_shared on presets (kind, group_id) where audience <> 'own';
