import { batch, type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Message, Problem, Ticket, TimelineEvent } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { followTickets } from '../client/live.ts';
import { readAllPages } from '../client/read_all_pages.ts';

/** A message of ours that the timeline does not have yet. */
export interface OutgoingMessage {
  body: string;
  visibility: Message['visibility'];
  /** Where the timeline stood when it was sent. */
  afterSeq: number;
}

export interface TicketStore {
  id: string;
  ticket: Signal<Ticket | null>;
  events: Signal<TimelineEvent[]>;
  outgoing: Signal<OutgoingMessage | null>;
  problem: Signal<Problem | null>;
  /** Shows the ticket as a command answered it; the timeline follows. */
  apply(ticket: Ticket): void;
  refresh(): Promise<void>;
}

const catchUpDelaysMs = [80, 160, 320, 640, 1280, 2560];

/** One ticket, read once and followed live while it is on the screen. */
export function useTicketStore(id: string): TicketStore {
  const store = useMemo(() => createTicketStore(id), [id]);
  useEffect(() => {
    void store.refresh();
    return followTickets(
      (change) => {
        const known = store.ticket.value;
        if (change.id === id && (known === null || change.seq > known.seq)) void store.refresh();
      },
      () => void store.refresh(),
    );
  }, [store]);
  return store;
}

function createTicketStore(id: string): TicketStore {
  const ticket = signal<Ticket | null>(null);
  const events = signal<TimelineEvent[]>([]);
  const outgoing = signal<OutgoingMessage | null>(null);
  const problem = signal<Problem | null>(null);

  function keep(next: Ticket): void {
    if (ticket.value === null || next.seq >= ticket.value.seq) ticket.value = next;
  }

  async function readEvents(): Promise<void> {
    const read = await readTimeline(id);
    if (read === null || lastSeq(read) < lastSeq(events.value)) return;
    batch(() => {
      events.value = read;
      if (outgoing.value && hasArrived(outgoing.value, read)) outgoing.value = null;
    });
  }

  /** The command is done; its events reach the database a moment later. */
  async function catchUp(): Promise<void> {
    for (const delayMs of catchUpDelaysMs) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await readEvents();
      if (ticket.value && lastSeq(events.value) >= ticket.value.seq) return;
    }
  }

  async function refresh(): Promise<void> {
    const [answer] = await Promise.all([desk.getTicket({ path: { id } }), readEvents()]);
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) keep(answer.data);
    if (ticket.value && lastSeq(events.value) < ticket.value.seq) await readEvents();
  }

  function apply(next: Ticket): void {
    keep(next);
    const sent = outgoing.value;
    void catchUp().then(() => {
      if (outgoing.value === sent) outgoing.value = null;
    });
  }

  return { id, ticket, events, outgoing, problem, apply, refresh };
}

/** Found by its words, because the answer that would name it may be lost on the way. */
export function hasArrived({ body, afterSeq }: OutgoingMessage, events: TimelineEvent[]): boolean {
  return events.some(
    ({ seq, type, data }) => type === 'message_added' && seq > afterSeq && data.body === body,
  );
}

function lastSeq(events: TimelineEvent[]): number {
  return events.at(-1)?.seq ?? 0;
}

function readTimeline(id: string) {
  return readAllPages((cursor) => desk.listEvents({ path: { id }, query: { limit: 200, cursor } }));
}
