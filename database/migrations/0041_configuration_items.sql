-- The register of what the desk looks after: devices, and services that people rely on.
create table configuration_items (
  item_id text primary key,
  kind text not null check (kind in ('device', 'service')),
  name text not null,
  -- In the company's own words: laptop, printer, server.
  type text,
  model text,
  -- What stands on its label. No two items have one.
  inventory_number text unique,
  serial_number text,
  site text,
  status text not null check (status in ('in_use', 'in_stock', 'in_repair', 'retired')),
  -- Who uses it.
  owner_id text references accounts on delete set null,
  -- What a program of remote help knows it by, and where it is on the network.
  remote_id text,
  address text,
  notes text not null default '',
  version integer not null default 1,
  command_id text not null,
  fingerprint text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index configuration_items_owner on configuration_items (owner_id);
