import inbox from 'icon:inbox';
import refreshCw from 'icon:refresh-cw';
import { useEffect, useRef } from 'preact/hooks';
import { ErrorBoundary, lazy, useLocation } from 'preact-iso';
import { announce } from '../announcer.tsx';
import { followTickets } from '../client/live.ts';
import { me } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useKeys } from '../keys.ts';
import { MajorIncidents } from '../parts/major_incidents.tsx';
import { useTitle } from '../title.ts';
import { t, withWords } from '../words/language.ts';
import { useProcesses } from '../words/process.ts';
import { columnsOf, templateOf } from './columns.ts';
import { FilterBar } from './filter_bar.tsx';
import { type Filters, filtersFrom, isView, queryOf, views } from './filters.ts';
import { useListPlace } from './list_place.ts';
import { selected, selectTo, toggle } from './selection.ts';
import { ticketList } from './ticket_list.ts';
import { TicketRow } from './ticket_row.tsx';

/** Fetched once the list is there: nothing is selected before. */
const BulkPanel = lazy(() => withWords(() => import('./bulk_panel.tsx')));

/** What to do next: tickets by nearest deadline, each with the reason it stands there. */
export function TicketListPage() {
  const { query } = useLocation();
  const filters = filtersFrom(query);
  const table = useRef<HTMLUListElement>(null);
  const view = views.find((each) => isView(each, filters));
  useTitle(view ? t(`view.${view.id}`) : t('list.title'));
  useProcesses();
  useList(filters);
  useListPlace(table, queryOf(filters));
  useListKeys(table, filters);

  const { items, isLoading, problem, next } = ticketList;
  const columns = columnsOf(filters);
  return (
    <div class="page list-page">
      <h1 class="visually-hidden">{t('list.title')}</h1>
      <MajorIncidents isForDesk />
      <FilterBar filters={filters} />
      <ProblemNote problem={problem.value} onRetry={() => void ticketList.read(filters)} />
      {items.value.length === 0 && !isLoading.value && problem.value === null && <Empty />}
      <div class="list-frame">
        <Unseen onShow={() => void ticketList.read(filters)} />
        <ul
          class="ticket-list"
          ref={table}
          style={{ '--columns': templateOf(columns) }}
          aria-busy={isLoading.value}
          aria-label={t('list.title')}
        >
          {items.value.map((ticket) => (
            <TicketRow
              key={ticket.id}
              ticket={ticket}
              columns={columns}
              onSelect={(isRange) => {
                if (isRange) selectTo(ticket, items.value);
                else toggle(ticket);
              }}
            />
          ))}
        </ul>
      </div>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void ticketList.readMore()} />
      )}
      <ErrorBoundary>
        <BulkPanel filters={filters} />
      </ErrorBoundary>
    </div>
  );
}

function useList(filters: Filters): void {
  const wanted = queryOf(filters);
  useEffect(() => {
    void ticketList.read(filters);
  }, [wanted]);
  useEffect(() => {
    const myId = me.value?.id ?? '';
    return followTickets(
      (change) => ticketList.take(change, myId),
      () => void ticketList.read(filters),
    );
  }, [wanted]);
}

function useListKeys(table: { current: HTMLElement | null }, filters: Filters): void {
  const { items } = ticketList;
  const find = (step: 0 | 1 | -1) => {
    const links = [...(table.current?.querySelectorAll<HTMLElement>('a.ticket-link') ?? [])];
    const here = links.findIndex((link) => link.closest('li')?.contains(document.activeElement));
    const at = here === -1 ? 0 : here + step;
    return { link: links[at], ticket: items.value[at] };
  };
  const move = (step: 1 | -1) => {
    const { link } = find(step);
    link?.focus();
    link?.closest('li')?.scrollIntoView({ block: 'nearest' });
  };
  /** What one goes over is selected. */
  const drag = (step: 1 | -1) => {
    const { ticket } = find(0);
    if (ticket && !selected.value.has(ticket.id)) toggle(ticket);
    move(step);
    const { ticket: next } = find(0);
    if (next) selectTo(next, items.value);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    J: () => drag(1),
    K: () => drag(-1),
    x: () => {
      const { ticket } = find(0);
      if (ticket) toggle(ticket);
    },
    '/': () => document.getElementById('search')?.focus(),
    '.': () => void ticketList.read(filters),
  });
}

function Unseen({ onShow }: { onShow(): void }) {
  const count = ticketList.unseen.value.size;
  useEffect(() => {
    if (count > 0) announce(t('list.unseen', { count }));
  }, [count]);
  if (count === 0) return null;
  return (
    <Button icon={refreshCw} class="unseen" onClick={onShow}>
      {t('list.unseen', { count })}
    </Button>
  );
}

function Empty() {
  return (
    <EmptyState icon={inbox}>
      <p>{t('list.empty')}</p>
      <p>
        <a href="/tickets">{t('list.show_open')}</a>
      </p>
    </EmptyState>
  );
}
