import { z } from 'zod';
import { asked } from '../../http/expectations.ts';
import { limit } from '../../http/parameters.ts';

const seq = z
  .string()
  .regex(/^\d{1,9}$/, { error: asked('event_seq') })
  .transform(Number)
  .optional();

/**
 * What is read by the sequence numbers of a ticket's events, newest page first: a long ticket is
 * never read whole to see what is new.
 */
export const seqPageQuery = z
  .strictObject({
    limit,
    before: seq.meta({ description: 'The last page of what came before this event' }),
    after: seq.meta({ description: 'The first page of what came after this event' }),
  })
  .refine(({ before, after }) => before === undefined || after === undefined, {
    error: asked('before_or_after'),
    path: ['after'],
  });

export type SeqPageQuery = z.infer<typeof seqPageQuery>;

export function seqPageFields<Item extends z.ZodType>(item: Item) {
  const other = (name: string, direction: string) =>
    z
      .int()
      .nullable()
      .meta({
        description: `For \`${name}\`: the ${direction} page; null where there can be none`,
      });
  return {
    items: z.array(item).meta({ description: 'In their order, the newest last' }),
    earlier: other('before', 'earlier'),
    later: other('after', 'later'),
  };
}

/** Part of what happened on a ticket, in order, with where the parts beside it begin. */
export interface SeqPage<Item> {
  items: Item[];
  earlier: number | null;
  later: number | null;
}
