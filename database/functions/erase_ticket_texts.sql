-- Replaces all texts of tickets, and removes their files.
create or replace function erase_ticket_texts(ticket_ids text[]) returns void language sql as $$
  update ticket_contents set subject = erased_text(), description = erased_text()
  where ticket_id = any(ticket_ids);
  update messages set body = erased_text() where ticket_id = any(ticket_ids);
  update notes set body = erased_text(),
    outcome = case when outcome is not null then erased_text() end,
    ruled_out = case when ruled_out is not null then erased_text() end
  where ticket_id = any(ticket_ids);
  delete from attachments
  where ticket_id = any(ticket_ids)
    or message_id in (select message_id from messages where ticket_id = any(ticket_ids));
  -- That something was mailed, and what became of it, stays; where to, and in whose words, does not.
  update outgoing_mails set recipient = null, answer = null, bounce_words = null
  where ticket_id = any(ticket_ids);
  select erase_mails(array(select mail_id from mails where ticket_id = any(ticket_ids)));
$$;
