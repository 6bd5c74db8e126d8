import { z } from 'zod';
import { stepKinds } from '../../workflows/playbooks/port.ts';

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

const seconds = z.int();

/** How long they have been there, of a median ticket, of nine in ten, and of the one that came first. */
const stay = {
  count: z.int(),
  medianSeconds: seconds,
  p90Seconds: seconds,
  longestSeconds: seconds,
};

const versions = z.array(z.strictObject({ version: z.int(), count: z.int() }));

const place = z.strictObject({
  state: z.string(),
  tier: z.int(),
  ...stay,
  breachedCount: z.int(),
  versions: versions.meta({ description: 'Of the process, the newest first' }),
});

const playbookPlace = z.strictObject({
  playbook: z.string(),
  title: z.strictObject({ en: z.string(), fr: z.string() }).nullable().meta({
    description: 'Null of a playbook that is not offered any more',
  }),
  step: z.string().nullable().meta({
    description: 'Null for the playbook as a whole, whatever step it is at',
  }),
  kind: z.enum(stepKinds).nullable(),
  ...stay,
  parkedCount: z.int().meta({ description: 'Of them, those that cannot go on by themselves' }),
  versions: versions.meta({ description: 'Of the playbook, the newest first' }),
});

export const processNow = z
  .strictObject({
    id: z.string(),
    at: z.string(),
    places: z.array(place).meta({
      description: 'Tickets that are not over, by the state and the tier they are at',
    }),
    playbooks: z.array(playbookPlace).meta({
      description:
        'Tickets on which a playbook is not over, by each step that one has come to so far, in the order of ' +
        'the steps; none are at a step that all have left',
    }),
  })
  .meta({ id: 'ProcessNow', description: 'Where the tickets of a process are now' });

export type ProcessDrawing = z.infer<typeof processDrawing>;
export type ProcessNow = z.infer<typeof processNow>;
