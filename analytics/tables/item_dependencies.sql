create table item_dependencies (
  item_id varchar not null,
  depends_on_id varchar not null
);

comment on table item_dependencies is 'One row per device or service that an item cannot work without now. There are no circles.';
comment on column item_dependencies.item_id is 'The item that depends on the other.';
comment on column item_dependencies.depends_on_id is 'The item that it depends on.';
