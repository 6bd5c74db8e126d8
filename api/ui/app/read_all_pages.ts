import type { Answer } from './client.ts';

interface Page<Item> {
  items: Item[];
  /** Where the next page begins; null on the last. */
  next: string | null;
}

/** The items of all pages, asked for one after the other; null where one could not be read. */
export async function readAllPages<Item>(
  read: (cursor: string | null) => Promise<Answer<Page<Item>>>,
): Promise<Item[] | null> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const answer: Answer<Page<Item>> = await read(cursor);
    if (!answer.isOk) return null;
    items.push(...answer.data.items);
    cursor = answer.data.next;
  } while (cursor !== null);
  return items;
}
