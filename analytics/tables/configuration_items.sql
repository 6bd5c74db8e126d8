create table configuration_items (
  item_id varchar not null,
  kind varchar not null,
  service_name varchar,
  type varchar,
  model varchar,
  site varchar,
  status varchar not null,
  support_process varchar,
  support_group varchar,
  version integer not null,
  created_at timestamp not null,
  created_date date not null,
  updated_at timestamp not null
);

comment on table configuration_items is 'One row per device or service of the register, as it is now. Who uses it stays on the desk.';
comment on column configuration_items.item_id is 'The configuration item, as in ticket_items.';
comment on column configuration_items.kind is 'device or service.';
comment on column configuration_items.service_name is 'Name of a service; null of devices, which are often called after a person.';
comment on column configuration_items.type is 'In the words of the register: laptop, printer; null where it is not known.';
comment on column configuration_items.model is 'Null where it is not known.';
comment on column configuration_items.site is 'Where it is; null where it is not known.';
comment on column configuration_items.status is 'in_use, in_stock, in_repair or retired.';
comment on column configuration_items.support_process is 'Process of the group that looks after it; null where none does.';
comment on column configuration_items.support_group is 'The group that looks after it; null where none does.';
comment on column configuration_items.version is 'Rises with each change.';
comment on column configuration_items.created_at is 'UTC.';
comment on column configuration_items.updated_at is 'UTC.';
