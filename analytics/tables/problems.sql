create table problems (
  problem_id varchar not null,
  number bigint not null,
  origin varchar not null,
  process_id varchar not null,
  status varchar not null,
  is_open boolean not null,
  category varchar,
  service varchar,
  impact varchar not null,
  urgency varchar not null,
  priority varchar not null,
  is_priority_overridden boolean not null,
  group_id varchar not null,
  owner_id varchar,
  has_root_cause boolean not null,
  has_workaround boolean not null,
  opened_at timestamp not null,
  opened_date date not null,
  known_error_at timestamp,
  known_error_date date,
  resolved_at timestamp,
  resolved_date date,
  closed_at timestamp,
  closed_date date,
  review_at timestamp,
  review_date date,
  updated_at timestamp not null,
  last_seq integer not null
);

comment on table problems is 'One row per problem record: the cause behind incidents. Its incidents are the tickets with its problem_id; its texts are not here.';
comment on column problems.problem_id is 'The problem''s id.';
comment on column problems.number is 'The number people say aloud: 12 is PRB-12.';
comment on column problems.origin is 'live or demo.';
comment on column problems.process_id is 'The process whose groups and categories it uses.';
comment on column problems.status is 'logged, under_investigation, known_error, resolved or closed.';
comment on column problems.is_open is 'True while its cause is not gone.';
comment on column problems.category is 'Category; null while not classified.';
comment on column problems.service is 'Service concerned; null where not known.';
comment on column problems.impact is 'high, medium or low.';
comment on column problems.urgency is 'high, medium or low.';
comment on column problems.priority is 'A name of its process, from impact and urgency unless overridden: p1 to p4 where that has none of its own.';
comment on column problems.is_priority_overridden is 'True where a person set the priority against the matrix.';
comment on column problems.group_id is 'The support group that has it now.';
comment on column problems.owner_id is 'The agent that looks into it; null while nobody does.';
comment on column problems.has_root_cause is 'True where a root cause is written down now.';
comment on column problems.has_workaround is 'True where a workaround is written down now.';
comment on column problems.opened_at is 'When it was logged, UTC.';
comment on column problems.known_error_at is 'Since when a root cause or a workaround is written down; null where none is, UTC.';
comment on column problems.resolved_at is 'When its cause was said to be gone; null again once reopened, UTC.';
comment on column problems.closed_at is 'When it was closed for good, UTC.';
comment on column problems.review_at is 'By when somebody has to look at it again: past it, the problem is overdue. Null once closed, UTC.';
comment on column problems.updated_at is 'Instant of its last event, UTC.';
comment on column problems.last_seq is 'Sequence number of its last event here.';
