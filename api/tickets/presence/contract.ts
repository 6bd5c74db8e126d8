import { z } from 'zod';
import { person } from '../contract.ts';

/** What somebody does at a ticket; `nothing` says that they have left it. */
export const doings = ['nothing', 'reading', 'writing'] as const;

export const presentPerson = z
  .strictObject({ ...person.shape, doing: z.enum(['reading', 'writing']) })
  .meta({ id: 'PresentPerson' });

/** Everybody who is at a ticket now; also the data of a `presence` event of GET /api/stream. */
export const presence = z
  .strictObject({ ticket: z.string(), people: z.array(presentPerson) })
  .meta({ id: 'Presence' });

export type Presence = z.infer<typeof presence>;
