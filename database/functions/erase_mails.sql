-- Removes the bytes of messages, and what was read of them that says who wrote what. That they were
-- delivered, when, and what became of them stays.
create or replace function erase_mails(ids bigint[]) returns void language sql as $$
  delete from raw_mails where sha256 in (
    select sha256 from mails where mail_id = any(ids) or first_mail_id = any(ids));
  update mails set message_id = null, from_address = null, from_name = null,
    subject = case when subject is not null then erased_text() end, detail = null,
    thread_keys = '{}', authenticity = null
  where mail_id = any(ids);
$$;
