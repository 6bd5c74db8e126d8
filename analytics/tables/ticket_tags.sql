create table ticket_tags (
  ticket_id varchar not null,
  tag varchar not null,
  tagged_at timestamp not null,
  tagged_date date not null,
  tagged_by_kind varchar not null,
  tagged_by_id varchar not null,
  -- traits
);

comment on table ticket_tags is 'One row per word that stands on a ticket now.';
comment on column ticket_tags.ticket_id is 'The ticket.';
comment on column ticket_tags.tag is 'The word, in the spelling that the desk keeps.';
comment on column ticket_tags.tagged_at is 'When it was put on last, UTC.';
comment on column ticket_tags.tagged_by_kind is 'requester, agent or system.';
comment on column ticket_tags.tagged_by_id is 'Who put it on: an agent by id.';
