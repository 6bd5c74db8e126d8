create table tier_arrivals (
  ticket_id varchar not null,
  tier integer not null,
  arrived_at timestamp not null,
  arrived_date date not null,
  group_id varchar not null,
  is_escalated boolean not null,
  -- traits
);

comment on table tier_arrivals is 'One row per ticket and tier that ever had it while it was open.';
comment on column tier_arrivals.ticket_id is 'The ticket.';
comment on column tier_arrivals.tier is 'The tier it reached.';
comment on column tier_arrivals.arrived_at is 'When it first was there, UTC.';
comment on column tier_arrivals.group_id is 'Group of the tier that first had it.';
comment on column tier_arrivals.is_escalated is 'True where it was escalated from there to a higher tier, then or later; refused escalations count.';
