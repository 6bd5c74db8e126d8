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
    or (kind in ('field', 'playbook_input') and ticket_id = any(own_tickets))
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

  -- What steps gave is kept for a retry alone.
  update playbook_steps set result = null, problem = null, waits_for = null
  from playbook_runs
  where playbook_runs.run_id = playbook_steps.run_id
    and playbook_runs.ended_at is not null and playbook_runs.ticket_id = any(own_tickets);

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
    phones = '{}', zone = null, site = null, department = null, customer_id = null, manager_id = null,
    requester_tier = 'standard', is_active = false,
    revision = revision + 1, updated_at = now(), closed_at = coalesce(closed_at, now())
  where account_id = person;
  perform erase_audit_details(person);
end $$;
