-- What a playbook was given by whoever started it is a text of the ticket, as JSON.
do $$
declare allowed text;
begin
  select pg_get_constraintdef(oid) into allowed from pg_constraint where conname = 'notes_kind_check';
  execute 'alter table notes drop constraint notes_kind_check';
  execute 'alter table notes add constraint notes_kind_check '
    || replace(allowed, 'ARRAY[', 'ARRAY[''playbook_input''::text, ');
end $$;

-- Code of playbooks as it was, each state of it once: what runs on it keeps to it.
create table playbook_builds (
  build_id text primary key,
  -- The files of it, as compressed JSON: path to text.
  sources bytea not null,
  created_at timestamptz not null default now()
);

-- What can be started now.
create table playbooks (
  name text primary key,
  version integer not null,
  build_id text not null references playbook_builds,
  title jsonb not null,
  input jsonb not null,
  -- Where it is written.
  file text not null
);

create table playbook_runs (
  run_id text primary key,
  ticket_id text not null,
  n integer not null,
  playbook text not null,
  version integer not null,
  build_id text not null references playbook_builds,
  input_id text,
  retry_of text,
  from_step text,
  status text not null default 'running',
  -- The last record of it that was written.
  change integer not null default 0,
  problem jsonb,
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index playbook_runs_ticket on playbook_runs (ticket_id);
create index playbook_runs_open on playbook_runs (started_at) where status in ('running', 'parked');
create index playbook_runs_newest on playbook_runs (started_at desc, run_id);

create table playbook_steps (
  run_id text not null references playbook_runs on delete cascade,
  key text not null,
  position integer not null,
  name text not null,
  kind text not null,
  status text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  waits_for jsonb,
  -- What it gave, for a retry from a later step.
  result jsonb,
  problem jsonb,
  change integer not null,
  primary key (run_id, key)
);
