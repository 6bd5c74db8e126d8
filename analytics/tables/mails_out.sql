create table mails_out (
  outgoing_mail_id bigint not null,
  kind varchar not null,
  reasons varchar,
  news_count integer not null,
  mailbox_id varchar,
  ticket_id varchar,
  recipient_hash varchar not null,
  state varchar not null,
  reason varchar,
  created_at timestamp not null,
  due_at timestamp not null,
  due_date date not null,
  sent_at timestamp,
  sent_date date,
  bounced_at timestamp,
  bounce_status varchar,
  attempts integer not null,
  is_maybe_sent_twice boolean not null
);

comment on table mails_out is 'One row per mail that the desk owes somebody, as far as it got now. It names nobody: addresses and texts stay on the desk, and the recipient is a pseudonym. The mails of an erased person leave.';
comment on column mails_out.outgoing_mail_id is 'Its number on the desk: later ones were promised later.';
comment on column mails_out.kind is 'ticket (about one ticket) or digest (about several).';
comment on column mails_out.reasons is 'Why its reader hears of it: the reasons of all it tells, by the alphabet and comma.';
comment on column mails_out.news_count is 'How many events of tickets it tells.';
comment on column mails_out.mailbox_id is 'By whose address it goes. Null: by the desk''s own.';
comment on column mails_out.ticket_id is 'The ticket it is about. Null of a digest.';
comment on column mails_out.recipient_hash is 'Whom it is for: the same pseudonym as requester_hash in tickets, of people of the desk too.';
comment on column mails_out.state is 'waiting, sent (a server took it), bounced (sent, and it came back), refused (the server would not have it, or there is no way to its reader), or not_needed (what it was to tell was gone or known).';
comment on column mails_out.reason is 'Why it ended without being sent, as a word. Null where the server''s own words say it, which stay on the desk.';
comment on column mails_out.created_at is 'When it was promised, UTC.';
comment on column mails_out.due_at is 'When it was to go, UTC: later than created_at where more was gathered, or its reader was not at work.';
comment on column mails_out.due_date is 'Business date of due_at: mails are dated by it.';
comment on column mails_out.sent_at is 'When a server took it, UTC. Null while none has.';
comment on column mails_out.bounced_at is 'When the report came that it did not arrive, UTC.';
comment on column mails_out.bounce_status is 'What that report gave as its cause (RFC 3463): 5.1.1, an address that is not there.';
comment on column mails_out.attempts is 'How often it was tried.';
comment on column mails_out.is_maybe_sent_twice is 'True where an attempt was cut off when the server may have taken it, and it was sent again.';
