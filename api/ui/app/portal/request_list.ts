import { batch, type Signal, signal } from '@preact/signals';
import { openStatuses, overStatuses, type Status } from '../../../../workflows/domain/ticket.ts';
import type { Problem, TicketSummary } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { readRows } from '../client/read_rows.ts';
import { forgetWithAccount } from '../client/session.ts';

const pageSize = 20;

/** Requests of whoever is signed in, the latest changed first. */
export interface RequestList {
  /** Null until they were read. */
  items: Signal<TicketSummary[] | null>;
  next: Signal<string | null>;
  isLoading: Signal<boolean>;
  problem: Signal<Problem | null>;
  /** Reads it again, with as many rows as were asked for. */
  read(): Promise<void>;
  readMore(): Promise<void>;
  forget(): void;
}

/** What is still asked of somebody: of the desk, or of the requester whether it is solved. */
export const runningRequests = kept(
  createRequestList({ requester: 'me', status: [...openStatuses, 'resolved'] }),
);
export const endedRequests = kept(
  createRequestList({ requester: 'me', status: [...overStatuses] }),
);
/** Of others, whatever became of them. */
export const copiedRequests = kept(createRequestList({ copied: true }));

/** Outlives the page, but not the account. */
function kept(list: RequestList): RequestList {
  forgetWithAccount(list.forget);
  return list;
}

/** Those that a filter leaves of what whoever is signed in knows of. */
export function createRequestList(
  filter: { requester: 'me'; status: Status[] } | { requester: 'me'; q: string } | { copied: true },
): RequestList {
  const items = signal<TicketSummary[] | null>(null);
  const next = signal<string | null>(null);
  const isLoading = signal(false);
  const problem = signal<Problem | null>(null);
  const sort = 'q' in filter ? {} : { sort: '-updatedAt' as const };
  const query = { ...sort, ...filter };
  let reading: AbortController | null = null;

  async function read(): Promise<void> {
    reading?.abort();
    const mine = new AbortController();
    reading = mine;
    isLoading.value = true;
    const rowCount = Math.max(pageSize, items.value?.length ?? 0);
    const answer = await readRows(query, rowCount, mine.signal);
    if (mine.signal.aborted) return;
    batch(() => {
      isLoading.value = false;
      problem.value = answer.isOk ? null : answer.problem;
      if (!answer.isOk) return;
      items.value = answer.data.items;
      next.value = answer.data.next;
    });
  }

  async function readMore(): Promise<void> {
    const cursor = next.value;
    if (cursor === null || isLoading.value) return;
    isLoading.value = true;
    const answer = await desk.listTickets({ query: { ...query, limit: pageSize, cursor } });
    batch(() => {
      isLoading.value = false;
      problem.value = answer.isOk ? null : answer.problem;
      if (!answer.isOk) return;
      const known = items.value ?? [];
      const ids = new Set(known.map(({ id }) => id));
      items.value = [...known, ...answer.data.items.filter(({ id }) => !ids.has(id))];
      next.value = answer.data.next;
    });
  }

  function forget(): void {
    reading?.abort();
    batch(() => {
      items.value = null;
      next.value = null;
      problem.value = null;
      isLoading.value = false;
    });
  }

  return { forget, items, next, isLoading, problem, read, readMore };
}
