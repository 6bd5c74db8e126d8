import { z } from 'zod';
import { isDay } from '../../workflows/domain/fields.ts';
import { asked } from '../http/expectations.ts';
import { anyOf, cursor, flag, limit } from '../http/parameters.ts';
import { line, processWord, recordId } from '../http/text.ts';
import { priority, status, ticketType } from '../http/words.ts';
import { tagWord } from './tags/contract.ts';

const tierRank = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, { error: asked('whole_number', { min: 1, max: 999 }) })
  .transform(Number);

export const ticketSorts = [
  'match',
  'nextDeadline',
  'priority',
  'openedAt',
  '-openedAt',
  'updatedAt',
  '-updatedAt',
] as const;

/** By the values of a field of the process, from the least or, with a minus, from the most. */
export type FieldSort = `${'' | '-'}field.${string}`;

const fieldSort = z
  .string()
  .regex(/^-?field\./, { error: asked('field_with_order') })
  .refine((sort) => processWord.safeParse(sort.replace(/^-?field\./, '')).success, {
    error: asked('field_with_order'),
  })
  .transform((sort) => sort as FieldSort);

const bound = z.union([
  z
    .string()
    .regex(/^-?\d{1,15}(\.\d{1,15})?$/, { error: asked('number') })
    .transform(Number),
  z.string().refine(isDay, { error: asked('date') }),
]);

export const ticketQuery = z.strictObject({
  q: line(200)
    .optional()
    .meta({
      description:
        'Words of the subject, the description, the messages, the notes or the requester’s name, all ' +
        'of them; or a number. Accents, hyphens and plurals are no difference, nor is one wrong letter',
    }),
  id: anyOf(recordId, 200).optional().meta({ description: 'Only these tickets' }),
  status: anyOf(status).optional(),
  open: flag.optional(),
  type: anyOf(ticketType).optional(),
  group: anyOf(processWord).optional(),
  category: anyOf(processWord).optional(),
  assignee: recordId
    .optional()
    .meta({ description: 'An account id, `me`, or `none` for unassigned tickets' }),
  requester: recordId.optional().meta({ description: 'An account id, or `me`' }),
  myGroups: flag.optional().meta({ description: 'In the queues of the caller’s own groups' }),
  vip: flag.optional(),
  unanswered: flag
    .optional()
    .meta({ description: 'Whether its requester waits for a word of the desk' }),
  due: z
    .enum(['overdue', 'day'])
    .optional()
    .meta({ description: 'What should be solved by now, or within 24 hours' }),
  follower: recordId
    .optional()
    .meta({ description: 'Agents only: an account id or `me`: what that person follows' }),
  copied: flag
    .optional()
    .meta({ description: 'Whether the caller has a copy of it, as somebody beside its requester' }),
  affected: anyOf(recordId).optional().meta({
    description: 'Agents only: about any of these devices or services',
  }),
  tag: anyOf(tagWord).optional().meta({ description: 'Agents only: with any of these tags' }),
  field: z
    .record(processWord, anyOf(line(200)))
    .optional()
    .meta({
      description:
        'Agents only: what is known of fields of the process, each as `field.NAME=value`: an option, a ' +
        'number, a day, the id of an account (or `me`) or of a device, a whole text',
    }),
  fieldMin: z
    .record(processWord, bound)
    .optional()
    .meta({
      description:
        'Agents only: fields of the process that are at least so much, or that day or a later one: ' +
        '`fieldMin.NAME=3`, `fieldMin.NAME=2027-03-01`',
    }),
  fieldMax: z.record(processWord, bound).optional().meta({
    description: 'Agents only: fields that are at most so much, or that day or an earlier one',
  }),
  fieldContains: z
    .record(processWord, line(200))
    .optional()
    .meta({
      description:
        'Agents only: texts of fields that have these words as they stand; accents and capitals are no ' +
        'difference: `fieldContains.NAME=docking station`',
    }),
  priority: anyOf(priority).optional(),
  tier: anyOf(tierRank).optional(),
  breached: flag.optional(),
  process: anyOf(processWord)
    .optional()
    .meta({ description: 'That follow one of these processes' }),
  processVersion: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .meta({ description: 'That follow this version of their process' }),
  waitsFor: anyOf(processWord).optional().meta({
    description: 'That are pending for one of these reasons',
  }),
  playbook: processWord.optional().meta({
    description: 'Agents only: on which this playbook is not over',
  }),
  playbookStep: line(200).optional().meta({
    description: 'Agents only: of these, those at a step of this name',
  }),
  problem: recordId.optional().meta({ description: 'Agents only: the incidents of a problem' }),
  report: flag.optional().meta({
    description: 'Whether it reports a major incident that is open; false leaves those out',
  }),
  sort: z
    .union([z.enum(ticketSorts), fieldSort])
    .optional()
    .meta({
      description:
        '`match`, the best first, where words are asked for; else `nextDeadline`. Agents also by a number, a ' +
        'day or a choice among the fields of the process, `field.NAME` or `-field.NAME`: tickets of which ' +
        'it is not known come last',
    }),
  limit,
  cursor,
});

export type TicketQuery = z.infer<typeof ticketQuery>;
export type TicketSort = (typeof ticketSorts)[number];
