import { z } from 'zod';
import { ticketSummary } from '../contract.ts';
import { presence } from '../presence/contract.ts';

/** The data of a `ticket` event of GET /api/stream. The same change may come twice: compare seq. */
export const ticketChange = z
  .strictObject({
    id: z.string(),
    seq: z.int(),
    types: z.array(z.string()).meta({ description: 'Types of the events since the change before' }),
    ticket: ticketSummary,
  })
  .meta({ id: 'TicketChange' });

/** One event of GET /api/stream; an `id` goes into Last-Event-ID. */
export const streamEvent = z
  .discriminatedUnion('event', [
    z.strictObject({ event: z.literal('ticket'), id: z.string().optional(), data: ticketChange }),
    z.strictObject({ event: z.literal('presence'), id: z.string().optional(), data: presence }),
    z.strictObject({
      event: z.enum(['ready', 'resync']),
      id: z.string().optional(),
      data: z.strictObject({}),
    }),
  ])
  .meta({ id: 'StreamEvent', description: 'An event by its fields; `data` is JSON' });

export type TicketChange = z.infer<typeof ticketChange>;
