import type { Row } from './rows.ts';
import type { SourceTicket } from './source_ticket.ts';

/**
 * What metrics cut and leave out by, as the ticket is now. It stands in every row that is counted:
 * looking it up in `tickets` would take longer than the counting. All rows of a ticket are made again
 * when the ticket changes, so they agree with it.
 */
export function traitsOf({ origin, state }: SourceTicket): Row {
  return {
    priority: state.priority,
    category: state.category,
    channel: state.channel,
    origin,
    type: state.type,
    is_cancelled: state.status === 'cancelled',
    is_merged: state.status === 'merged',
  };
}
