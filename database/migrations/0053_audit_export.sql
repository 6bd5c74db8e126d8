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

-- Erases what a person wrote, what is kept of them alone, and who they were. Ids stay. Whatever
-- falls with an account, by its foreign key, is theirs, in tables that came later too: so a table
-- that keeps something of one person says `references accounts on delete cascade`.
create or replace function erase_person(person text, other_texts text[]) returns void language plpgsql as $$
declare
  one record;
  is_desk boolean := works_on_tickets(person);
  own_tickets text[] := array(select ticket_id from ticket_contents where requester_id = person);
begin
  -- Their tickets are exported anew, without who they were of.
  insert into export_outbox (ticket_id, first_seq, last_seq)
  select ticket_id, 1, last_seq from tickets
  where requester_id = person or ticket_id in (
    select ticket_id from ticket_events where actor_id = person and actor_kind = 'requester');

  update ticket_contents set subject = erased_text(), description = erased_text()
  where requester_id = person or ('ticket:' || ticket_id) = any(other_texts);
  update messages set body = erased_text()
  where (author_id = person and (not is_desk or ticket_id = any(own_tickets)))
    or ('message:' || message_id) = any(other_texts);
  update notes set body = erased_text(),
    outcome = case when outcome is not null then erased_text() end,
    ruled_out = case when ruled_out is not null then erased_text() end
  where (author_id = person and (not is_desk or ticket_id = any(own_tickets)))
    -- What was filled in of their tickets is theirs, whoever typed it.
    or (kind = 'field' and ticket_id = any(own_tickets))
    or ('note:' || note_id) = any(other_texts);
  update problem_texts set body = erased_text() where ('problem:' || text_id) = any(other_texts);
  delete from attachments
  where (owner_id = person and (not is_desk or ticket_id is null and message_id is null))
    or ticket_id = any(own_tickets)
    or message_id in (
      select message_id from messages where author_id = person and ticket_id = any(own_tickets));

  update webhook_deliveries set answer = null where ticket_id = any(own_tickets);
  delete from sign_in_failures using mail_addresses
  where account_id = person and key like '%' || address || '%';

  -- The desk's things stay; that they were this person's does not.
  update configuration_items set owner_id = null, version = version + 1, updated_at = now()
  where owner_id = person;
  update remote_sessions set item_id = null, item_name = erased_text()
  where ticket_id = any(own_tickets);

  for one in
    select conrelid::regclass as place, attname as id_column
    from pg_constraint
    join pg_attribute on attrelid = conrelid and attnum = conkey[1]
    where contype = 'f' and confrelid = 'accounts'::regclass and confdeltype = 'c'
    order by conrelid
  loop
    execute format('delete from %s where %I = $1%s', one.place, one.id_column,
      case one.place::text
        -- What they shared is used by others.
        when 'saved_queries' then ' and not is_shared'
        when 'presets' then ' and audience = ''own'''
        -- To whom tickets went is the desk's record.
        when 'departures' then ' and false'
        else ''
      end) using person;
  end loop;

  update accounts set
    display_name = 'Erased person',
    phones = '{}', zone = null, site = null, department = null, manager_id = null,
    requester_tier = 'standard', is_active = false,
    revision = revision + 1, updated_at = now(), closed_at = coalesce(closed_at, now())
  where account_id = person;
  perform erase_audit_details(person);
end $$;

-- Devices whose entries say that they were this person's.
create function audited_devices_of(person text) returns setof text language sql stable as $$
  select distinct object_id
  from audit_entries
  join audit_details using (position)
  where object_kind = 'device' and person in (before ->> 'ownerId', after ->> 'ownerId')
$$;

-- Erases the details of what a person did, of what was done to their account, and of what was written
-- of devices while they were theirs: what a device is called may name who has it. The entries stay.
create or replace function erase_audit_details(person text) returns bigint language sql
  security definer set search_path = public, pg_temp set palier.audit_may_go = 'yes' as $$
  with of_devices as (
    select entry.position,
      details.before ->> 'ownerId' as owner_before,
      (
        select last_details.after ->> 'ownerId'
        from audit_entries as last_entry
        join audit_details as last_details on last_details.position = last_entry.position
        where last_entry.object_kind = 'device'
          and last_entry.object_id = entry.object_id
          and last_entry.position <= entry.position
          and last_details.after ? 'ownerId'
        order by last_entry.position desc
        limit 1
      ) as owner_then
    from audit_entries as entry
    join audit_details as details on details.position = entry.position
    where entry.object_kind = 'device'
      and entry.object_id in (select audited_devices_of(person))
  ), gone as (
    delete from audit_details using audit_entries as entry
    where entry.position = audit_details.position
      and (entry.account_id = person
        or (entry.object_kind = 'account' and entry.object_id = person)
        or entry.position in (
          select position from of_devices where person in (owner_before, owner_then)))
    returning 1
  )
  select count(*) from gone
$$;
