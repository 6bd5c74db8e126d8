-- The register goes to the warehouse: what tickets are about, by kind, site and group.
alter table export_outbox
  add column item_id text,
  drop constraint export_outbox_of_one,
  add constraint export_outbox_of_one check (
    num_nonnulls(ticket_id, problem_id, session_id, article_id, audit_position, item_id) = 1);

create function export_items() returns trigger language plpgsql as $$
begin
  insert into export_outbox (item_id) select item_id from changed order by item_id;
  return null;
end $$;

create trigger configuration_items_export_new
  after insert on configuration_items referencing new table as changed
  for each statement execute function export_items();
create trigger configuration_items_export_changed
  after update on configuration_items referencing new table as changed
  for each statement execute function export_items();
create trigger configuration_items_export_removed
  after delete on configuration_items referencing old table as changed
  for each statement execute function export_items();
insert into export_outbox (item_id) select item_id from configuration_items order by item_id;
