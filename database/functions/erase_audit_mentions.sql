-- Erases the details of entries that name a person and are about somebody or something else, by their
-- position and the beginning of the hash of their details: `12-0a1b2c3d4e5f6071`. What the chain is
-- checked by, and that somebody was erased, stays.
create or replace function erase_audit_mentions(mentions text[])
returns table (object_kind text, object_id text) language sql
  security definer set search_path = public, pg_temp set palier.audit_may_go = 'yes' as $$
  with gone as (
    delete from audit_details using audit_entries as entry, audit_chain as link
    where entry.position = audit_details.position and link.position = entry.position
      and entry.kind not in ('erasure', 'retention')
      and entry.position || '-' || left(encode(link.details_hash, 'hex'), 16) = any(mentions)
      and entry.position = any(select split_part(mention, '-', 1)::bigint from unnest(mentions) as mention)
    returning entry.object_kind, entry.object_id
  )
  select distinct object_kind, object_id from gone
$$;
