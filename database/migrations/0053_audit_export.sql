-- Entries of the audit go to the warehouse: those that are new, those that retention removed, and those
-- that say less since their person was erased. The entries and their chain stay as they are.

alter table export_outbox
  add column audit_position bigint,
  drop constraint export_outbox_of_one,
  add constraint export_outbox_of_one
    check (num_nonnulls(ticket_id, problem_id, session_id, article_id, audit_position) = 1);

create function export_audit_entries() returns trigger language plpgsql as $$
begin
  insert into export_outbox (audit_position) select position from changed order by position;
  return null;
end $$;

create trigger audit_entries_export_new
  after insert on audit_entries referencing new table as changed
  for each statement execute function export_audit_entries();
create trigger audit_entries_export_removed
  after delete on audit_entries referencing old table as changed
  for each statement execute function export_audit_entries();
create trigger audit_details_export_removed
  after delete on audit_details referencing old table as changed
  for each statement execute function export_audit_entries();

-- Whoever is erased has another pseudonym in entries that never had details, too.
create function export_audit_of_erased() returns trigger language plpgsql as $$
begin
  insert into export_outbox (audit_position)
  select position from audit_entries
  where account_id = new.account_id
    or (object_kind = 'account' and object_id = new.account_id)
  order by position;
  return null;
end $$;

create trigger erasures_export after insert on erasures
  for each row execute function export_audit_of_erased();
