create table tickets (
  ticket_id varchar not null,
  number bigint,
  origin varchar not null,
  process_id varchar not null,
  process_version integer not null,
  type varchar not null,
  channel varchar not null,
  category varchar,
  service varchar,
  impact varchar not null,
  impact_rank integer,
  urgency varchar not null,
  urgency_rank integer,
  priority varchar not null,
  priority_rank integer,
  is_priority_overridden boolean not null,
  status varchar not null,
  is_open boolean not null,
  is_cancelled boolean not null,
  is_merged boolean not null,
  merged_into varchar,
  is_breached boolean not null,
  group_id varchar not null,
  tier integer not null,
  first_group_id varchar,
  first_tier integer,
  max_tier integer not null,
  assignee_id varchar,
  first_assignee_id varchar,
  requester_hash varchar not null,
  requester_tier varchar not null,
  customer varchar,
  opened_at timestamp not null,
  opened_date date not null,
  first_assigned_at timestamp,
  first_assigned_date date,
  work_started_at timestamp,
  work_started_date date,
  first_response_at timestamp,
  first_response_date date,
  first_resolved_at timestamp,
  first_resolved_date date,
  last_resolved_at timestamp,
  last_resolved_date date,
  closed_at timestamp,
  closed_date date,
  resolution_due_at timestamp,
  updated_at timestamp not null,
  resolution_count integer not null,
  reopen_count integer not null,
  agent_count integer not null,
  agent_change_count integer not null,
  group_change_count integer not null,
  bounce_count integer not null,
  functional_escalation_count integer not null,
  hierarchical_escalation_count integer not null,
  requester_message_count integer not null,
  agent_public_message_count integer not null,
  contact_seconds double,
  pending_count integer not null,
  pending_seconds double not null,
  first_response_support_seconds double,
  resolution_support_seconds double,
  total_resolution_support_seconds double,
  satisfaction_score integer,
  resolution_article_id varchar,
  problem_id varchar,
  attributes json,
  last_seq integer not null
);

comment on table tickets is 'One row per ticket, open ones too, as it is at the snapshot''s data_through.';
comment on column tickets.ticket_id is 'The ticket''s id, also its workflow id.';
comment on column tickets.number is 'The number people say aloud; null where the ticket''s content was erased.';
comment on column tickets.origin is 'live, import (a history brought in) or demo.';
comment on column tickets.process_id is 'The process the ticket follows.';
comment on column tickets.process_version is 'The version of that process in force now.';
comment on column tickets.type is 'incident or service_request.';
comment on column tickets.channel is 'How it came in: portal, email, chat, phone, walk_in, api, monitoring or import.';
comment on column tickets.category is 'Category now; null while not classified.';
comment on column tickets.service is 'Service concerned; null where not known.';
comment on column tickets.impact is 'A name of the process: high, medium or low where it has none of its own.';
comment on column tickets.impact_rank is '1 for the highest impact of the process; null where it has no such impact any more.';
comment on column tickets.urgency is 'A name of the process: high, medium or low where it has none of its own.';
comment on column tickets.urgency_rank is '1 for the highest urgency of the process; null where it has no such urgency any more.';
comment on column tickets.priority is 'A name of the process, from impact and urgency unless overridden: p1 to p4 where it has none of its own.';
comment on column tickets.priority_rank is '1 for the most urgent priority of the process; null where it has no such priority any more.';
comment on column tickets.is_priority_overridden is 'True where a person set the priority against the matrix.';
comment on column tickets.status is 'new, assigned, in_progress, pending, resolved, closed, cancelled or merged.';
comment on column tickets.is_open is 'True while somebody owes the requester a resolution.';
comment on column tickets.is_cancelled is 'True where the ticket was withdrawn: metrics of work exclude it.';
comment on column tickets.is_merged is 'True where the ticket lives on in another: metrics exclude it, so that it counts once.';
comment on column tickets.merged_into is 'The ticket it was merged into.';
comment on column tickets.is_breached is 'True once any clock of the ticket was breached, open tickets included; permanent.';
comment on column tickets.group_id is 'The support group that has it now.';
comment on column tickets.tier is 'Tier of that group: 1 has the least skill, as a service desk.';
comment on column tickets.first_group_id is 'The group triage sent it to; of an imported history the first that it names.';
comment on column tickets.first_tier is 'Tier of that first group.';
comment on column tickets.max_tier is 'The highest tier it ever reached.';
comment on column tickets.assignee_id is 'The agent that has it now.';
comment on column tickets.first_assignee_id is 'The first agent that ever had it.';
comment on column tickets.requester_hash is 'A pseudonym of the requester: equal for the same person, keyed, not reversible here.';
comment on column tickets.requester_tier is 'standard or vip.';
comment on column tickets.customer is 'The customer its requester was served for when it was opened, by the name it has now; null for nobody''s.';
comment on column tickets.opened_at is 'UTC.';
comment on column tickets.first_assigned_at is 'When the first agent got it, UTC.';
comment on column tickets.work_started_at is 'When an agent first began the work (accepted it), UTC.';
comment on column tickets.first_response_at is 'First public message of a person who serves (automatic ones do not count), UTC.';
comment on column tickets.first_resolved_at is 'First resolution, whether or not it held, UTC.';
comment on column tickets.last_resolved_at is 'Latest resolution, whether or not it held, UTC.';
comment on column tickets.closed_at is 'When it was closed, cancelled or merged for good, UTC.';
comment on column tickets.resolution_due_at is 'When the resolution clock runs out, as last computed; null while paused, UTC.';
comment on column tickets.updated_at is 'Instant of its last event, UTC.';
comment on column tickets.resolution_count is 'How often it was resolved.';
comment on column tickets.reopen_count is 'How often a resolution did not hold.';
comment on column tickets.agent_count is 'Different agents that ever had it.';
comment on column tickets.agent_change_count is 'Times it went from one agent to another after one had begun it.';
comment on column tickets.group_change_count is 'Times it went from one group to another after triage.';
comment on column tickets.bounce_count is 'Times a group sent it back.';
comment on column tickets.functional_escalation_count is 'Escalations to more skill.';
comment on column tickets.hierarchical_escalation_count is 'Escalations to management.';
comment on column tickets.requester_message_count is 'Messages of the requester after the request itself.';
comment on column tickets.agent_public_message_count is 'Public messages of agents, automatic ones not counted.';
comment on column tickets.contact_seconds is 'How long the call or visit took that it was logged for, in seconds; null where nobody said.';
comment on column tickets.pending_count is 'Times it waited, for its requester or for others.';
comment on column tickets.pending_seconds is 'Wall-clock seconds spent waiting, ended waits only.';
comment on column tickets.first_response_support_seconds is 'Support-hours seconds of the first_response clock once stopped; computed by the desk.';
comment on column tickets.resolution_support_seconds is 'Support-hours seconds of the resolution clock once stopped (first resolution); computed by the desk.';
comment on column tickets.total_resolution_support_seconds is 'Support-hours seconds of the total_resolution clock while the ticket is resolved or closed (reopenings included); computed by the desk.';
comment on column tickets.satisfaction_score is 'The latest score the requester gave, 1 to 5.';
comment on column tickets.resolution_article_id is 'The article it was last resolved with; null where none was used.';
comment on column tickets.problem_id is 'The problem record it is an incident of now; null where it belongs to none.';
comment on column tickets.attributes is 'Imported histories: what else the log says of it, as a JSON object by column, each as the last row that says it has it (attributes ->> ''reopen_count'').';
comment on column tickets.last_seq is 'Sequence number of its last event here.';
