create table activities (
  ticket_id varchar not null,
  level varchar not null,
  n integer not null,
  activity varchar not null,
  seq integer not null,
  started_at timestamp not null,
  started_date date not null,
  next_activity varchar,
  elapsed_seconds double,
  support_seconds double,
  group_id varchar not null,
  tier integer not null,
  actor_kind varchar not null,
  actor_id varchar not null,
  is_repeated boolean not null,
  is_next_repeated boolean not null,
  is_hand_off boolean not null,
  process_id varchar not null,
  process_version integer not null,
  followed_version integer not null,
  opened_at timestamp not null,
  opened_date date not null,
  -- traits
);

comment on table activities is 'One row per activity of a ticket at each level of detail, in order: what a process map is drawn from. dfg, variants and activity_counts count them.';
comment on column activities.ticket_id is 'The ticket: the case, as process mining says.';
comment on column activities.level is 'status (each state it was in), group (each group that had it), step (each thing that was done) or log (imported histories: the activities of the log itself).';
comment on column activities.n is '1 for the ticket''s first activity of the level.';
comment on column activities.activity is 'The state (a pending one with its reason: pending_requester), the group, the step (opened, classified, routed, sent_down, assigned, unassigned, accepted, answered, noted, requester_wrote, diagnosed, escalated, management_told, hand_off_accepted, hand_off_refused, hand_off_lapsed, put_on_hold, resumed, breached, resolved, reopened, closed, cancelled, merged, unmerged, approval_requested, approval_granted, approval_refused, approval_lapsed, rated, migrated) or the activity as the log named it.';
comment on column activities.seq is 'Sequence number of the event that began it.';
comment on column activities.started_at is 'UTC.';
comment on column activities.next_activity is 'What directly follows it; null for the last one so far.';
comment on column activities.elapsed_seconds is 'Wall-clock seconds until the next one.';
comment on column activities.support_seconds is 'Seconds until the next one in the hours of whichever group had it, by the process and the calendar that it followed then; null where the desk did not keep these.';
comment on column activities.group_id is 'Group that had the ticket then.';
comment on column activities.tier is 'Tier of that group.';
comment on column activities.actor_kind is 'requester, agent or system.';
comment on column activities.actor_id is 'The agent''s id, the pseudonym of a requester, or the part of the system that acted.';
comment on column activities.is_repeated is 'True where the ticket had this activity before: rework.';
comment on column activities.is_next_repeated is 'True where the ticket had before what directly follows.';
comment on column activities.is_hand_off is 'True where another agent did what follows.';
comment on column activities.process_id is 'The process the ticket follows.';
comment on column activities.process_version is 'The version of that process in force now.';
comment on column activities.followed_version is 'The version of that process that it followed when the activity began.';
comment on column activities.opened_at is 'When the ticket was opened, UTC.';
