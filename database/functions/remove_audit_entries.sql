-- Removes the entries before the first that is not older than a time; their links stay, so that the
-- chain holds.
create or replace function remove_audit_entries(older_than timestamptz) returns bigint language sql
  security definer set search_path = public, pg_temp set palier.audit_may_go = 'yes' as $$
  with gone as (
    delete from audit_entries
    where position < (select min(position) from audit_entries where at >= older_than)
    returning 1
  )
  select count(*) from gone
$$;
