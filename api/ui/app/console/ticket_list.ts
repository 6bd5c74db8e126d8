import { batch, type Signal, signal } from '@preact/signals';
import type { Problem, TicketChange, TicketSummary } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { readRows } from '../client/read_rows.ts';
import { forgetWithAccount } from '../client/session.ts';
import { apiQueryOf, type Filters, matches, numberIn, queryOf } from './filters.ts';

const pageSize = 50;

/** How far it was scrolled, in pixels, and the ticket that was opened from it or after it. */
export interface ListPlace {
  scrollTop: number;
  ticketId: string | null;
}

/**
 * The list as it was when it was read. Changes are shown in the rows where they are; no row comes,
 * goes or moves under the reader's eyes until they ask: `unseen` says how many would.
 */
export interface TicketList {
  filters: Signal<Filters | null>;
  items: Signal<TicketSummary[]>;
  next: Signal<string | null>;
  isLoading: Signal<boolean>;
  problem: Signal<Problem | null>;
  unseen: Signal<ReadonlySet<string>>;
  /** Where it was left, for who comes back to it. */
  left: ListPlace | null;
  read(filters: Filters): Promise<void>;
  readMore(): Promise<void>;
  take(change: TicketChange, myId: string): void;
  forget(): void;
}

/** One list for the whole visit, so that coming back from a ticket finds it as it was left. */
export const ticketList = createTicketList();
forgetWithAccount(() => ticketList.forget());

function createTicketList(): TicketList {
  const filters = signal<Filters | null>(null);
  const items = signal<TicketSummary[]>([]);
  const next = signal<string | null>(null);
  const isLoading = signal(false);
  const problem = signal<Problem | null>(null);
  const unseen = signal<ReadonlySet<string>>(new Set());
  let reading: AbortController | null = null;

  async function read(wanted: Filters): Promise<void> {
    reading?.abort();
    const mine = new AbortController();
    reading = mine;
    isLoading.value = true;
    // Who reads a list again keeps the rows that they had asked for.
    const isSame = filters.value !== null && queryOf(filters.value) === queryOf(wanted);
    const rowCount = isSame ? Math.max(pageSize, items.value.length) : pageSize;
    const [answer, named] = await Promise.all([
      readRows(apiQueryOf(wanted), rowCount, mine.signal),
      readNamed(numberIn(wanted), mine.signal),
    ]);
    if (mine.signal.aborted) return;
    batch(() => {
      isLoading.value = false;
      problem.value = answer.isOk ? null : answer.problem;
      // Rows that answered another question are no answer to this one.
      if (!answer.isOk && isSame) return;
      filters.value = wanted;
      unseen.value = new Set();
      if (!answer.isOk) {
        items.value = [];
        next.value = null;
        return;
      }
      const others = answer.data.items.filter(({ id }) => id !== named?.id);
      items.value = named ? [named, ...others] : others;
      next.value = answer.data.next;
    });
  }

  async function readMore(): Promise<void> {
    const cursor = next.value;
    if (cursor === null || filters.value === null || isLoading.value) return;
    isLoading.value = true;
    const answer = await desk.listTickets({ query: { ...askedFor(filters.value), cursor } });
    batch(() => {
      isLoading.value = false;
      problem.value = answer.isOk ? null : answer.problem;
      if (!answer.isOk) return;
      const known = new Set(items.value.map(({ id }) => id));
      items.value = [...items.value, ...answer.data.items.filter(({ id }) => !known.has(id))];
      next.value = answer.data.next;
    });
  }

  function take({ id, seq, ticket }: TicketChange, myId: string): void {
    if (filters.value === null) return;
    const shown = items.value.find((item) => item.id === id);
    if (shown && shown.seq >= seq) return;
    if (shown) items.value = items.value.map((item) => (item.id === id ? ticket : item));
    const belongs = matches(filters.value, ticket, myId);
    if (belongs !== undefined && belongs !== (shown !== undefined)) {
      unseen.value = new Set([...unseen.value, id]);
    }
  }

  function forget(): void {
    reading?.abort();
    batch(() => {
      filters.value = null;
      items.value = [];
      next.value = null;
      problem.value = null;
      unseen.value = new Set();
      isLoading.value = false;
    });
  }

  return {
    filters,
    items,
    next,
    isLoading,
    problem,
    unseen,
    left: null,
    read,
    readMore,
    take,
    forget,
  };
}

function askedFor(filters: Filters) {
  return { ...apiQueryOf(filters), limit: pageSize };
}

async function readNamed(
  number: number | null,
  signal: AbortSignal,
): Promise<TicketSummary | undefined> {
  if (number === null) return undefined;
  const answer = await desk.listTickets({ query: { q: `#${number}` } }, { signal });
  return answer.isOk ? answer.data.items.find((ticket) => ticket.number === number) : undefined;
}
