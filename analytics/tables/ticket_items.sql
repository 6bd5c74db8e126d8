create table ticket_items (
  ticket_id varchar not null,
  item_id varchar not null,
  marked_at timestamp not null,
  marked_date date not null,
  marked_by_kind varchar not null,
  marked_by_id varchar not null,
  -- traits
);

comment on table ticket_items is 'One row per device or service that a ticket is about now, by the register of the desk. Tickets of requesters who were erased have none here.';
comment on column ticket_items.ticket_id is 'The ticket.';
comment on column ticket_items.item_id is 'The configuration item, by its id in the register.';
comment on column ticket_items.marked_at is 'When it was marked last, UTC.';
comment on column ticket_items.marked_by_kind is 'requester (at the opening), agent or system.';
comment on column ticket_items.marked_by_id is 'Who marked it: an agent by id, a requester by a pseudonym.';
