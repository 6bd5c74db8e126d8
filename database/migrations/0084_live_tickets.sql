-- Where the tickets of a process are now is counted again and again: of those that are not over.
create index tickets_live on tickets (process_id) where is_open or status = 'resolved';
