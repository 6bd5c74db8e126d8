-- Mails of one thread are judged in the order they came, of those that wait: by the ids they have and
-- name. They go when a mail is settled.
alter table mails add column thread_keys text[] not null default '{}';
-- An earlier mail of its thread that it did not wait for any longer.
alter table mails add column overtook_id bigint references mails;
-- What was known of who sent it when it was judged.
alter table mails add column authenticity jsonb;
create index mails_thread on mails using gin (thread_keys) with (fastupdate = off)
  where fate is null;

-- Mailing lists that are the desk's own way in: their ids, and that which has the mailbox's address.
alter table mailboxes add column own_lists text[] not null default '{}';
alter table mailboxes add column takes_list_of_address boolean not null default true;
