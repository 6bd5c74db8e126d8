create table ticket_fields (
  ticket_id varchar not null,
  field varchar not null,
  kind varchar not null,
  value_text varchar,
  value_number double,
  value_day date,
  process_id varchar not null,
  set_at timestamp not null,
  set_date date not null,
  set_by_kind varchar not null,
  set_by_id varchar not null,
  -- traits
);

comment on table ticket_fields is 'One row per field of its process that is known of a ticket, as it is now. What is not known has no row.';
comment on column ticket_fields.ticket_id is 'The ticket.';
comment on column ticket_fields.field is 'Name of the field in its process.';
comment on column ticket_fields.kind is 'text, choice, number, date, person or device.';
comment on column ticket_fields.value_text is 'Of a choice the name of the option, of a device its id. Null for texts and people, of whom only this row says that something is known, and for the device of a requester who was erased.';
comment on column ticket_fields.value_number is 'Of a number.';
comment on column ticket_fields.value_day is 'Of a date: the day itself, in no time zone.';
comment on column ticket_fields.process_id is 'The process that asks for it: two may use one name for two things.';
comment on column ticket_fields.set_at is 'When it became what it is, UTC.';
comment on column ticket_fields.set_by_kind is 'requester, agent or system.';
comment on column ticket_fields.set_by_id is 'Who said so: an agent by id, a requester by pseudonym.';
