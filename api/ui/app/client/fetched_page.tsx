import { useSignal } from '@preact/signals';
import type { AnyComponent, FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { lazy } from 'preact-iso';
import type { Problem } from '../../../contract.ts';
import { ProblemNote } from '../design/problem_note.tsx';
import { t, withWords } from '../words/language.ts';
import { desk } from './desk.ts';

type Fetch = () => Promise<{ default: AnyComponent }>;

/**
 * A page that is fetched when it is asked for. Where it does not come (the line is gone, or the desk
 * has another version by now) a page says so in its place, and it is asked for again with each visit.
 */
export function fetchedPage(fetch: Fetch): AnyComponent {
  const fetchWhole = () => withWords(fetch);
  return lazy(() => fetchWhole().catch(() => ({ default: unfetched(fetchWhole) })));
}

function unfetched(fetch: Fetch): FunctionComponent {
  let Page: AnyComponent | null = null;
  return () => {
    const page = useSignal(Page);
    const problem = useSignal<Problem | null>(null);
    const ask = async () => {
      problem.value = null;
      try {
        Page = (await fetch()).default;
        page.value = Page;
      } catch {
        problem.value = unreachable();
      }
    };
    useEffect(() => {
      if (page.value === null) void ask();
    }, []);
    if (page.value !== null) return <page.value />;
    return (
      <div class="page" aria-busy={problem.value === null}>
        {problem.value === null ? (
          <p class="page-status">{t('app.starting')}</p>
        ) : (
          <>
            <h1>{t('app.unfetched')}</h1>
            <ProblemNote problem={problem.value} onRetry={() => void beginAnew(ask)} />
          </>
        )}
      </div>
    );
  };
}

/** A desk that answers has another version of the page: the next one is read with everything around it. */
async function beginAnew(ask: () => Promise<void>): Promise<void> {
  const answer = await desk.getMe();
  if (answer.isOk) location.reload();
  else await ask();
}

function unreachable(): Problem {
  const detail = t('app.unfetched_text');
  return { type: 'about:blank', title: '', status: 0, detail, code: 'unreachable' };
}
