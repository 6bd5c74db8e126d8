import { z } from 'zod';

const by = z.enum(['command', 'time', 'rule']).meta({
  description: 'Whether people do it, it happens by itself after some time, or the process does it',
});

const move = z.strictObject({ before: z.string().nullable(), after: z.string(), by });

export const processDrawing = z
  .strictObject({
    id: z.string(),
    version: z.int(),
    isDrawn: z.boolean().meta({
      description:
        'False while everything is being tried: the first time that takes a minute or so',
    }),
    isGivenUp: z.boolean().meta({
      description:
        'It took longer or more memory than it may; it is tried again after some minutes',
    }),
    groups: z.array(z.strictObject({ id: z.string(), tier: z.int() })),
    states: z.array(z.string()).meta({
      description: 'In the order of a life; a pending one with its reason: `pending_requester`',
    }),
    moves: z.array(move).meta({ description: 'From state to state; null where tickets begin' }),
    groupMoves: z.array(move).meta({ description: 'From support group to support group' }),
  })
  .meta({ id: 'ProcessDrawing' });

const seconds = z.number().meta({ description: 'Since they came there' });

export const processNow = z
  .strictObject({
    id: z.string(),
    at: z.string(),
    places: z
      .array(
        z.strictObject({
          state: z.string(),
          tier: z.int(),
          count: z.int(),
          medianSeconds: seconds,
          oldestSeconds: seconds,
          breachedCount: z.int(),
          versions: z.array(z.strictObject({ version: z.int(), count: z.int() })),
        }),
      )
      .meta({ description: 'Tickets that are not over, by the state and the tier they are at' }),
  })
  .meta({ id: 'ProcessNow', description: 'Where the tickets of a process are now' });

export type ProcessDrawing = z.infer<typeof processDrawing>;
export type ProcessNow = z.infer<typeof processNow>;
