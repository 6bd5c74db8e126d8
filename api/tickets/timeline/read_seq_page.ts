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

/** Of the texts in one page: a hundred long messages would be fifteen megabytes. */
const textBytesMax = 2 * 1024 * 1024;

/**
 * A page with no more text than fits, and one item at least: what is left out is on the next page.
 * @param textOf what of an item may be long
 */
export function fittingPage<Item extends { seq: number }>(
  page: SeqPage<Item>,
  { after }: SeqPageQuery,
  textOf: (item: Item) => string | null,
): SeqPage<Item> {
  const isForwards = after !== undefined;
  const inReadingOrder = isForwards ? page.items : page.items.toReversed();
  let bytes = 0;
  const first = inReadingOrder.findIndex((item, index) => {
    bytes += Buffer.byteLength(textOf(item) ?? '');
    return bytes > textBytesMax && index > 0;
  });
  if (first === -1) return page;
  const kept = inReadingOrder.slice(0, first);
  const end = kept.at(-1)?.seq ?? null;
  return isForwards
    ? { ...page, items: kept, later: end }
    : { ...page, items: kept.toReversed(), earlier: end };
}
