import { z } from 'zod';
import { isTicketId } from '../../workflows/ids.ts';
import { asked } from '../http/expectations.ts';

/** Ids that no ticket can have are unknown tickets, not malformed requests: both answer 404. */
export const ticketPath = z.strictObject({ id: z.string().refine(isTicketId) });

/** One of several on a ticket, by its place in their order. */
export function numberedPath() {
  return z.strictObject({
    id: ticketPath.shape.id,
    n: z
      .string()
      .regex(/^[1-9]\d{0,5}$/, { error: asked('whole_number', { min: 1, max: 999_999 }) })
      .transform(Number),
  });
}
