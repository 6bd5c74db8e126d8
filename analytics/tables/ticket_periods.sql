create table ticket_periods (
  ticket_id varchar not null,
  n integer not null,
  started_at timestamp not null,
  started_date date not null,
  ended_at timestamp,
  ended_date date,
  start_cause varchar not null,
  end_cause varchar,
  group_id varchar not null,
  tier integer not null,
  priority varchar not null,
  category varchar,
  channel varchar not null,
  type varchar not null,
  origin varchar not null,
  customer varchar,
  assignee_id varchar,
  is_pending boolean not null,
  is_breached boolean not null,
  opened_at timestamp not null,
  opened_date date not null
);

comment on table ticket_periods is 'One row per period in which an open ticket kept the same group, priority, category, assignee, pending and breach. Says who had what, when.';
comment on column ticket_periods.ticket_id is 'The ticket.';
comment on column ticket_periods.n is '1 for the ticket''s first period.';
comment on column ticket_periods.started_at is 'UTC.';
comment on column ticket_periods.ended_at is 'UTC; null while it lasts.';
comment on column ticket_periods.start_cause is 'opened, reopened or unmerged (the ticket entered the backlog), or changed.';
comment on column ticket_periods.end_cause is 'resolved, closed, cancelled or merged (the ticket left the backlog), or changed.';
comment on column ticket_periods.group_id is 'Support group during the period.';
comment on column ticket_periods.tier is 'Tier during the period.';
comment on column ticket_periods.priority is 'Priority during the period.';
comment on column ticket_periods.category is 'Category during the period.';
comment on column ticket_periods.channel is 'How the ticket came in.';
comment on column ticket_periods.type is 'incident or service_request.';
comment on column ticket_periods.origin is 'live, import or demo.';
comment on column ticket_periods.customer is 'Whose requester opened the ticket; null for nobody''s.';
comment on column ticket_periods.assignee_id is 'Agent during the period; null while nobody had it.';
comment on column ticket_periods.is_pending is 'True while it waited, for its requester or for others.';
comment on column ticket_periods.is_breached is 'True once the resolution or total_resolution clock was breached.';
comment on column ticket_periods.opened_at is 'When the ticket was opened, UTC.';
