-- What a person sent by mail, what was said of it on tickets of others, and all mail on their own
-- tickets. It goes before the person, by whose addresses it is found.
create or replace function erase_mails_of(person text) returns void language plpgsql as $$
declare
  theirs bigint[] := array(
    select mail_id from mails
    where sender_id = person
      or from_address in (select address from mail_addresses where account_id = person));
  on_theirs bigint[] := array(
    select mail_id from mails join ticket_contents using (ticket_id) where requester_id = person);
  notes_of_theirs text[] := array(
    select said_id from mails where fate = 'note' and mail_id = any(theirs));
begin
  update messages set body = erased_text() where message_id = any(notes_of_theirs);
  delete from attachments where message_id = any(notes_of_theirs);
  perform erase_mails(theirs || on_theirs);
end $$;
