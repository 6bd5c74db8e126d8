-- Commands that a problem gives to its incidents. They are written with what happened to the problem
-- and removed once a workflow has taken them over: what a crash leaves behind is found here.
create table outgoing_commands (
  batch_id text primary key,
  problem_id text not null references problems on delete cascade,
  commands jsonb not null,
  written_at timestamptz not null default now()
);
