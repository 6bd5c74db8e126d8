-- Mail goes to the warehouse, and is counted by the hour it came and by what became of it.

alter table mails
  -- A server whose clock is ahead says that a message came after it was kept: it came then at the latest.
  add column arrived_at timestamptz not null
    generated always as (least(delivered_at, stored_at)) stored,
  -- It lay there when the mailbox was read first: how long it lay says nothing of the desk.
  add column was_there_before boolean not null default false;

create index mails_arrived on mails (mailbox_id, arrived_at) include (fate);
create index mails_reason on mails (fate, reason, mail_id) where reason is not null;

create function note_what_was_there() returns trigger language plpgsql as $$
begin
  new.was_there_before := coalesce((
    select new.uid_validity = mailboxes.uid_validity and new.uid < mailboxes.start_uid
    from mailboxes
    where mailboxes.mailbox_id = new.mailbox_id
  ), false);
  return new;
end $$;

create trigger mails_was_there before insert on mails
  for each row when (new.uid is not null) execute function note_what_was_there();

alter table export_outbox
  add column mail_id bigint,
  drop constraint export_outbox_of_one,
  add constraint export_outbox_of_one check (
    num_nonnulls(ticket_id, problem_id, session_id, article_id, audit_position, item_id, mail_id)
      = 1);

create function export_mails() returns trigger language plpgsql as $$
begin
  insert into export_outbox (mail_id) select mail_id from changed order by mail_id;
  return null;
end $$;

create trigger mails_export_new
  after insert on mails referencing new table as changed
  for each statement execute function export_mails();
create trigger mails_export_removed
  after delete on mails referencing old table as changed
  for each statement execute function export_mails();

-- What is read of a message, and by what its server knows it, the warehouse does not say.
create function export_changed_mails() returns trigger language plpgsql as $$
begin
  insert into export_outbox (mail_id)
  select mail_id
  from changed
  join before using (mail_id)
  where (changed.fate, changed.reason, changed.judged_at, changed.ticket_id, changed.sender_id,
      changed.first_mail_id, changed.replay_count, changed.size_bytes, changed.delivered_at)
    is distinct from (before.fate, before.reason, before.judged_at, before.ticket_id,
      before.sender_id, before.first_mail_id, before.replay_count, before.size_bytes,
      before.delivered_at)
  order by mail_id;
  return null;
end $$;

create trigger mails_export_changed
  after update on mails referencing new table as changed old table as before
  for each statement execute function export_changed_mails();

-- Whoever is erased has another pseudonym.
create function export_mails_of_erased() returns trigger language plpgsql as $$
begin
  insert into export_outbox (mail_id)
  select mail_id from mails where sender_id = new.account_id order by mail_id;
  return null;
end $$;

create trigger erasures_export_mails after insert on erasures
  for each row execute function export_mails_of_erased();

-- Mail that goes out, as far as it got, and for what reasons it was sent.
alter table export_outbox
  add column outgoing_mail_id bigint,
  drop constraint export_outbox_of_one,
  add constraint export_outbox_of_one check (
    num_nonnulls(ticket_id, problem_id, session_id, article_id, audit_position, item_id, mail_id,
      outgoing_mail_id) = 1);

-- Of its rows, and of what they tell, which has the same column.
create function export_outgoing_mails() returns trigger language plpgsql as $$
begin
  insert into export_outbox (outgoing_mail_id)
  select distinct mail_id from changed order by mail_id;
  return null;
end $$;

create trigger outgoing_mails_export_new
  after insert on outgoing_mails referencing new table as changed
  for each statement execute function export_outgoing_mails();
create trigger outgoing_mails_export_removed
  after delete on outgoing_mails referencing old table as changed
  for each statement execute function export_outgoing_mails();
create trigger outgoing_mail_news_export_new
  after insert on outgoing_mail_news referencing new table as changed
  for each statement execute function export_outgoing_mails();
create trigger outgoing_mail_news_export_removed
  after delete on outgoing_mail_news referencing old table as changed
  for each statement execute function export_outgoing_mails();

-- That an attempt begins, or when the next one is, the warehouse does not say.
create function export_changed_outgoing_mails() returns trigger language plpgsql as $$
begin
  insert into export_outbox (outgoing_mail_id)
  select mail_id
  from changed
  join before using (mail_id)
  where (changed.mailbox_id, changed.ticket_id, changed.state, changed.reason, changed.due_at,
      changed.attempts, changed.maybe_sent_twice, changed.sent_at, changed.bounced_at,
      changed.bounce_status)
    is distinct from (before.mailbox_id, before.ticket_id, before.state, before.reason,
      before.due_at, before.attempts, before.maybe_sent_twice, before.sent_at, before.bounced_at,
      before.bounce_status)
  order by mail_id;
  return null;
end $$;

create trigger outgoing_mails_export_changed
  after update on outgoing_mails referencing new table as changed old table as before
  for each statement execute function export_changed_outgoing_mails();
