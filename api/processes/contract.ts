import { z } from 'zod';
import { listOf } from '../http/page_contract.ts';
import { diagnosticStepKind, level, locale, pendingReason, tier } from '../http/words.ts';

const titled = { id: z.string(), title: z.string() };

/** What the forms of a process offer, in one language. Requesters get no groups and no codes. */
export const processDescription = z
  .strictObject({
    id: z.string(),
    version: z.int(),
    title: z.string(),
    locale,
    groups: z.array(z.strictObject({ ...titled, tier })),
    calendars: z.array(z.strictObject(titled)),
    categories: z.array(
      z.strictObject({
        ...titled,
        group: z.string().nullable(),
        runbook: z.array(z.strictObject({ ...titled, kind: diagnosticStepKind })),
      }),
    ),
    services: z.array(z.strictObject(titled)),
    resolutionCodes: z.array(
      z.strictObject({ ...titled, requires: z.array(z.enum(['note', 'rootCause', 'article'])) }),
    ),
    escalationReasons: z.array(z.strictObject(titled)),
    escalationRules: z
      .array(z.strictObject(titled))
      .meta({ description: 'Those that have a title: a rule that escalated is the reason of it' }),
    approvals: z.array(z.strictObject(titled)),
    gates: z.array(
      z.strictObject({
        fromTier: tier,
        isConditional: z
          .boolean()
          .meta({ description: 'Asked of some tickets only; a refusal says of which' }),
        requires: z.array(z.strictObject({ kind: diagnosticStepKind, min: z.int() })),
        runbook: z.union([z.literal('all'), z.array(z.string())]).meta({
          description: 'Steps of the runbook of the ticket’s category: those it has of these',
        }),
      }),
    ),
    requiredFields: z.array(
      z.strictObject({
        before: z.array(z.enum(['escalate', 'setPending', 'resolve'])),
        fields: z.array(z.enum(['category', 'service'])),
        isConditional: z
          .boolean()
          .meta({ description: 'Asked of some tickets only; a refusal says of which' }),
      }),
    ),
    pendingReasons: z.array(z.strictObject({ id: pendingReason, title: z.string() })),
    defaults: z.strictObject({ impact: level, urgency: level }),
  })
  .meta({ id: 'Process' });

export const processList = listOf(
  'ProcessList',
  z.strictObject({ ...titled, version: z.int(), isDefault: z.boolean() }),
);

export type ProcessDescription = z.infer<typeof processDescription>;
export type ProcessList = z.infer<typeof processList>;
