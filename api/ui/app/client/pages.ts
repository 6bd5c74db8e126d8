import { batch, type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Problem, Reply } from '../../../contract.ts';

interface Page<Item> {
  items: Item[];
  next: string | null;
}

interface PagesOptions<Read> {
  isWanted: boolean;
  /** Another one reads the list from its first page again. */
  version: string;
  /** Told of each page that was read. */
  onRead?(page: Read): void;
}

export interface Pages<Item> {
  /** Null until the first page was read. */
  items: Signal<Item[] | null>;
  next: Signal<string | null>;
  isLoading: Signal<boolean>;
  /** Why the page that was asked for last could not be read. */
  problem: Signal<Problem | null>;
  readMore(): Promise<void>;
  /** From the first page again. */
  readAgain(): Promise<void>;
  /** Asks again for the page that could not be read. */
  retry(): Promise<void>;
}

/**
 * A list that is read a page at a time once it is wanted, and from its first page again when its
 * version is another. What was asked for before that, and comes later, is left.
 */
export function usePages<Item, Read extends Page<Item> = Page<Item>>(
  read: (cursor: string | undefined) => Promise<Reply<Read & Page<Item>>>,
  { isWanted, version, onRead }: PagesOptions<Read>,
): Pages<Item> {
  const items = useSignal<Item[] | null>(null);
  const next = useSignal<string | null>(null);
  const isLoading = useSignal(isWanted);
  const problem = useSignal<Problem | null>(null);
  const asked = useRef<{ after: string | null } | null>(null);

  async function readAfter(after: string | null): Promise<void> {
    const asking = { after };
    asked.current = asking;
    isLoading.value = true;
    const answer = await read(after ?? undefined);
    if (asked.current !== asking) return;
    batch(() => {
      isLoading.value = false;
      problem.value = answer.isOk ? null : answer.problem;
      if (!answer.isOk) return;
      const before = after === null ? [] : (items.value ?? []);
      items.value = [...before, ...answer.data.items];
      next.value = answer.data.next;
      onRead?.(answer.data);
    });
  }

  useEffect(() => {
    if (isWanted) void readAfter(null);
  }, [isWanted, version]);
  return {
    ...{ items, next, isLoading, problem },
    readMore: () => readAfter(next.value),
    readAgain: () => readAfter(null),
    retry: () => readAfter(asked.current?.after ?? null),
  };
}
