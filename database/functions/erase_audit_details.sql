-- Erases the details of what a person did, of what was done to their account, and of what was written
-- of devices while they were theirs: what a device is called may name who has it. The entries stay, and
-- so does what others wrote down of the erasure, by which the chain knows that details may be missing.
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
        or (entry.object_kind = 'account' and entry.object_id = person and entry.kind <> 'erasure')
        or entry.position in (
          select position from of_devices where person in (owner_before, owner_then)))
    returning 1
  )
  select count(*) from gone
$$;
