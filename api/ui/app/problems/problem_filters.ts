import type { Operations } from '../../../contract.ts';

type ProblemQuery = Operations['listProblems']['query'];

/** What of the problems is shown: the query of the page's address, and of the API's list. */
export interface ProblemFilters {
  view: ProblemView;
  q: string;
}

export const problemViews = ['open', 'overdue', 'mine', 'known_errors', 'all'] as const;
export type ProblemView = (typeof problemViews)[number];

const queries: Record<ProblemView, ProblemQuery> = {
  open: { open: true },
  overdue: { overdue: true },
  mine: { owner: 'me', open: true },
  known_errors: { status: 'known_error' },
  all: { sort: '-openedAt' },
};

export function problemFiltersFrom(query: Record<string, string>): ProblemFilters {
  const view = problemViews.find((one) => one === query.view) ?? 'open';
  return { view, q: query.q ?? '' };
}

export function problemsPath({ view, q }: ProblemFilters): string {
  const query = new URLSearchParams({ ...(view === 'open' ? {} : { view }), ...(q && { q }) });
  const text = query.toString();
  return text === '' ? '/problems' : `/problems?${text}`;
}

/** The same, as the API is asked for it. */
export function problemsQuery({ view, q }: ProblemFilters): ProblemQuery {
  return { ...queries[view], q: q === '' ? undefined : q };
}
