create table mails (
  mail_id bigint not null,
  mailbox_id varchar not null,
  arrived_at timestamp not null,
  arrived_date date not null,
  delivered_at timestamp not null,
  stored_at timestamp not null,
  judged_at timestamp,
  judged_date date,
  was_there_before boolean not null,
  size_bytes bigint not null,
  fate varchar not null,
  reason varchar,
  ticket_id varchar,
  sender_hash varchar,
  replay_count integer not null,
  first_mail_id bigint
);

comment on table mails is 'One row per message that a mailbox was ever given, with the one thing that became of it now: a message that is judged again may get another fate, and its row says that one. It names nobody: addresses, subjects and texts stay on the desk, and the sender is a pseudonym. The row stays when the message itself has gone by retention or erasure.';
comment on column mails.mail_id is 'Its number on the desk: later ones were kept later.';
comment on column mails.mailbox_id is 'Where it came in.';
comment on column mails.arrived_at is 'When it came, UTC: delivered_at, or stored_at where a server whose clock is ahead says it came after that.';
comment on column mails.arrived_date is 'Business date of arrived_at: messages are dated by it.';
comment on column mails.delivered_at is 'When its server got it, by the clock of that server, UTC. Of a message that was handed in, when that was.';
comment on column mails.stored_at is 'When the desk had kept its bytes, UTC.';
comment on column mails.judged_at is 'When its fate was decided last, UTC. Null while it waits.';
comment on column mails.was_there_before is 'True where it lay in the mailbox before the desk read that first, or before the server began to count anew: how long it waited says nothing.';
comment on column mails.size_bytes is 'As its server says it.';
comment on column mails.fate is 'ticket (opened one), message (on a ticket), note (on a ticket, of somebody who does not belong there), follow_up (a ticket that follows a closed one), parked (waits for a person), refused, bounce (a mail of the desk that came back), duplicate (delivered before), skipped (was there before and was left alone), or waiting (not judged yet).';
comment on column mails.reason is 'Why, as a word: auto_submitted, out_of_office, sender_forged … Of a ticket, why no acknowledgement was sent. Null where there is none to tell.';
comment on column mails.ticket_id is 'The ticket it opened, or was said on; of one that is parked, the one it names. Null of a duplicate: what became of first_mail_id stands for it.';
comment on column mails.sender_hash is 'Who sent it, where that is an account: the same pseudonym as requester_hash in tickets, of people of the desk too. Null while it waits, and where nobody was known.';
comment on column mails.replay_count is 'How often an administrator had it judged again.';
comment on column mails.first_mail_id is 'Of a duplicate: the message it repeats.';
