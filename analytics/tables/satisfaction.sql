create table satisfaction (
  ticket_id varchar not null,
  n integer not null,
  state varchar not null,
  score integer,
  has_comment boolean not null,
  requested_at timestamp,
  requested_date date,
  expires_at timestamp,
  answered_at timestamp,
  answered_date date,
  resolved_at timestamp,
  resolved_date date,
  resolved_by_id varchar,
  resolved_by_tier integer,
  resolved_group_id varchar,
  priority varchar not null,
  category varchar,
  channel varchar not null,
  origin varchar not null,
  type varchar not null,
  is_cancelled boolean not null,
  is_merged boolean not null
);

comment on table satisfaction is 'One row per satisfaction survey: at most one for each resolution.';
comment on column satisfaction.ticket_id is 'The ticket.';
comment on column satisfaction.n is 'The resolution it asks about.';
comment on column satisfaction.state is 'open, answered, expired or cancelled (the ticket was reopened before an answer).';
comment on column satisfaction.score is '1 (bad) to 5 (good); null without an answer.';
comment on column satisfaction.has_comment is 'True where the requester wrote something.';
comment on column satisfaction.requested_at is 'UTC.';
comment on column satisfaction.requested_date is 'Business date of requested_at.';
comment on column satisfaction.expires_at is 'UTC.';
comment on column satisfaction.answered_at is 'UTC.';
comment on column satisfaction.answered_date is 'Business date of answered_at.';
comment on column satisfaction.resolved_at is 'The resolution asked about, UTC.';
comment on column satisfaction.resolved_date is 'Business date of resolved_at: satisfaction is dated by it.';
comment on column satisfaction.resolved_by_id is 'The agent that resolved.';
comment on column satisfaction.resolved_by_tier is 'Tier that resolved.';
comment on column satisfaction.resolved_group_id is 'Group that resolved.';
comment on column satisfaction.priority is 'The ticket''s priority now.';
comment on column satisfaction.category is 'The ticket''s category now; null while not classified.';
comment on column satisfaction.channel is 'How the ticket came in.';
comment on column satisfaction.origin is 'live, import or demo.';
comment on column satisfaction.type is 'incident or service_request.';
comment on column satisfaction.is_cancelled is 'True where the ticket was withdrawn.';
comment on column satisfaction.is_merged is 'True where the ticket lives on in another.';
