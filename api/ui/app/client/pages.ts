import { batch, type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Reply } from '../../../contract.ts';

interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface Pages<Item> {
  /** Null until the first page was read. */
  items: Signal<Item[] | null>;
  next: Signal<string | null>;
  isLoading: Signal<boolean>;
  readMore(): Promise<void>;
}

/**
 * A list that is read a page at a time once it is wanted, and from its first page again when its
 * version is another.
 */
export function usePages<Item>(
  read: (cursor: string | undefined) => Promise<Reply<Page<Item>>>,
  { isWanted, version }: { isWanted: boolean; version: string },
): Pages<Item> {
  const items = useSignal<Item[] | null>(null);
  const next = useSignal<string | null>(null);
  const isLoading = useSignal(false);

  async function readAfter(cursor: string | null): Promise<void> {
    isLoading.value = true;
    const answer = await read(cursor ?? undefined);
    batch(() => {
      isLoading.value = false;
      if (!answer.isOk) return;
      const before = cursor === null ? [] : (items.value ?? []);
      items.value = [...before, ...answer.data.items];
      next.value = answer.data.next;
    });
  }

  useEffect(() => {
    if (isWanted) void readAfter(null);
  }, [isWanted, version]);
  return { items, next, isLoading, readMore: () => readAfter(next.value) };
}
