import { z } from 'zod';
import { ticketSummary } from '../contract.ts';

/** The data of a `ticket` event of GET /api/stream. The same change may come twice: compare seq. */
export const ticketChange = z
  .strictObject({
    id: z.string(),
    seq: z.int(),
    types: z.array(z.string()).meta({ description: 'Types of the events since the change before' }),
    ticket: ticketSummary,
  })
  .meta({ id: 'TicketChange' });

export type TicketChange = z.infer<typeof ticketChange>;
