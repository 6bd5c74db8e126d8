create table warehouse_info (
  data_through_at timestamp not null,
  data_through_date date not null,
  business_zone varchar not null,
  position bigint not null
);

comment on table warehouse_info is 'One row: what this snapshot was made from.';
comment on column warehouse_info.data_through_at is 'Everything the desk recorded up to then is here, UTC.';
comment on column warehouse_info.business_zone is 'Time zone of every business date.';
comment on column warehouse_info.position is 'Place in the desk''s export outbox.';
