import { z } from 'zod';
import { isTicketId } from '../../workflows/ids.ts';
import { line, processWord, recordId } from './text.ts';
import { linkKind, locale, priority, role, status, ticketType } from './words.ts';

/** `a,b` or a repeated parameter: any of several words. */
export function anyOf<Word>(word: z.ZodType<Word, string>) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat().flatMap((part) => part.split(',')))
    .pipe(z.array(word).min(1).max(20))
    .meta({ description: 'One value, or several separated by commas' });
}

export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

export const limit = z
  .string()
  .regex(/^\d{1,4}$/, { error: 'a whole number from 1 to 200' })
  .transform(Number)
  .pipe(z.int().min(1).max(200))
  .optional();

export const cursor = z
  .string()
  .max(500)
  .optional()
  .meta({ description: 'The `next` of the page before; opaque' });

export const ticketSorts = [
  'nextDeadline',
  'priority',
  'openedAt',
  '-openedAt',
  'updatedAt',
  '-updatedAt',
] as const;

export const ticketQuery = z.strictObject({
  q: line(200).optional().meta({ description: 'Words of the subject or description, or a number' }),
  status: anyOf(status).optional(),
  open: flag.optional(),
  type: anyOf(ticketType).optional(),
  group: anyOf(processWord).optional(),
  category: anyOf(processWord).optional(),
  assignee: recordId
    .optional()
    .meta({ description: 'An account id, `me`, or `none` for unassigned tickets' }),
  requester: recordId.optional().meta({ description: 'An account id, or `me`' }),
  priority: anyOf(priority).optional(),
  tier: anyOf(z.enum(['1', '2', '3']).transform(Number)).optional(),
  breached: flag.optional(),
  problem: recordId.optional().meta({ description: 'Agents only: the incidents of a problem' }),
  sort: z.enum(ticketSorts).default('nextDeadline'),
  limit,
  cursor,
});

export const pageQuery = z.strictObject({ limit, cursor });

/** Ids that no ticket can have are unknown tickets, not malformed requests: both answer 404. */
export const ticketPath = z.strictObject({ id: z.string().refine(isTicketId, 'a ticket id') });

/** One of several on a ticket, by its place in their order. */
function numberedPath(what: string) {
  return z.strictObject({
    id: ticketPath.shape.id,
    n: z
      .string()
      .regex(/^[1-9]\d{0,5}$/, { error: `the number of ${what}: 1, 2, 3 …` })
      .transform(Number),
  });
}
export const escalationPath = numberedPath('an escalation');
export const approvalPath = numberedPath('an approval');

const otherTicket = z.string().refine(isTicketId, 'a ticket id');
/** How a ticket came to be split or to follow another is said when it is opened. */
export const linkPath = z.strictObject({
  id: ticketPath.shape.id,
  kind: linkKind.extract(['related', 'parent', 'child']),
  other: otherTicket,
});
export const unlinkPath = linkPath.extend({ kind: linkKind.exclude(['problem']) });

export const attachmentPath = z.strictObject({
  id: ticketPath.shape.id,
  attachment: recordId,
});

export const accountQuery = z.strictObject({
  role: role.optional(),
  group: processWord.optional(),
  process: processWord.optional(),
  q: line(100).optional(),
  limit,
});

export const processPath = z.strictObject({ id: processWord });
export const processQuery = z.strictObject({ locale: locale.optional() });

export const metricPath = z.strictObject({ name: processWord });
export type TicketQuery = z.infer<typeof ticketQuery>;
export type TicketSort = (typeof ticketSorts)[number];
export type PageQuery = z.infer<typeof pageQuery>;
export type AccountQuery = z.infer<typeof accountQuery>;
