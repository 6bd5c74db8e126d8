-- What leads from where to where in a process, found by trying everything: for a minute or so, so it is
-- done once for each compiled form.
create table process_drawings (
  hash text primary key references process_snapshots on delete cascade,
  drawing jsonb not null,
  drawn_at timestamptz not null default now()
);
