-- Search finds a ticket by what its page shows: the messages and resolutions that its events name,
-- wherever they were written, and none that no ticket took.
create index ticket_events_said on ticket_events ((data ->> 'messageId'))
  where type = 'message_added';
create index ticket_events_resolved on ticket_events ((data ->> 'noteId'))
  where type = 'ticket_resolved';
