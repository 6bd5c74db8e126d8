import { z } from 'zod';
import { activityLevels } from '../../analytics/facts/activities.ts';
import { eventLogFormats } from '../../analytics/formats/format.ts';
import { deviationKinds } from '../../workflows/domain/deviations.ts';
import { line, processWord } from '../http/text.ts';
import { channel, priority, ticketType } from '../http/words.ts';

const cut = {
  level: z
    .enum(activityLevels)
    .default('status')
    .meta({
      description:
        'How finely it is told: the states of tickets, the groups that had them, the steps that were done, ' +
        'or the activities that an imported log names itself',
    }),
  from: z.iso.date().optional().meta({ description: 'Opened on this business day or later' }),
  to: z.iso.date().optional().meta({ description: 'Opened on this business day or before' }),
  process: processWord.optional().meta({ description: 'Only tickets of this process' }),
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .meta({ description: 'Only tickets of this version of it' }),
  group: processWord.optional().meta({ description: 'Only tickets that this group ever had' }),
  category: processWord.optional(),
  priority: priority.optional(),
  channel: channel.optional(),
  type: ticketType.optional(),
  origin: z.enum(['live', 'import', 'demo']).optional(),
};

export const mapQuery = z.strictObject(cut);

/** An activity may be a log's own words, as long as they are there. */
const activity = line(500);

export const minedTicketsQuery = z.strictObject({
  ...cut,
  activity: activity.optional().meta({ description: 'Tickets that had this activity' }),
  before: activity.optional().meta({
    description:
      'Tickets in which `after` directly follows this; without `after` those it is last of',
  }),
  after: activity.optional().meta({
    description:
      'Tickets in which this directly follows `before`; without `before` those it is first of',
  }),
  variant: line(64).optional().meta({ description: 'Tickets of this variant' }),
  deviation: z
    .enum(deviationKinds)
    .optional()
    .meta({ description: 'Tickets that departed from their process so' }),
});

export const eventLogQuery = z.strictObject({ ...cut, format: z.enum(eventLogFormats) });

const snapshot = z
  .strictObject({ name: z.string(), dataThrough: z.string(), publishedAt: z.string() })
  .nullable()
  .meta({ description: 'The warehouse snapshot that answered; null before the first export' });

const hours = z.number().nullable();

/** How long it was until what follows. */
const waiting = {
  medianHours: hours,
  p90Hours: hours,
  medianSupportHours: hours.meta({
    description: 'In the hours of the group that had it; null where the desk did not keep these',
  }),
  p90SupportHours: hours,
};

export const processMap = z
  .strictObject({
    level: z.enum(activityLevels),
    from: z.string(),
    to: z.string(),
    caseCount: z.int(),
    activityCount: z.int(),
    activities: z.array(
      z.strictObject({
        activity: z.string(),
        count: z.int(),
        caseCount: z.int(),
        repeatedCount: z.int().meta({ description: 'How often a case had it again' }),
        ...waiting,
      }),
    ),
    edges: z
      .array(
        z.strictObject({
          before: z.string().nullable().meta({ description: 'Null where cases begin' }),
          after: z.string().nullable().meta({ description: 'Null where cases are last, so far' }),
          count: z.int(),
          caseCount: z.int(),
          handOffCount: z.int().meta({ description: 'How often another agent did what follows' }),
          reworkCount: z
            .int()
            .meta({ description: 'How often it led back to what a case had been' }),
          versions: z.array(z.strictObject({ version: z.int(), count: z.int() })).meta({
            description:
              'How often under which version of the process: the one that the ticket followed then',
          }),
          ...waiting,
        }),
      )
      .meta({ description: 'What directly follows what' }),
    variants: z
      .array(
        z.strictObject({
          id: z.string(),
          activities: z.array(z.string()),
          caseCount: z.int(),
          share: z.number(),
          medianHours: hours.meta({ description: 'From its first activity to its last' }),
          isReworked: z.boolean(),
        }),
      )
      .meta({ description: 'Cases by the sequence of their activities, the most frequent first' }),
    areVariantsCut: z.boolean().meta({ description: 'There are more variants than are told' }),
    deviations: z.array(
      z.strictObject({
        kind: z.enum(deviationKinds),
        count: z.int(),
        caseCount: z.int(),
        share: z.number(),
        lowShare: z
          .number()
          .meta({ description: 'Between this and `highShare` with 95 % certainty' }),
        highShare: z.number(),
      }),
    ),
    processes: z.array(
      z.strictObject({
        id: z.string(),
        version: z.int(),
        caseCount: z.int(),
        isImported: z.boolean(),
      }),
    ),
    snapshot,
  })
  .meta({ id: 'ProcessMap', description: 'What happened to tickets, as a graph' });

export const minedTickets = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        number: z.int().nullable(),
        status: z.string(),
        priority: z.string(),
        group: z.string(),
        category: z.string().nullable(),
        openedAt: z.string(),
        times: z.int().meta({ description: 'How often it is what was asked for' }),
        detail: z
          .string()
          .nullable()
          .meta({ description: 'Of a deviation: what was missing, say' }),
      }),
    ),
    isTruncated: z.boolean(),
    snapshot,
  })
  .meta({ id: 'MinedTickets' });

export type ProcessMap = z.infer<typeof processMap>;
export type MinedTickets = z.infer<typeof minedTickets>;
