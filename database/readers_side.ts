/** A part of a statement: what was written to a ticket that has parted is read there. */
const isStillHere = `(
  ticket_events.data ->> 'forTicketId' is null
  or exists (
    select from tickets
    where tickets.ticket_id = ticket_events.ticket_id
      and tickets.state -> 'mergedFrom' @> jsonb_build_array(
        jsonb_build_object('ticketId', ticket_events.data ->> 'forTicketId'))))`;

/**
 * A part of a statement, of what somebody on the requester's side did: whether a reader on that side
 * sees it, whose account is the one binding. Their own they do; of this ticket also what its requester
 * and those in copy say, but for how its requester was content. What is said to a ticket that was merged
 * into this one is for the desk.
 */
export const isOnReadersSide = `(
  (ticket_events.actor_id = ? and ${isStillHere})
  or (ticket_events.type <> 'satisfaction_recorded'
    and ticket_events.data ->> 'forTicketId' is null
    and (
      exists (
        select from tickets
        where tickets.ticket_id = ticket_events.ticket_id
          and tickets.requester_id = ticket_events.actor_id)
      or exists (
        select from ticket_events as copies
        where copies.ticket_id = ticket_events.ticket_id and copies.type = 'copy_added'
          and copies.data ->> 'person' = ticket_events.actor_id))))`;
