import { z } from 'zod';
import { ledgerCauses, ledgerKinds } from '../../../workflows/domain/ledger.ts';
import { instant } from '../../http/text.ts';
import { clockName } from '../../http/words.ts';

/** One clock of a ticket: where its time went, and each reason its due instant moved. */
export const clockLedger = z
  .strictObject({
    name: clockName,
    cycle: z.int(),
    calendar: z.string(),
    calendarTitle: z.strictObject({ en: z.string(), fr: z.string() }),
    targetMinutes: z.number(),
    elapsedMinutes: z.number(),
    startedAt: instant,
    dueAt: instant.nullable(),
    stoppedAt: instant.nullable(),
    outcome: z.enum(['met', 'breached', 'cancelled']).nullable(),
    breachedAt: instant.nullable(),
    intervals: z.array(
      z.strictObject({
        kind: z.enum(ledgerKinds),
        from: instant,
        to: instant,
        elapsedMinutes: z.number().meta({ description: 'How much of it the clock counted' }),
        cause: z.string().nullable(),
      }),
    ),
    moves: z.array(
      z.strictObject({
        at: instant,
        cause: z.enum(ledgerCauses),
        oldDueAt: instant.nullable(),
        newDueAt: instant.nullable(),
        targetMinutes: z.number(),
      }),
    ),
  })
  .meta({ id: 'ClockLedger' });

export const slaLedger = z
  .strictObject({
    ticketId: z.string(),
    at: instant.meta({ description: 'Where the last interval of a clock that goes on is cut' }),
    clocks: z.array(clockLedger).meta({ description: 'The latest first' }),
    next: z.string().nullable().meta({ description: 'The cursor of the next page, if any' }),
  })
  .meta({ id: 'SlaLedger' });
