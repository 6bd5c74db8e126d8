import { batch, type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Problem, ProblemEventView, ProblemRecord, TicketSummary } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { followTickets } from '../client/live.ts';
import { readAllPages } from '../client/read_all_pages.ts';

export interface ProblemStore {
  id: string;
  record: Signal<ProblemRecord | null>;
  events: Signal<ProblemEventView[]>;
  incidents: Signal<TicketSummary[]>;
  problem: Signal<Problem | null>;
  /** Shows the problem as a change answered it; what hangs on it follows. */
  apply(record: ProblemRecord): void;
  refresh(): Promise<void>;
}

const incidentsShown = 200;

/** One problem with its incidents, which are followed live while it is on the screen. */
export function useProblemStore(id: string): ProblemStore {
  const store = useMemo(() => createProblemStore(id), [id]);
  useEffect(() => {
    void store.refresh();
    return followTickets(
      (change) => {
        const isOurs = store.incidents.value.some((ticket) => ticket.id === change.id);
        if (isOurs) void store.refresh();
      },
      () => void store.refresh(),
    );
  }, [store]);
  return store;
}

function createProblemStore(id: string): ProblemStore {
  const record = signal<ProblemRecord | null>(null);
  const events = signal<ProblemEventView[]>([]);
  const incidents = signal<TicketSummary[]>([]);
  const problem = signal<Problem | null>(null);

  async function refresh(): Promise<void> {
    const [answer] = await Promise.all([desk.getProblem({ path: { id } }), readRest()]);
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) record.value = answer.data;
  }

  async function readRest(): Promise<void> {
    const query = { problem: id, sort: '-openedAt', limit: incidentsShown } as const;
    const [tickets, timeline] = await Promise.all([desk.listTickets({ query }), readEvents(id)]);
    batch(() => {
      if (tickets.isOk) incidents.value = tickets.data.items;
      if (timeline) events.value = timeline;
    });
  }

  function apply(next: ProblemRecord): void {
    record.value = next;
    void readRest();
  }

  return { id, record, events, incidents, problem, apply, refresh };
}

function readEvents(id: string) {
  return readAllPages((cursor) =>
    desk.listProblemEvents({ path: { id }, query: { limit: 200, cursor } }),
  );
}
