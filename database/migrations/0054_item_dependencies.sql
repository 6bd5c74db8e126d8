-- The group that looks after a device or a service, and what it cannot work without.
alter table configuration_items
  add column support_process text,
  add column support_group text,
  add column depends_on_ids text[] not null default '{}',
  add constraint configuration_items_support
    check ((support_process is null) = (support_group is null)),
  add constraint configuration_items_self check (item_id <> all (depends_on_ids));
create index configuration_items_depends_on on configuration_items using gin (depends_on_ids);
-- The page of an item shows them.
create index remote_sessions_item on remote_sessions (item_id, started_at, session_id);
