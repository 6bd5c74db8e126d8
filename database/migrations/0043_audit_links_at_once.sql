-- The entries of a transaction are linked at once, by whichever of them comes first before the
-- commit: a file of 50,000 people took a lock and two look-ups for each of its entries.

-- Links what has no link from a position on. Of what others have committed all is linked, and what
-- they are still at nobody sees: so it links what the transaction wrote that asks for it. It is
-- planned anew each time, as one entry and 50,000 want other plans.
create function link_audit_entries(first_position bigint) returns void language plpgsql
  set plan_cache_mode = force_custom_plan as $$
declare
  last audit_chain;
  one record;
  links bigint[];
  positions bigint[];
  hashes_of_details bytea[];
  hashes bytea[];
begin
  perform pg_advisory_xact_lock(7254378);
  select * into last from audit_chain order by link desc limit 1;
  last.link := coalesce(last.link, 0);
  for one in
    select entry, entry.position,
      case when details.position is not null then audit_details_hash(details) end as details_hash
    from audit_entries as entry
    left join audit_details as details on details.position = entry.position
    where entry.position >= first_position
      and not exists (select from audit_chain where audit_chain.position = entry.position)
    order by entry.position
  loop
    last.link := last.link + 1;
    last.hash := audit_link_hash(last.hash, one.entry, one.details_hash);
    links := links || last.link;
    positions := positions || one.position;
    hashes_of_details := hashes_of_details || one.details_hash;
    hashes := hashes || last.hash;
  end loop;
  insert into audit_chain (link, position, details_hash, hash)
  select * from unnest(links, positions, hashes_of_details, hashes);
end $$;

create or replace function link_audit_entry() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from audit_chain where position = new.position) then
    perform link_audit_entries(new.position);
  end if;
  return null;
end $$;
