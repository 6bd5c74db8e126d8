create table playbook_runs (
  ticket_id varchar not null,
  run_id varchar not null,
  n integer not null,
  playbook varchar not null,
  version integer not null,
  group_id varchar not null,
  started_at timestamp not null,
  started_date date not null,
  started_by_kind varchar,
  rule varchar,
  retry_of varchar,
  from_step varchar,
  status varchar not null,
  ended_at timestamp,
  ended_date date,
  parked_step varchar,
  parked_place varchar,
  step_count integer not null,
  -- traits
);

comment on table playbook_runs is 'One row per run of a playbook, as it stands now. What it was given, what its steps gave and in which words it failed stay on the desk.';
comment on column playbook_runs.ticket_id is 'The ticket it began on: one that follows a merge goes on at another.';
comment on column playbook_runs.run_id is 'The run.';
comment on column playbook_runs.n is '1 for the ticket''s first run.';
comment on column playbook_runs.playbook is 'The playbook, by its name.';
comment on column playbook_runs.version is 'The version that it runs on, to its end.';
comment on column playbook_runs.group_id is 'The ticket''s group now.';
comment on column playbook_runs.started_at is 'UTC.';
comment on column playbook_runs.started_by_kind is 'agent, system (a rule, a process) or requester; null where no event of the ticket says.';
comment on column playbook_runs.rule is 'The rule that began it; null where it was no rule.';
comment on column playbook_runs.retry_of is 'The run that it was tried again for; null where it is none.';
comment on column playbook_runs.from_step is 'Of a retry, the first step that was done again; null: those that had failed.';
comment on column playbook_runs.status is 'running, done, cancelled, or parked: it could not go on, and ended there. A retry is a run of its own.';
comment on column playbook_runs.ended_at is 'When it was done, cancelled or parked, UTC; null while it runs.';
comment on column playbook_runs.parked_step is 'The step at which it was parked; null where it was not, or at none.';
comment on column playbook_runs.parked_place is 'File and line of the playbook at which it was parked.';
comment on column playbook_runs.step_count is 'Steps that it began, those that a retry kept among them.';
