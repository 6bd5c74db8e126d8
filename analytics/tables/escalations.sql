create table escalations (
  ticket_id varchar not null,
  n integer not null,
  kind varchar not null,
  reason varchar not null,
  escalated_at timestamp not null,
  escalated_date date not null,
  by_kind varchar not null,
  by_id varchar not null,
  from_group_id varchar not null,
  to_group_id varchar not null,
  from_tier integer not null,
  to_tier integer not null,
  level integer,
  outcome varchar not null,
  settled_at timestamp,
  settled_date date,
  hand_off_step_count integer,
  hand_off_missing_count integer,
  time_at_tier_seconds double,
  -- traits
);

comment on table escalations is 'One row per escalation: functional (to more skill, with a hand-off) or hierarchical (to management).';
comment on column escalations.ticket_id is 'The ticket.';
comment on column escalations.n is '1 for the ticket''s first escalation of any kind.';
comment on column escalations.kind is 'functional or hierarchical.';
comment on column escalations.reason is 'Why, in the words of the process.';
comment on column escalations.escalated_at is 'UTC.';
comment on column escalations.by_kind is 'requester, agent or system.';
comment on column escalations.by_id is 'The agent, the pseudonym of a requester, or the rule.';
comment on column escalations.from_group_id is 'Group that had it.';
comment on column escalations.to_group_id is 'Group that got it; the same for hierarchical ones.';
comment on column escalations.from_tier is 'Tier that had it.';
comment on column escalations.to_tier is 'Tier that got it.';
comment on column escalations.level is 'Management level told, for hierarchical ones.';
comment on column escalations.outcome is 'open, accepted, refused, lapsed (nobody answered in time), withdrawn (ended before anybody answered) or told.';
comment on column escalations.settled_at is 'When it was accepted, refused or lapsed, UTC.';
comment on column escalations.hand_off_step_count is 'Diagnostic steps handed off.';
comment on column escalations.hand_off_missing_count is 'Things the receiving tier should have got and did not.';
comment on column escalations.time_at_tier_seconds is 'Wall-clock seconds at the tier it left.';
