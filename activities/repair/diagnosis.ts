import {
  alteredColumns,
  type StoredEvent,
  type StoredTicket,
} from '../../database/stored_ticket.ts';
import { eventHash } from '../../database/ticket_rows.ts';
import { isFinished } from '../../workflows/domain/deadlines.ts';
import type { RepairCause, TicketEvent } from '../../workflows/domain/events.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import type { HeldTicket } from '../../workflows/messages.ts';
import { hashOf } from '../../workflows/processes/canonical_json.ts';
import type { AskedTicket } from './asked_ticket.ts';

/**
 * How a ticket and its rows differ. `silent`: its workflow gives no answer, so nobody can tell;
 * `stuck`: it never will, because its history is not what its workflow would have done.
 */
export interface Finding {
  ticketId: string;
  number: number | null;
  kind: RepairCause | 'silent' | 'stuck';
  /** The last event that is written; 0 where none is. */
  rowsSeq: number;
  /** The last event the ticket knows; null where nobody can be asked. */
  ticketSeq: number | null;
  /** In words, for an administrator. */
  detail: string;
}

/** @returns null where both say the same */
export function diagnose(stored: StoredTicket, asked: AskedTicket): Finding | null {
  const { ticketId, number } = stored;
  const held = 'held' in asked ? asked.held : undefined;
  const rowsSeq = lastSeqOf(stored);
  const found = differenceOf(stored, asked, held);
  if (!found) return null;
  const [kind, detail] = found;
  return { ticketId, number, kind, detail, rowsSeq, ticketSeq: held?.state.seq ?? null };
}

type Found = [kind: Finding['kind'], detail: string];

function differenceOf(
  stored: StoredTicket,
  asked: AskedTicket,
  held: HeldTicket | undefined,
): Found | null {
  if (asked.run === 'silent') return ['silent', `its workflow does not answer: ${asked.reason}`];
  if (asked.run === 'stuck') {
    return ['stuck', `its workflow cannot go on with its history: ${asked.reason}`];
  }
  const rowsSeq = lastSeqOf(stored);
  const rows = stateOfRows(stored);
  if (!held) {
    if (!rows) return ['rows_edited', 'its events have a gap'];
    if (isFinished(rows)) return faultOfRows(stored);
    return ['not_running', 'it is open and Temporal has no workflow of it'];
  }
  const { state, outbox, isParked } = held;
  const written = new Map(stored.events.map((one) => [one.event.seq, one]));
  const conflict = outbox.find((event) => contradicts(written.get(event.seq), event));
  if (conflict) return ['parted', `each has an event ${conflict.seq} of its own`];
  if (rowsSeq > state.seq)
    return ['rows_ahead', `its rows have ${rowsSeq - state.seq} events more`];
  if (rowsSeq < state.seq) return ['rows_behind', `its rows lack ${state.seq - rowsSeq} events`];
  if (stored.number === null) return ['rows_behind', 'what it is about is gone from its rows'];
  const fault = faultOfRows(stored);
  if (fault) return fault;
  if (hashOf(rows) !== hashOf(state)) return ['rows_edited', 'its events tell of another ticket'];
  if (asked.run === 'closed' && !isFinished(state)) {
    return ['not_running', 'its workflow was ended from outside'];
  }
  return isParked ? ['parked', 'it was held, and nothing differs any more'] : null;
}

/** Whether another event than this one is written under its number. */
export function contradicts(written: StoredEvent | undefined, event: TicketEvent): boolean {
  return written !== undefined && !written.isAltered && written.hash !== eventHash(event);
}

export function lastSeqOf({ events, row }: StoredTicket): number {
  return events.at(-1)?.event.seq ?? row?.last_seq ?? 0;
}

/** Where rows alone are not what they were, whatever the ticket says. */
function faultOfRows(stored: StoredTicket): Found | null {
  const { row } = stored;
  const altered = alteredEvents(stored)[0];
  if (altered !== undefined) return ['rows_edited', `its event ${altered} was altered`];
  const state = stateOfRows(stored);
  if (!state) return ['rows_edited', 'its events have a gap'];
  if (!row) return ['rows_edited', 'its row is gone'];
  if (hashOf(state) !== hashOf(row.state)) {
    return ['rows_edited', 'its row is not what its events tell'];
  }
  const columns = alteredColumns(row);
  if (columns.length === 0) return null;
  return ['rows_edited', `its row is not what its events tell: ${columns.join(', ')}`];
}

/** The numbers of events that were altered, and that no repair has answered for since. */
export function alteredEvents(stored: StoredTicket): number[] {
  const answeredSeq = lastAnswered(stored);
  return stored.events
    .filter(({ event, isAltered }) => isAltered && event.seq > answeredSeq)
    .map(({ event }) => event.seq);
}

/** The number of the last event that says what the ticket is whatever was before. */
export function lastAnswered({ events }: StoredTicket): number {
  const answer = events.findLast(
    ({ event }) => event.type === 'history_repaired' && event.data.ticket !== undefined,
  );
  return answer?.event.seq ?? 0;
}

/** What the stored events come to; null where they have a gap. */
export function stateOfRows({ events }: StoredTicket): TicketState | null {
  const isGapless = events.every(({ event }, index) => event.seq === index + 1);
  if (!isGapless) return null;
  return fold(events.map(({ event }) => event));
}

export function fold(events: readonly TicketEvent[], before: TicketState | null = null) {
  return events.reduce<TicketState | null>(evolve, before);
}
