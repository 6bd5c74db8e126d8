-- Devices whose entries say that they were this person's.
create or replace function audited_devices_of(person text) returns setof text language sql stable as $$
  select distinct object_id
  from audit_entries
  join audit_details using (position)
  where object_kind = 'device' and person in (before ->> 'ownerId', after ->> 'ownerId')
$$;
