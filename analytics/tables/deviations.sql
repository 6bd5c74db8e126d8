create table deviations (
  ticket_id varchar not null,
  n integer not null,
  kind varchar not null,
  detail varchar,
  seq integer not null,
  deviated_at timestamp not null,
  deviated_date date not null,
  state varchar not null,
  group_id varchar not null,
  process_id varchar not null,
  process_version integer not null,
  opened_at timestamp not null,
  opened_date date not null,
  -- traits
);

comment on table deviations is 'One row per place where a ticket departed from what its process, in the version it followed then, provides for.';
comment on column deviations.ticket_id is 'The ticket.';
comment on column deviations.n is '1 for the ticket''s first deviation.';
comment on column deviations.kind is 'gate_unmet, tier_skipped, hand_off_lapsed, ping_pong, group_unknown, unapproved, approval_lapsed, rule_refused, rules_stopped, task_late, task_undone, playbook_parked, playbook_cancelled, resolution_incomplete, resolution_code_unknown, unpromised, time_disorder, step_refused or repaired; docs/mining.md says what each is.';
comment on column deviations.detail is 'What was missing, skipped, unknown or refused, by its name.';
comment on column deviations.seq is 'Sequence number of the event that shows it.';
comment on column deviations.deviated_at is 'UTC.';
comment on column deviations.state is 'The state the ticket was in then.';
comment on column deviations.group_id is 'Group that had the ticket then.';
comment on column deviations.process_id is 'The process the ticket follows.';
comment on column deviations.process_version is 'The version of that process in force now.';
comment on column deviations.opened_at is 'When the ticket was opened, UTC.';
