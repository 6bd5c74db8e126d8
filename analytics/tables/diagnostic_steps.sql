create table diagnostic_steps (
  ticket_id varchar not null,
  seq integer not null,
  step_id varchar not null,
  kind varchar not null,
  runbook_step varchar,
  has_ruled_out boolean not null,
  tier integer not null,
  by_kind varchar not null,
  by_id varchar not null,
  recorded_at timestamp not null,
  recorded_date date not null
);

comment on table diagnostic_steps is 'One row per diagnostic step taken on a ticket, without its text.';
comment on column diagnostic_steps.ticket_id is 'The ticket.';
comment on column diagnostic_steps.seq is 'Sequence number of the event.';
comment on column diagnostic_steps.step_id is 'The row that holds the text, on the desk.';
comment on column diagnostic_steps.kind is 'information, reproduction, test, root_cause or workaround.';
comment on column diagnostic_steps.runbook_step is 'Key of the runbook step it carried out.';
comment on column diagnostic_steps.has_ruled_out is 'True where it excluded a cause.';
comment on column diagnostic_steps.tier is 'Tier that took it.';
comment on column diagnostic_steps.by_kind is 'agent or system.';
comment on column diagnostic_steps.by_id is 'The agent.';
comment on column diagnostic_steps.recorded_at is 'UTC.';
