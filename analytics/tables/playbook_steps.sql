create table playbook_steps (
  ticket_id varchar not null,
  run_id varchar not null,
  position integer not null,
  step varchar not null,
  playbook varchar not null,
  version integer not null,
  kind varchar not null,
  place varchar,
  status varchar not null,
  started_at timestamp not null,
  started_date date not null,
  ended_at timestamp,
  ended_date date,
);

comment on table playbook_steps is 'One row per step of a run of a playbook, as it stands now; what it gave stays on the desk.';
comment on column playbook_steps.ticket_id is 'The ticket that the run began on.';
comment on column playbook_steps.run_id is 'The run, in playbook_runs; of a step that waited for people, playbook_run_id of tasks.';
comment on column playbook_steps.position is '1 for the step of the run that began first.';
comment on column playbook_steps.step is 'Its name in the run: the second of a name is NAME 2.';
comment on column playbook_steps.playbook is 'The playbook, by its name.';
comment on column playbook_steps.version is 'The version that the run is on.';
comment on column playbook_steps.kind is 'What it does: command, task, approval, consent, ticket (it opens another), check, webhook, activity or wait.';
comment on column playbook_steps.place is 'File and line of the playbook.';
comment on column playbook_steps.status is 'running, done, failed, cancelled, or kept: the run that this one retries had done it.';
comment on column playbook_steps.started_at is 'UTC.';
comment on column playbook_steps.ended_at is 'UTC; null while it runs.';
