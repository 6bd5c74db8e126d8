create table tier_arrivals (
  ticket_id varchar not null,
  tier integer not null,
  arrived_at timestamp not null,
  arrived_date date not null,
  group_id varchar not null,
  is_escalated boolean not null,
  priority varchar not null,
  category varchar,
  channel varchar not null,
  origin varchar not null,
  type varchar not null,
  is_cancelled boolean not null,
  is_merged boolean not null
);

comment on table tier_arrivals is 'One row per ticket and tier that ever had it while it was open.';
comment on column tier_arrivals.ticket_id is 'The ticket.';
comment on column tier_arrivals.tier is 'The tier it reached.';
comment on column tier_arrivals.arrived_at is 'When it first was there, UTC.';
comment on column tier_arrivals.arrived_date is 'Business date of arrived_at.';
comment on column tier_arrivals.group_id is 'Group of the tier that first had it.';
comment on column tier_arrivals.is_escalated is 'True where it was escalated from there to a higher tier, then or later; refused escalations count.';
comment on column tier_arrivals.priority is 'The ticket''s priority now.';
comment on column tier_arrivals.category is 'The ticket''s category now; null while not classified.';
comment on column tier_arrivals.channel is 'How the ticket came in.';
comment on column tier_arrivals.origin is 'live, import or demo.';
comment on column tier_arrivals.type is 'incident or service_request.';
comment on column tier_arrivals.is_cancelled is 'True where the ticket was withdrawn.';
comment on column tier_arrivals.is_merged is 'True where the ticket lives on in another.';
