create table ticket_events (
  ticket_id varchar not null,
  seq integer not null,
  type varchar not null,
  event_at timestamp not null,
  event_date date not null,
  actor_kind varchar not null,
  actor_id varchar not null,
  command_id varchar,
  source_activity varchar,
  source_resource varchar,
  source_file varchar,
  source_line integer,
  attributes json,
  data json not null
);

comment on table ticket_events is 'One row per event of a ticket: everything that ever happened, in the desk''s own words. Append only.';
comment on column ticket_events.ticket_id is 'The ticket.';
comment on column ticket_events.seq is '1, 2, 3 … over the life of the ticket.';
comment on column ticket_events.type is 'What happened: ticket_opened, ticket_assigned, escalated, sla_breach, ticket_resolved …';
comment on column ticket_events.event_at is 'UTC.';
comment on column ticket_events.actor_kind is 'requester, agent or system.';
comment on column ticket_events.actor_id is 'The agent''s id, the pseudonym of a requester, or the part of the system that acted.';
comment on column ticket_events.command_id is 'The command that caused it; null for what time or the process did.';
comment on column ticket_events.source_activity is 'Imported histories: the activity as the log named it.';
comment on column ticket_events.source_resource is 'Imported histories: who did it, as the log named it.';
comment on column ticket_events.source_file is 'Imported histories: file of the log.';
comment on column ticket_events.source_line is 'Imported histories: line of the file.';
comment on column ticket_events.attributes is 'Imported histories, with the first event that a row of the log caused: what else the row says, as a JSON object by column, in the log''s own words (attributes ->> ''Closure Code'').';
comment on column ticket_events.data is 'What the event says, as JSON. Ids only: no text, no names.';
