import inbox from 'icon:inbox';
import plus from 'icon:plus';
import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { ProblemRecord, ProblemSummary } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchField } from '../design/search_field.tsx';
import { ViewLinks } from '../design/view_links.tsx';
import { useKeys } from '../keys.ts';
import { PriorityBadge } from '../parts/badges.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { groupTitle, titleOf, useProcesses } from '../words/process.ts';
import { LogProblemForm } from './log_problem_form.tsx';
import { ProblemStatusBadge, ReviewNote } from './problem_badges.tsx';
import {
  type ProblemFilters,
  problemFiltersFrom,
  problemsPath,
  problemsQuery,
  problemViews,
} from './problem_filters.ts';
import { Proposals } from './proposals.tsx';

/** The problems of the desk, the next to be looked at first, and what could be one. */
export default function ProblemsPage() {
  const { query, route } = useLocation();
  const filters = problemFiltersFrom(query);
  const isLogging = useSignal(false);
  useProcesses();
  useTitle(t('problems.title'));
  useKeys({ '/': () => document.getElementById('problem-search')?.focus() });
  const show = (problem: ProblemRecord) => route(`/problems/${problem.id}`);
  return (
    <div class="page problems-page">
      <div class="page-head">
        <h1>{t('problems.title')}</h1>
        <Button
          icon={plus}
          isExpanded={isLogging.value}
          onClick={() => {
            isLogging.value = !isLogging.value;
          }}
        >
          {t('problems.log')}
        </Button>
      </div>
      {isLogging.value && (
        <section class="card" aria-label={t('problems.log')}>
          <LogProblemForm
            onLogged={show}
            onLeave={() => {
              isLogging.value = false;
            }}
          />
        </section>
      )}
      <Proposals onLogged={show} />
      <Views filters={filters} />
      <ProblemList key={problemsPath(filters)} filters={filters} />
    </div>
  );
}

function Views({ filters }: { filters: ProblemFilters }) {
  const { route } = useLocation();
  return (
    <div class="filter-bar">
      <ViewLinks
        label={t('view.title')}
        views={problemViews.map((view) => ({
          href: problemsPath({ view, q: '' }),
          title: t(`problem_view.${view}`),
          isHere: view === filters.view && filters.q === '',
        }))}
      />
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <SearchField
            id="problem-search"
            label={t('problems.search')}
            value={filters.q}
            onSearch={(q) => {
              // Who searches wants to find it, open or not.
              route(problemsPath({ view: q === '' ? 'open' : 'all', q }), true);
            }}
          />
        </form>
      </search>
    </div>
  );
}

function ProblemList({ filters }: { filters: ProblemFilters }) {
  const { items, next, isLoading, problem, readMore, retry } = usePages(
    (cursor) => desk.listProblems({ query: { ...problemsQuery(filters), cursor } }),
    { isWanted: true, version: '' },
  );
  const isEmpty = items.value?.length === 0;
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void retry()} />
      {isEmpty && (
        <EmptyState icon={inbox}>
          <p>{t('problems.empty')}</p>
        </EmptyState>
      )}
      <ul class="ticket-list" aria-busy={isLoading.value} aria-label={t('problems.title')}>
        {items.value?.map((one) => (
          <ProblemRow key={one.id} problem={one} />
        ))}
      </ul>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}

function ProblemRow({ problem }: { problem: ProblemSummary }) {
  const { id, number, title, category, owner, group, incidentCount, openIncidentCount } = problem;
  return (
    <li class="ticket-row problem-row">
      <div class="ticket-what">
        <a class="ticket-link" href={`/problems/${id}`}>
          <span class="ticket-number">PRB-{number}</span>{' '}
          <span dir="auto">{title ?? t('problems.no_title')}</span>
        </a>
        <span class="ticket-who">
          {category && <span>{titleOf('categories', category, problem.process.id)}</span>}
          <span>{t('problems.incidents', { count: incidentCount, open: openIncidentCount })}</span>
        </span>
      </div>
      <div class="ticket-badges">
        <PriorityBadge of={problem} />
        <ProblemStatusBadge status={problem.status} />
      </div>
      <div class="ticket-owner">
        <span>{owner ? nameOf(owner) : t('ticket.nobody')}</span>
        <span class="soft">{groupTitle(group)}</span>
      </div>
      <div class="ticket-updated soft">
        <ReviewNote {...problem} />
      </div>
    </li>
  );
}
