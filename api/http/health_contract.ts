import { z } from 'zod';

export const health = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' });

const dependency = z.strictObject({
  isReady: z.boolean(),
  reason: z.string().nullable().meta({ description: 'Why not, in one line' }),
});

export const readiness = z
  .strictObject({
    status: z.enum(['ready', 'not_ready']),
    postgres: dependency,
    temporal: dependency,
    server: dependency,
  })
  .meta({ id: 'Readiness' });

export type Readiness = z.infer<typeof readiness>;
