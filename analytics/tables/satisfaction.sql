create table satisfaction (
  ticket_id varchar not null,
  n integer not null,
  state varchar not null,
  score integer,
  has_comment boolean not null,
  answer_channel varchar,
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
  -- traits
);

comment on table satisfaction is 'One row per satisfaction survey: at most one for each resolution. What the requesters of tickets merged into it answer is in its events alone.';
comment on column satisfaction.ticket_id is 'The ticket.';
comment on column satisfaction.n is 'The resolution it asks about.';
comment on column satisfaction.state is 'open, answered, expired or cancelled (the ticket was reopened before an answer).';
comment on column satisfaction.score is '1 (bad) to 5 (good); null without an answer.';
comment on column satisfaction.has_comment is 'True where the requester wrote something.';
comment on column satisfaction.answer_channel is 'By which way it was answered: portal, api, or email where by the links of a mail; null without an answer, and where nobody said.';
comment on column satisfaction.requested_at is 'UTC.';
comment on column satisfaction.expires_at is 'UTC.';
comment on column satisfaction.answered_at is 'UTC.';
comment on column satisfaction.resolved_at is 'The resolution asked about, UTC.';
comment on column satisfaction.resolved_date is 'Business date of resolved_at: satisfaction is dated by it.';
comment on column satisfaction.resolved_by_id is 'The agent that resolved.';
comment on column satisfaction.resolved_by_tier is 'Tier that resolved.';
comment on column satisfaction.resolved_group_id is 'Group that resolved.';
