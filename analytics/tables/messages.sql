create table messages (
  ticket_id varchar not null,
  seq integer not null,
  message_id varchar not null,
  author_kind varchar not null,
  author_id varchar not null,
  visibility varchar not null,
  is_first_response boolean not null,
  is_automatic boolean not null,
  sent_at timestamp not null,
  sent_date date not null
);

comment on table messages is 'One row per message on a ticket, without its text. The request itself is not a message.';
comment on column messages.ticket_id is 'The ticket.';
comment on column messages.seq is 'Sequence number of the event.';
comment on column messages.message_id is 'The row that holds the text, on the desk.';
comment on column messages.author_kind is 'requester, agent or system.';
comment on column messages.author_id is 'The agent''s id, or the pseudonym of a requester.';
comment on column messages.visibility is 'public or internal.';
comment on column messages.is_first_response is 'True where it stopped the first_response clock.';
comment on column messages.is_automatic is 'True where no person wrote it.';
comment on column messages.sent_at is 'UTC.';
