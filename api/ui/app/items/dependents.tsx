import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { NamedItems } from '../parts/named_items.tsx';
import { t } from '../words/language.ts';

/** What cannot work without an item: what is hit where it fails. */
export function Dependents({ id }: { id: string }) {
  const { items, next, isLoading, problem, readMore, retry } = usePages(
    (cursor) => desk.listConfigurationItems({ query: { dependsOn: id, limit: 20, cursor } }),
    { isWanted: true, version: '' },
  );
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void retry()} />
      {items.value && <NamedItems items={items.value} none={t('item.no_dependents')} />}
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}
