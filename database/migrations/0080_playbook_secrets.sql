-- What playbooks give to other systems, by names. The key is not in the database: a copy of that opens nothing.
create table playbook_secrets (
  name text primary key,
  sealed text not null,
  version integer not null default 1,
  -- Of the request that set it last: made again it changes nothing.
  command_id text not null,
  updated_at timestamptz not null default now()
);
