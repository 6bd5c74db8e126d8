import { z } from 'zod';
import { ruleHolds } from '../../../workflows/domain/rules/explain.ts';
import { instant } from '../../http/text.ts';

const act = z
  .strictObject({
    seq: z.int().meta({ description: 'Number of the event with which it began' }),
    at: instant,
    refused: z
      .array(z.strictObject({ action: z.string(), why: z.string() }))
      .meta({ description: 'What it could not do, and why' }),
    webhooks: z
      .array(
        z.strictObject({
          webhook: z.string(),
          outcome: z
            .enum(['unknown', 'pending', 'delivered', 'failed'])
            .meta({ description: 'unknown: the desk has no webhook of this name' }),
        }),
      )
      .meta({ description: 'Which webhooks it called, and what became of that' }),
  })
  .meta({ id: 'RuleAct' });

export const ticketRule = z
  .strictObject({
    rule: z.string(),
    title: z.string(),
    words: z.string().meta({ description: 'On what it acts, when, and what it does, in English' }),
    count: z.int().meta({ description: 'How often it has acted on the ticket' }),
    heldBy: z.enum(ruleHolds).meta({ description: 'What keeps it from acting now' }),
    dueAt: instant.nullable().meta({ description: 'When its time comes, where that is known' }),
    unmet: z
      .array(z.string())
      .meta({ description: 'The parts of its condition that do not hold, in English' }),
    acts: z.array(act).meta({ description: 'The latest, the last first' }),
  })
  .meta({ id: 'TicketRule' });

export const ticketRules = z
  .strictObject({
    items: z.array(ticketRule).meta({ description: 'In the order of the process' }),
    next: z.null().meta({ description: 'They are never more than a page' }),
    isStopped: z.boolean().meta({ description: 'They acted too often, and act no more' }),
  })
  .meta({ id: 'TicketRules' });

export type TicketRules = z.infer<typeof ticketRules>;
export type TicketRule = z.infer<typeof ticketRule>;
