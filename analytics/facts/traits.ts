import type { Cell } from './rows.ts';
import type { SourceTicket } from './source_ticket.ts';

/**
 * What metrics cut and leave out by, as the ticket is now. It stands in every row that is counted:
 * looking it up in `tickets` would take longer than the counting. All rows of a ticket are made again
 * when the ticket changes, so they agree with it.
 */
export const traits = {
  priority: { type: 'varchar not null', comment: "The ticket's priority now." },
  category: { type: 'varchar', comment: "The ticket's category now; null while not classified." },
  channel: { type: 'varchar not null', comment: 'How the ticket came in.' },
  origin: { type: 'varchar not null', comment: 'live, import or demo.' },
  type: { type: 'varchar not null', comment: 'incident or service_request.' },
  customer: { type: 'varchar', comment: "Whose requester opened the ticket; null for nobody's." },
  is_cancelled: { type: 'boolean not null', comment: 'True where the ticket was withdrawn.' },
  is_merged: { type: 'boolean not null', comment: 'True where the ticket lives on in another.' },
};

export function traitsOf({
  origin,
  state,
  customer,
}: SourceTicket): Record<keyof typeof traits, Cell> {
  return {
    priority: state.priority,
    category: state.category,
    channel: state.channel,
    origin,
    type: state.type,
    customer,
    is_cancelled: state.status === 'cancelled',
    is_merged: state.status === 'merged',
  };
}
