import { z } from 'zod';
import { problem } from '../../http/problem_contract.ts';
import { ticket } from '../contract.ts';

/** What became of commands that were given as one. */
export const sequenceOutcome = z
  .strictObject({
    ticket: ticket.meta({ description: 'After the last command that was done' }),
    done: z.int().meta({ description: 'So many commands were done, the first ones' }),
    refused: problem.nullable().meta({
      description: 'Why the next one was not done, nor any behind it; null where all were done',
    }),
  })
  .meta({ id: 'SequenceOutcome' });

export type SequenceOutcome = z.infer<typeof sequenceOutcome>;
