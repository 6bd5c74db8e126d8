import bookmark from 'icon:bookmark';
import columnsIcon from 'icon:columns-3';
import trash from 'icon:trash';
import zap from 'icon:zap';
import { useSignal } from '@preact/signals';
import { ErrorBoundary, lazy, useLocation } from 'preact-iso';
import { announce } from '../announcer.tsx';
import { useSubmission } from '../client/submission.ts';
import { Button, ButtonLink } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useKeys } from '../keys.ts';
import { t, withWords } from '../words/language.ts';
import { type Filters, isView, pathOf, queryOf, views } from './filters.ts';
import {
  filtersOfView,
  keptViews,
  questionOf,
  readViews,
  useViews,
  viewCounts,
} from './view_store.ts';

/** Fetched when somebody keeps a view. */
const ViewDialog = lazy(() =>
  withWords(() => import('./view_dialog.tsx')).then(({ ViewDialog }) => ViewDialog),
);

/** The ways to look at the list, each with how much there is, and a way to keep this one. */
export function ViewBar({ filters }: { filters: Filters }) {
  useViews();
  const { route } = useLocation();
  const isKeeping = useSignal(false);
  const { problem, send } = useSubmission();
  const kept = keptViews.value.map((view) => ({ view, filters: filtersOfView(view) }));
  const here = kept.find((one) => queryOf(one.filters) === queryOf(filters));
  const links = [
    ...views.map((view) => ({
      id: view.id,
      title: t(`view.${view.id}`),
      filters: view.filters,
      isHere: isView(view, filters),
    })),
    ...kept.map(({ view, filters: own }) => ({
      id: view.id,
      title: view.title,
      filters: own,
      isHere: here?.view === view,
    })),
  ];
  useKeys(
    Object.fromEntries(
      links
        .slice(0, 9)
        .map((link, index) => [String(index + 1), () => route(pathOf(link.filters))]),
    ),
  );

  async function forget(id: string): Promise<void> {
    const answer = await send('deleteView', { path: { id } });
    if (!answer?.isOk) return;
    announce(t('view.deleted'));
    await readViews();
    route(pathOf({ open: 'true' }));
  }

  return (
    <>
      <nav class="views" aria-label={t('view.title')}>
        {links.map((link) => (
          <a
            key={link.id}
            href={pathOf(link.filters)}
            {...(link.isHere ? { 'aria-current': 'page' } : {})}
          >
            {link.title} <Count filters={link.filters} />
          </a>
        ))}
      </nav>
      <div class="view-actions">
        <Button
          isSmall
          kind="quiet"
          icon={here ? columnsIcon : bookmark}
          onClick={() => {
            isKeeping.value = true;
          }}
        >
          {t(here?.view.mayChange ? 'view.change' : 'view.keep')}
        </Button>
        <ButtonLink isSmall kind="quiet" icon={zap} href="/macros">
          {t('macros.title')}
        </ButtonLink>
        {here?.view.mayChange && (
          <Button isSmall kind="quiet" icon={trash} onClick={() => void forget(here.view.id)}>
            {t('view.delete')}
          </Button>
        )}
      </div>
      <ProblemNote problem={problem.value} />
      {isKeeping.value && (
        <ErrorBoundary>
          <ViewDialog
            filters={filters}
            view={here?.view.mayChange ? here.view : null}
            onClose={() => {
              isKeeping.value = false;
            }}
          />
        </ErrorBoundary>
      )}
    </>
  );
}

function Count({ filters }: { filters: Filters }) {
  const found = viewCounts.value.get(questionOf(filters));
  if (!found) return null;
  const words = found.isMore ? t('view.more_than', { count: found.count }) : String(found.count);
  return <span class="view-count">{words}</span>;
}
