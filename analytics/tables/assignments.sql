create table assignments (
  ticket_id varchar not null,
  n integer not null,
  assignee_id varchar not null,
  from_assignee_id varchar,
  group_id varchar not null,
  tier integer not null,
  cause varchar not null,
  strategy varchar,
  decision_id varchar,
  candidate_count integer not null,
  assigned_at timestamp not null,
  assigned_date date not null,
  work_started_at timestamp,
  work_started_date date,
  ended_at timestamp,
  ended_date date,
  end_cause varchar,
  -- traits
);

comment on table assignments is 'One row per time a ticket was given to an agent.';
comment on column assignments.ticket_id is 'The ticket.';
comment on column assignments.n is '1 for the ticket''s first assignment.';
comment on column assignments.assignee_id is 'The agent that got it.';
comment on column assignments.from_assignee_id is 'The agent that had it before, when it passed straight from one to the other.';
comment on column assignments.group_id is 'The group it was in.';
comment on column assignments.tier is 'Tier of that group.';
comment on column assignments.cause is 'automatic, manual, self or import.';
comment on column assignments.strategy is 'The allocator''s strategy for automatic ones.';
comment on column assignments.decision_id is 'The allocator''s decision.';
comment on column assignments.candidate_count is 'Agents the allocator considered.';
comment on column assignments.assigned_at is 'UTC.';
comment on column assignments.work_started_at is 'When this agent began the work under this assignment, UTC.';
comment on column assignments.ended_at is 'When it left the agent, or the ticket was over; null while it lasts, UTC.';
comment on column assignments.end_cause is 'reassigned, unassigned, closed, cancelled or merged.';
