-- Who decides an approval that a person's manager gives.

-- Few tickets wait for an approval: whoever is asked finds them without reading the rest.
create index tickets_waiting_for_approval on tickets (ticket_id)
  where is_open and state -> 'approvals' @> '[{"outcome": "open"}]';
