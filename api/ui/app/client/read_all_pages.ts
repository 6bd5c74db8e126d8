import type { Reply } from '../../../contract.ts';

interface Page<Item> {
  items: Item[];
  /** Where the next page begins; null on the last. */
  next: string | null;
}

/** The items of all pages, asked for one after the other; null where one could not be read. */
export async function readAllPages<Item>(
  read: (cursor: string | undefined) => Promise<Reply<Page<Item>>>,
): Promise<Item[] | null> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const answer: Reply<Page<Item>> = await read(cursor);
    if (!answer.isOk) return null;
    items.push(...answer.data.items);
    cursor = answer.data.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}
