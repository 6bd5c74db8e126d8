import { z } from 'zod';
import { isTicketId } from '../../workflows/ids.ts';

/** Ids that no ticket can have are unknown tickets, not malformed requests: both answer 404. */
export const ticketPath = z.strictObject({ id: z.string().refine(isTicketId, 'a ticket id') });

/** One of several on a ticket, by its place in their order. */
export function numberedPath(what: string) {
  return z.strictObject({
    id: ticketPath.shape.id,
    n: z
      .string()
      .regex(/^[1-9]\d{0,5}$/, { error: `the number of ${what}: 1, 2, 3 …` })
      .transform(Number),
  });
}
