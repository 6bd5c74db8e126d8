create table resolutions (
  ticket_id varchar not null,
  n integer not null,
  code varchar not null,
  resolved_at timestamp not null,
  resolved_date date not null,
  by_kind varchar not null,
  by_id varchar not null,
  by_tier integer not null,
  group_id varchar not null,
  article_id varchar,
  has_root_cause boolean not null,
  reopened_at timestamp,
  reopened_date date,
  reopen_cause varchar,
  agent_count integer not null,
  agent_change_count integer not null,
  requester_message_count integer not null,
  agent_public_message_count integer not null,
  pending_count integer not null,
  functional_escalation_count integer not null,
  satisfaction_score integer,
  -- traits
);

comment on table resolutions is 'One row per resolution of a ticket, with what it had taken until then.';
comment on column resolutions.ticket_id is 'The ticket.';
comment on column resolutions.n is '1 for the ticket''s first resolution.';
comment on column resolutions.code is 'Resolution code of the process.';
comment on column resolutions.resolved_at is 'UTC.';
comment on column resolutions.by_kind is 'agent, system or requester.';
comment on column resolutions.by_id is 'The agent, the pseudonym of a requester, or the rule.';
comment on column resolutions.by_tier is 'Tier that resolved it.';
comment on column resolutions.group_id is 'Group that resolved it.';
comment on column resolutions.article_id is 'Knowledge article used.';
comment on column resolutions.has_root_cause is 'True where a root cause was written down.';
comment on column resolutions.reopened_at is 'When it turned out not to hold, UTC.';
comment on column resolutions.reopen_cause is 'requester, requester_message, agent or import.';
comment on column resolutions.agent_count is 'Agents who had begun the ticket or resolved it, up to this resolution; in histories brought in, those who took it afterwards too.';
comment on column resolutions.agent_change_count is 'Times the ticket had gone from one agent to another after one had begun it, up to this resolution.';
comment on column resolutions.requester_message_count is 'Messages of the requester after the request itself, up to this resolution.';
comment on column resolutions.agent_public_message_count is 'Public messages of agents up to this resolution, automatic ones not counted.';
comment on column resolutions.pending_count is 'Waits up to this resolution.';
comment on column resolutions.functional_escalation_count is 'Functional escalations up to this resolution.';
comment on column resolutions.satisfaction_score is 'The score the requester gave it, 1 to 5; null without an answer.';
