import type { EventData } from './events.ts';
import { isAmong, type Page, type TicketState } from './ticket.ts';

/** Types of the events that pages are told from. */
export type PageChangeType =
  | 'page_requested'
  | 'paged'
  | 'page_escalated'
  | 'page_acknowledged'
  | 'page_unanswered'
  | 'page_withdrawn';

export type PageChange = {
  [T in PageChangeType]: { type: T; data: EventData[T]; at: number };
}[PageChangeType];

const endings = ['page_acknowledged', 'page_unanswered', 'page_withdrawn'] as const;

/** The open pages after an event of one. */
export function pagesAfter(
  { pages = [], pageCount = 0 }: Pick<TicketState, 'pages' | 'pageCount'>,
  event: PageChange,
): Pick<TicketState, 'pages' | 'pageCount'> {
  const { n } = event.data;
  if (event.type === 'page_requested') {
    const { group, rule } = event.data;
    const begun: Page = {
      ...{ n, group, rule, requestedAt: event.at },
      ...{ level: 1, round: 1, person: null, pagedAt: null, nextAt: null, next: null, tried: [] },
    };
    return { pages: [...pages, begun], pageCount: Math.max(n, pageCount) };
  }
  if (isAmong(endings, event.type)) return { pages: pages.filter((page) => page.n !== n) };
  return {
    pages: pages.map((page) => (page.n === n ? { ...page, ...changeOf(event, page) } : page)),
  };
}

function changeOf(event: PageChange, page: Page): Partial<Page> {
  if (event.type === 'paged') {
    const { person, nextAt, next } = event.data;
    return { person, pagedAt: event.at, nextAt, next, tried: [...page.tried, person] };
  }
  if (event.type !== 'page_escalated') return {};
  const { level, round } = event.data;
  // Each round begins with everybody again.
  const tried = round === page.round ? page.tried : [];
  return { level, round, person: null, nextAt: null, next: null, tried };
}
