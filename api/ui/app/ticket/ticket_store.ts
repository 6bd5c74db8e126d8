import { effect, type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Message, Problem, Ticket, TimelineEvent } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { followTickets } from '../client/live.ts';
import { onceMore } from '../client/once_more.ts';
import { patiently } from '../client/patiently.ts';
import { eventInAddress } from '../parts/entry_address.tsx';
import { createTimelineReader, type TimelineReader } from './timeline_reader.ts';

/** A message of ours that the timeline does not have yet. */
export interface OutgoingMessage {
  body: string;
  visibility: Message['visibility'];
  /** Where the ticket stood when it was sent. */
  afterSeq: number;
}

export interface TicketStore {
  id: string;
  ticket: Signal<Ticket | null>;
  timeline: TimelineReader<TimelineEvent>;
  outgoing: Signal<OutgoingMessage | null>;
  problem: Signal<Problem | null>;
  /**
   * Shows the ticket as a command answered it; the timeline follows.
   * @param sent the message that the command took with it
   */
  apply(ticket: Ticket, sent?: OutgoingMessage): void;
  refresh(): Promise<void>;
}

/** One ticket, read once and followed live while it is on the screen. */
export function useTicketStore(id: string): TicketStore {
  const store = useMemo(() => createTicketStore(id), [id]);
  useEffect(() => {
    const linked = eventInAddress();
    if (linked !== null) void store.timeline.showAround(linked);
    void store.refresh();
    return followTickets(
      (change) => {
        if (change.id === id) void store.follow(change.seq);
      },
      () => void store.refresh(),
    );
  }, [store]);
  return store;
}

interface FollowingStore extends TicketStore {
  /** Reads what came up to an event, unless it was read. */
  follow(seq: number): Promise<void>;
}

function createTicketStore(id: string): FollowingStore {
  const ticket = signal<Ticket | null>(null);
  const outgoing = signal<OutgoingMessage | null>(null);
  const problem = signal<Problem | null>(null);
  /** The last event that was told of, and the last that was read, shown or not. */
  let toldSeq = 0;
  let readSeq = 0;

  const timeline = createTimelineReader<TimelineEvent>(async (query) => {
    const answer = await patiently(() => desk.listEvents({ path: { id }, query }));
    if (answer.isOk && answer.data.later === null) readSeq = Math.max(readSeq, answer.data.seq);
    return answer;
  });
  effect(() => {
    if (outgoing.value && hasArrived(outgoing.value, timeline.items.value)) outgoing.value = null;
  });

  function keep(next: Ticket): void {
    if (ticket.value === null || next.seq >= ticket.value.seq) ticket.value = next;
    toldSeq = Math.max(toldSeq, next.seq);
  }

  async function readTicket(): Promise<void> {
    const answer = await patiently(() => desk.getTicket({ path: { id } }));
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) keep(answer.data);
  }

  const catchUp = onceMore(async () => {
    const knownSeq = ticket.value?.seq ?? 0;
    await Promise.all([
      knownSeq < toldSeq ? readTicket() : undefined,
      readSeq < toldSeq ? timeline.readNew() : undefined,
    ]);
  });

  async function refresh(): Promise<void> {
    await Promise.all([readTicket(), timeline.readNew()]);
    // The ticket may have been read later than its timeline.
    await catchUp();
  }

  function follow(seq: number): Promise<void> {
    toldSeq = Math.max(toldSeq, seq);
    return catchUp();
  }

  async function applyAll(next: Ticket, sent?: OutgoingMessage): Promise<void> {
    keep(next);
    await catchUp();
    // Said on a ticket that was merged, it is on another one.
    if (sent && outgoing.value === sent && readSeq >= next.seq) outgoing.value = null;
  }

  const apply = (next: Ticket, sent?: OutgoingMessage) => void applyAll(next, sent);
  return { id, ticket, timeline, outgoing, problem, apply, refresh, follow };
}

/** Found by its words, because the answer that would name it may be lost on the way. */
export function hasArrived({ body, afterSeq }: OutgoingMessage, events: TimelineEvent[]): boolean {
  return events.some(
    ({ seq, type, data }) => type === 'message_added' && seq > afterSeq && data.body === body,
  );
}
