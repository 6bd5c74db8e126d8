create table pages (
  ticket_id varchar not null,
  n integer not null,
  attempt integer not null,
  group_id varchar not null,
  rule varchar not null,
  requested_at timestamp not null,
  requested_date date not null,
  level integer not null,
  round integer not null,
  person_id varchar,
  on_call_layer varchar,
  on_call_cause varchar,
  paged_at timestamp,
  paged_date date,
  outcome varchar not null,
  ended_at timestamp,
  ended_date date,
  ended_why varchar,
  acknowledged_by_id varchar,
  seconds_to_acknowledge bigint,
  -- traits
);

comment on table pages is 'One row per level of an escalation chain that a page of a ticket came to: who was paged there, and what became of it.';
comment on column pages.ticket_id is 'The ticket.';
comment on column pages.n is '1 for the ticket''s first page. A page that is passed on to the next level keeps it.';
comment on column pages.attempt is '1 for the first level of the page, 2 for the one that it was passed on to.';
comment on column pages.group_id is 'Group whose on-call is paged.';
comment on column pages.rule is 'The rule of the process that paged.';
comment on column pages.requested_at is 'When the page was asked for, UTC; the same at all its levels.';
comment on column pages.level is 'Level of the group''s escalation chain, from 1.';
comment on column pages.round is '2 where the chain is gone through once more.';
comment on column pages.person_id is 'Whoever was paged; null where nobody was on call.';
comment on column pages.on_call_layer is 'Layer of the rotation that they were on call by; null where none says.';
comment on column pages.on_call_cause is 'turn, override, stand_in (for whoever is away), named or lead; null where nobody was on call.';
comment on column pages.paged_at is 'When they were told, by the bell, the desktop and mail at once, UTC; null where nobody was.';
comment on column pages.outcome is 'open, acknowledged, escalated (to the next level), unanswered (there is none) or withdrawn.';
comment on column pages.ended_at is 'When it was acknowledged, passed on or over, UTC.';
comment on column pages.ended_why is 'Of an acknowledgement said, took, answered or resolved: what they did on the ticket. Of what was passed on or unanswered: unanswered, or why nobody could be paged. Null where it is open or was withdrawn.';
comment on column pages.acknowledged_by_id is 'Whoever had it, who need not be whoever was paged.';
comment on column pages.seconds_to_acknowledge is 'From requested_at, over all levels; wall clock.';
