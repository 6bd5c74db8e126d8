-- Who of a group is on call: people who take turns in layers, who is paged one after the other, and who
-- has it instead for a time. A group has one plan, or none.

create table on_call_plans (
  process_id text not null,
  group_id text not null,
  zone text not null,
  -- How often the levels are gone through again.
  repeats integer not null check (repeats >= 0),
  version integer not null,
  command_id text not null,
  fingerprint text not null,
  changed_by text references accounts on delete set null,
  changed_at timestamptz not null default now(),
  primary key (process_id, group_id)
);

create table on_call_layers (
  process_id text not null,
  group_id text not null,
  name text not null,
  position integer not null,
  hand_over text not null check (hand_over in ('day', 'week')),
  hand_over_on text check ((hand_over_on is not null) = (hand_over = 'week')),
  hand_over_at text not null,
  starts_on text not null,
  hours text not null check (hours in ('always', 'group_hours', 'outside_group_hours', 'week')),
  windows jsonb check ((windows is not null) = (hours = 'week')),
  primary key (process_id, group_id, name),
  foreign key (process_id, group_id) references on_call_plans on delete cascade
);

create table on_call_members (
  process_id text not null,
  group_id text not null,
  layer text not null,
  position integer not null,
  account_id text not null references accounts on delete cascade,
  primary key (process_id, group_id, layer, position),
  foreign key (process_id, group_id, layer) references on_call_layers on delete cascade
);
create index on_call_members_account on on_call_members (account_id);

create table on_call_levels (
  process_id text not null,
  group_id text not null,
  position integer not null,
  target text not null
    check (target in ('on_call', 'next_on_call', 'layer', 'person', 'team_lead')),
  layer text check ((layer is not null) = (target = 'layer')),
  account_id text references accounts on delete cascade
    check ((account_id is not null) = (target = 'person')),
  wait_minutes integer not null check (wait_minutes > 0),
  primary key (process_id, group_id, position),
  foreign key (process_id, group_id) references on_call_plans on delete cascade
);
create index on_call_levels_account on on_call_levels (account_id) where account_id is not null;

create table on_call_overrides (
  override_id text primary key,
  process_id text not null,
  group_id text not null,
  -- Null: whatever the layers say.
  layer text,
  account_id text not null references accounts on delete cascade,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  created_by text references accounts on delete set null,
  created_at timestamptz not null default now(),
  foreign key (process_id, group_id) references on_call_plans on delete cascade
);
create index on_call_overrides_group on on_call_overrides (process_id, group_id, until_at);
create index on_call_overrides_account on on_call_overrides (account_id);
