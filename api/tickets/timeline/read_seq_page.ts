import type { Knex } from 'knex';
import type { SeqPage, SeqPageQuery } from './seq_page.ts';

const pageSizeDefault = 100;

/** One page of rows of `ticket_events`: the latest, those before one or those after one. */
export async function readSeqPage<Row extends { seq: number }>(
  rows: Knex.QueryBuilder,
  { limit = pageSizeDefault, before, after }: SeqPageQuery,
): Promise<SeqPage<Row>> {
  if (before !== undefined) rows.where('ticket_events.seq', '<', before);
  if (after !== undefined) rows.where('ticket_events.seq', '>', after);
  const isForwards = after !== undefined;
  const direction = isForwards ? 'asc' : 'desc';
  const found: Row[] = await rows.orderBy('ticket_events.seq', direction).limit(limit + 1);
  const items = found.slice(0, limit);
  if (!isForwards) items.reverse();
  const hasMore = found.length > limit;
  const hasEarlier = isForwards ? after > 0 : hasMore;
  const hasLater = isForwards ? hasMore : before !== undefined;
  return {
    items,
    earlier: hasEarlier ? (items[0]?.seq ?? (after ?? 0) + 1) : null,
    later: hasLater ? (items.at(-1)?.seq ?? Math.max(0, (before ?? 0) - 1)) : null,
  };
}
