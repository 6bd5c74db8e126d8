create table tasks (
  ticket_id varchar not null,
  n integer not null,
  task varchar,
  group_id varchar not null,
  assignee_id varchar,
  added_at timestamp not null,
  added_date date not null,
  added_by_kind varchar not null,
  taken_at timestamp,
  taken_date date,
  opened_at timestamp,
  opened_date date,
  due_at timestamp,
  due_date date,
  is_overdue boolean not null,
  outcome varchar not null,
  ended_at timestamp,
  ended_date date,
  ended_by_kind varchar,
  ended_by_id varchar,
  elapsed_support_seconds bigint,
  playbook_run_id varchar,
  -- traits
);

comment on table tasks is 'One row per task of a ticket, as it is now; what it was before is in ticket_events.';
comment on column tasks.ticket_id is 'The ticket.';
comment on column tasks.n is '1 for the ticket''s first task.';
comment on column tasks.task is 'What the process calls it; null where people said it in words of their own.';
comment on column tasks.group_id is 'Group that does it.';
comment on column tasks.assignee_id is 'The agent who has it, or had it last; null while it waits in the queue.';
comment on column tasks.added_at is 'UTC.';
comment on column tasks.added_by_kind is 'agent, system (a rule, a playbook) or requester.';
comment on column tasks.taken_at is 'When an agent had it first, UTC.';
comment on column tasks.opened_at is 'Since when it could be worked on, UTC; null while it waits for another.';
comment on column tasks.due_at is 'UTC; null where nothing says.';
comment on column tasks.is_overdue is 'True where it was not done in time.';
comment on column tasks.outcome is 'open, done or cancelled.';
comment on column tasks.ended_at is 'When it was done or cancelled, UTC.';
comment on column tasks.ended_by_kind is 'agent, system or requester.';
comment on column tasks.ended_by_id is 'The agent, the pseudonym of a requester, or the rule.';
comment on column tasks.elapsed_support_seconds is 'From when it could be worked on to when it was done, in the hours of its group.';
comment on column tasks.playbook_run_id is 'The run of a playbook that added it.';
