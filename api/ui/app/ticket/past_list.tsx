import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Reply } from '../../../contract.ts';
import { usePages } from '../client/pages.ts';
import { Button } from '../design/button.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';

interface PastListProps<Item> {
  /** What the ticket itself says of them, the latest first. */
  latest: Item[];
  /** How many there are in all. */
  count: number;
  version: string;
  read(cursor: string | undefined): Promise<Reply<{ items: Item[]; next: string | null }>>;
  children(item: Item): ComponentChildren;
}

/** What was last, the latest first, and all before it once somebody asks for it. */
export function PastList<Item>({ latest, count, version, read, children }: PastListProps<Item>) {
  const isWanted = useSignal(false);
  const pages = usePages(read, { isWanted: isWanted.value, version });
  const shown = pages.items.value ?? latest;
  return (
    <>
      <ol class="cards">{shown.map(children)}</ol>
      <ProblemNote problem={pages.problem.value} onRetry={() => void pages.retry()} />
      {pages.items.value === null && count > latest.length && (
        <Button
          isSmall
          disabled={pages.isLoading.value}
          onClick={() => {
            isWanted.value = true;
          }}
        >
          {t('list.earlier', { count: count - latest.length })}
        </Button>
      )}
      {pages.next.value !== null && (
        <MoreButton isLoading={pages.isLoading.value} onMore={() => void pages.readMore()} />
      )}
    </>
  );
}
