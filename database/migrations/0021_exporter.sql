-- Which worker's home has the warehouse: of several only one writes one.
create table warehouse_exporter (
  is_only boolean primary key default true check (is_only),
  home_id text not null,
  host text not null,
  home text not null,
  seen_at timestamptz not null default now()
);
