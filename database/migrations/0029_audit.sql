-- Who changed what of the desk, when and from where. Entries are appended and never changed. What may
-- tell of a person (an address, values before and after) lies beside them and can be erased alone.

create table audit_entries (
  position bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  -- What acted: the API, the command line, the worker …; and for whom, where somebody asked.
  program text not null,
  account_id text,
  token_id text,
  session_id text,
  object_kind text not null,
  object_id text not null,
  request_id text
);
create index audit_entries_at on audit_entries (at);
create index audit_entries_kind on audit_entries (kind, position);
create index audit_entries_account on audit_entries (account_id, position);
create index audit_entries_object on audit_entries (object_kind, object_id, position);

create table audit_details (
  position bigint primary key references audit_entries on delete cascade,
  -- Without it nobody can try which details once had a hash.
  salt uuid not null default gen_random_uuid(),
  address text,
  before jsonb,
  after jsonb
);

-- The chain: each link is over the link before it, its entry and the hash of its details. It is made
-- as the last thing before a commit, so that its order is that of the commits, whichever program
-- writes, and nobody waits for a transaction that is still at work.
create table audit_chain (
  link bigint primary key,
  position bigint not null unique,
  details_hash bytea,
  hash bytea not null
);

create function audit_details_hash(details audit_details) returns bytea
  language sql stable
  return sha256(convert_to(
    jsonb_build_array(details.salt, details.address, details.before, details.after)::text, 'UTF8'));

create function audit_link_hash(previous bytea, entry audit_entries, details_hash bytea) returns bytea
  language sql stable
  return sha256(coalesce(previous, '') || coalesce(details_hash, '') || convert_to(
    jsonb_build_array(entry.position, extract(epoch from entry.at), entry.kind, entry.program,
      entry.account_id, entry.token_id, entry.session_id, entry.object_kind, entry.object_id,
      entry.request_id)::text, 'UTF8'));

create function link_audit_entry() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare
  last audit_chain;
  hash_of_details bytea;
begin
  perform pg_advisory_xact_lock(7254378);
  select * into last from audit_chain order by link desc limit 1;
  select audit_details_hash(audit_details) into hash_of_details
  from audit_details where position = new.position;
  insert into audit_chain (link, position, details_hash, hash)
  values (coalesce(last.link, 0) + 1, new.position, hash_of_details,
    audit_link_hash(last.hash, new, hash_of_details));
  return null;
end $$;

create constraint trigger audit_entries_link
  after insert on audit_entries deferrable initially deferred
  for each row execute function link_audit_entry();

-- What is past its time or erased goes by way of the two functions below, and by no other.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('palier.audit_may_go', true) = 'yes' then
    return old;
  end if;
  raise exception '% is append only: % refused', tg_table_name, tg_op
    using errcode = 'restrict_violation';
end $$;

create trigger audit_entries_append_only before update or delete on audit_entries
  for each row execute function refuse_audit_change();
create trigger audit_entries_no_truncate before truncate on audit_entries
  for each statement execute function refuse_audit_change();
create trigger audit_details_append_only before update or delete on audit_details
  for each row execute function refuse_audit_change();
create trigger audit_details_no_truncate before truncate on audit_details
  for each statement execute function refuse_audit_change();
create trigger audit_chain_append_only before update or delete on audit_chain
  for each row execute function refuse_change();
create trigger audit_chain_no_truncate before truncate on audit_chain
  for each statement execute function refuse_change();
