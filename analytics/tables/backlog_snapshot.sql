create table backlog_snapshot (
  snapshot_date date not null,
  group_id varchar not null,
  tier integer not null,
  priority varchar not null,
  category varchar,
  channel varchar not null,
  type varchar not null,
  origin varchar not null,
  customer varchar,
  open_count bigint not null,
  pending_count bigint not null,
  unassigned_count bigint not null,
  breached_count bigint not null,
  age_days_sum bigint not null
);

comment on table backlog_snapshot is 'One row per business date and combination of group, tier, priority, category, channel, type, origin and customer with tickets open at the end of that date. The last date is not over: it stands at data_through. Made from ticket_periods, so late facts restate the past.';
comment on column backlog_snapshot.snapshot_date is 'Business date.';
comment on column backlog_snapshot.group_id is 'Group that had them then.';
comment on column backlog_snapshot.tier is 'Tier that had them then.';
comment on column backlog_snapshot.priority is 'Their priority then.';
comment on column backlog_snapshot.category is 'Their category then.';
comment on column backlog_snapshot.channel is 'How they came in.';
comment on column backlog_snapshot.type is 'incident or service_request.';
comment on column backlog_snapshot.origin is 'live, import or demo.';
comment on column backlog_snapshot.customer is 'The customer whose people opened them; null for nobody''s.';
comment on column backlog_snapshot.open_count is 'Tickets open. A stock: never add it up over dates.';
comment on column backlog_snapshot.pending_count is 'Of those, waiting, for their requester or for others.';
comment on column backlog_snapshot.unassigned_count is 'Of those, without an agent.';
comment on column backlog_snapshot.breached_count is 'Of those, past their resolution target.';
comment on column backlog_snapshot.age_days_sum is 'Sum of their ages in calendar days: divide by open_count for the mean age.';
