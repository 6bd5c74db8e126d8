create table clock_cycles (
  ticket_id varchar not null,
  clock_name varchar not null,
  measures varchar not null,
  cycle integer not null,
  calendar varchar not null,
  target_seconds double not null,
  elapsed_seconds double not null,
  started_at timestamp not null,
  started_date date not null,
  due_at timestamp,
  due_date date,
  breached_at timestamp,
  breached_date date,
  stopped_at timestamp,
  stopped_date date,
  outcome varchar,
  settled_at timestamp,
  settled_date date,
  is_breached boolean not null,
  is_paused boolean not null,
  pause_count integer not null,
  retarget_count integer not null,
  warning_count integer not null,
  group_id varchar not null,
  -- traits
);

comment on table clock_cycles is 'One row per clock of a ticket (a promise in support hours), as the desk measured it. Never recompute it from field values.';
comment on column clock_cycles.ticket_id is 'The ticket.';
comment on column clock_cycles.clock_name is 'A clock of the process by its name: one that is called by what it measures, or one of its own.';
comment on column clock_cycles.measures is 'first_response, next_response, resolution, total_resolution, acknowledgement (of a hand-off) or tier_work (the stay at a tier).';
comment on column clock_cycles.cycle is '1 for the first clock of this name on the ticket.';
comment on column clock_cycles.calendar is 'The support hours it counts in.';
comment on column clock_cycles.target_seconds is 'What was promised, support-hours seconds.';
comment on column clock_cycles.elapsed_seconds is 'Support-hours seconds used: in all once stopped, else up to its last start or pause.';
comment on column clock_cycles.started_at is 'UTC.';
comment on column clock_cycles.due_at is 'When the target is or was reached; null while paused, UTC.';
comment on column clock_cycles.breached_at is 'The first and only breach; permanent, UTC.';
comment on column clock_cycles.stopped_at is 'When it was met, cancelled or stopped late; null while it is open, UTC.';
comment on column clock_cycles.outcome is 'met, breached or cancelled; null while open, even when already breached.';
comment on column clock_cycles.settled_at is 'When the promise was kept or broken: the breach, or the stop in time; null before that, and where it was cancelled unbroken, UTC.';
comment on column clock_cycles.is_breached is 'True from the breach on, whether or not the clock is still open.';
comment on column clock_cycles.is_paused is 'True while it is open and does not run.';
comment on column clock_cycles.pause_count is 'Times it was paused.';
comment on column clock_cycles.retarget_count is 'Times its target was changed (a new priority, a new process version).';
comment on column clock_cycles.warning_count is 'Warnings given before the target.';
comment on column clock_cycles.group_id is 'Group that has the ticket now.';
