-- Who was told what is in the events themselves; here is only how far each person has read.
create table notification_marks (
  account_id text primary key references accounts on delete cascade,
  read_through timestamptz not null
);

create index ticket_events_told on ticket_events (at)
  where type in ('notification_requested', 'escalated');
