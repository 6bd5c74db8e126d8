-- The entries of a transaction are linked at once, by whichever of them comes first before the
-- commit: a file of 50,000 people took a lock and two look-ups for each of its entries.

-- The hash of a link, as a running one: over what came before, or over the link before the first.
create function audit_running_hash(
  running bytea, previous bytea, entry audit_entries, details_hash bytea) returns bytea
  language sql stable
  return audit_link_hash(coalesce(running, previous), entry, details_hash);

create aggregate audit_running_hash(
  previous bytea, entry audit_entries, details_hash bytea) (
  sfunc = audit_running_hash, stype = bytea);

-- Links what has no link from a position on. Of what others have committed all is linked, and what
-- they are still at nobody sees: so it links what the transaction wrote that asks for it. It is
-- planned anew each time, as one entry and 50,000 want other plans.
create function link_audit_entries(first_position bigint) returns void language plpgsql
  set plan_cache_mode = force_custom_plan as $$
declare
  last audit_chain;
begin
  perform pg_advisory_xact_lock(7254378);
  select * into last from audit_chain order by link desc limit 1;
  insert into audit_chain (link, position, details_hash, hash)
  select coalesce(last.link, 0) + row_number() over in_order, position, details_hash,
    audit_running_hash(last.hash, entry, details_hash) over in_order
  from (
    select entry, entry.position,
      case when details.position is not null then audit_details_hash(details) end as details_hash
    from audit_entries as entry
    left join audit_details as details on details.position = entry.position
    where entry.position >= first_position
      and not exists (select from audit_chain where audit_chain.position = entry.position)
  ) as unlinked
  window in_order as (order by position rows unbounded preceding);
end $$;

create or replace function link_audit_entry() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from audit_chain where position = new.position) then
    perform link_audit_entries(new.position);
  end if;
  return null;
end $$;
