-- The customer a ticket's requester was served for when it was opened: its metrics are told by it, whoever the
-- requester is served for now. Of an imported history, when it was brought in.
alter table ticket_contents add column customer_id text references customers;

create index ticket_contents_by_customer on ticket_contents (customer_id)
where customer_id is not null;

create function note_customer_of_ticket() returns trigger language plpgsql as $$
begin
  new.customer_id := (select customer_id from accounts where account_id = new.requester_id);
  return new;
end $$;

create trigger note_customer before insert on ticket_contents
for each row execute function note_customer_of_ticket();
