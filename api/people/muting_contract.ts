import { z } from 'zod';
import { type MutableReason, mutableReasons } from '../../workflows/domain/muting.ts';
import { instant, processWord } from '../http/text.ts';

const reasonOfNoRule = mutableReasons.filter(
  (reason): reason is Exclude<MutableReason, 'rule'> => reason !== 'rule',
);

const since = instant.meta({ description: 'Since when nothing is told of it' });

export const mutedList = z
  .strictObject({
    tickets: z.array(
      z.strictObject({
        ticket: z.strictObject({ id: z.string(), number: z.int(), subject: z.string() }),
        since,
      }),
    ),
    reasons: z.array(z.strictObject({ reason: z.enum(reasonOfNoRule), since })),
    rules: z.array(z.strictObject({ rule: z.string(), since })),
  })
  .meta({ id: 'MutedList', description: 'What the caller is not told of, each by its age' });

export const mutedReasonPath = z.strictObject({ reason: z.enum(reasonOfNoRule) });
export const mutedRulePath = z.strictObject({ rule: processWord });

export type MutedList = z.infer<typeof mutedList>;
