/** What has a place among the events of a ticket. */
export interface Placed {
  seq: number;
}

/** Part of what happened on a ticket, without a hole, and where the parts beside it begin. */
export interface Stretch<Item> {
  items: Item[];
  /** Given as `before` it is answered with what came before; null where nothing did. */
  earlier: number | null;
  /** Given as `after` it is answered with what came next; null where this goes up to the latest. */
  later: number | null;
}

/** How many entries one reading adds. */
export const pageSize = 50;

/** What is asked for to see an event with what happened around it. */
export function aroundEvent(seq: number): { after: number; limit: number } {
  return { after: Math.max(0, seq - pageSize / 2), limit: pageSize };
}

export function withEarlier<Item extends Placed>(
  known: Stretch<Item>,
  page: Stretch<Item>,
): Stretch<Item> {
  const first = known.items[0]?.seq ?? Number.POSITIVE_INFINITY;
  const items = [...page.items.filter(({ seq }) => seq < first), ...known.items];
  return { items, earlier: page.earlier, later: known.later };
}

export function withLater<Item extends Placed>(
  known: Stretch<Item>,
  page: Stretch<Item>,
): Stretch<Item> {
  const last = lastSeqOf(known);
  const items = [...known.items, ...page.items.filter(({ seq }) => seq > last)];
  return { items, earlier: known.earlier, later: page.later };
}

/** What is kept of a stretch that has grown long: its latest part. */
export function latestOf<Item extends Placed>(known: Stretch<Item>, count: number): Stretch<Item> {
  const items = known.items.slice(-count);
  const isWhole = items.length === known.items.length;
  return { ...known, items, earlier: isWhole ? known.earlier : (items[0]?.seq ?? null) };
}

export function lastSeqOf({ items }: Stretch<Placed>): number {
  return items.at(-1)?.seq ?? 0;
}
