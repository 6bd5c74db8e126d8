-- The cursor of a mailbox goes forward only, and only while its server counts as it did.
create or replace function move_mailbox_cursor(mailbox text, validity bigint, to_uid bigint) returns void
language sql as $$
  update mailboxes set last_uid = to_uid
  where mailbox_id = mailbox and uid_validity = validity and last_uid < to_uid;
$$;
