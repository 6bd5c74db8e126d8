import panelRight from 'icon:panel-right';
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Problem } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';

interface RecordPageProps {
  header: ComponentChildren;
  /** Beside the rest, or in its place where there is room for one of them; its id is `facts`. */
  facts: ComponentChildren;
  children: ComponentChildren;
}

/** The page of one ticket or one problem. */
export function RecordPage({ header, facts, children }: RecordPageProps) {
  const showsFacts = useSignal(false);
  return (
    <div class={showsFacts.value ? 'record-page shows-facts' : 'record-page'}>
      {header}
      <Button
        icon={panelRight}
        class="facts-toggle"
        isExpanded={showsFacts.value}
        controls="facts"
        onClick={() => {
          showsFacts.value = !showsFacts.value;
        }}
      >
        {showsFacts.value ? t('facts.hide') : t('facts.show')}
      </Button>
      <div class="record-main">{children}</div>
      {facts}
    </div>
  );
}

interface RecordAwaitedProps {
  store: { problem: Signal<Problem | null>; refresh(): Promise<void> };
  /** The words while it is read. */
  loading: string;
  /** The words where there is none of that id, or none for this person. */
  unknown: string;
  /** The way back to the list, in words. */
  back: string;
  href: string;
}

/** Stands where the page of a record will be: it is being read, or could not be. */
export function RecordAwaited({ store, loading, unknown, back, href }: RecordAwaitedProps) {
  const problem = store.problem.value;
  return (
    <div class="page">
      <UnknownHeading problem={problem} />
      <ProblemNote
        problem={problem && knownAs(problem, unknown)}
        onRetry={() => void store.refresh()}
      />
      {problem === null && <p class="page-status">{loading}</p>}
      <p>
        <a href={href}>{back}</a>
      </p>
    </div>
  );
}

/** Names the page of a record that there is not, as every page has a name. */
export function UnknownHeading({ problem }: { problem: Problem | null }) {
  const title = problem && isUnknown(problem) ? t('not_found.title') : '';
  useTitle(title);
  return title === '' ? null : <h1>{title}</h1>;
}

/** An address that is no id of any record is that of an unknown one. */
function isUnknown({ status, errors }: Problem): boolean {
  return status === 404 || errors?.[0]?.path === 'path.id';
}

export function knownAs(problem: Problem, unknown: string): Problem {
  return isUnknown(problem) ? { ...problem, detail: unknown, errors: [] } : problem;
}
