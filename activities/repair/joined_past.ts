import type { StoredTicket } from '../../database/stored_ticket.ts';
import { eventHash } from '../../database/ticket_rows.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { Actor, TicketState } from '../../workflows/domain/ticket.ts';
import type { HeldTicket } from '../../workflows/messages.ts';
import { hashOf } from '../../workflows/processes/canonical_json.ts';
import { alteredEvents, contradicts, fold, lastAnswered, lastSeqOf } from './diagnosis.ts';
import type { TakenCommand, ToldHistory } from './told_history.ts';

/** One past made of two. */
export interface JoinedPast {
  /** Gapless, from the first on. */
  events: TicketEvent[];
  /** The ticket as it is to be. */
  state: TicketState;
  /** Up to here the ticket and its rows had the same events. */
  agreedSeq: number;
  /** Those that rows lack. */
  missing: TicketEvent[];
  /** How many events the ticket itself lacks. */
  newToTicket: number;
  /** Numbers of events that nobody has any more. */
  lost: number[];
  /** Numbers of events that were altered where they are written, and stay so. */
  altered: number[];
  /** Commands that the ticket took and that did not come to be in the past that goes on. */
  commands: TakenCommand[];
  /** What rows will hold does not tell the ticket as it is to be. */
  isTold: boolean;
}

const repairer: Actor = { kind: 'system', id: 'repair' };

/**
 * Makes one past of what is written of a ticket and what Temporal has of it. Written events stay:
 * where each went on by itself, what the ticket took since is done again on top. Where one of the
 * two merely has more, the other gets it.
 *
 * @returns null where there is nothing to begin with
 */
export function joinPasts(
  stored: StoredTicket,
  held: HeldTicket | undefined,
  told: ToldHistory,
): JoinedPast | null {
  const known = new Map(told.events);
  for (const event of held?.outbox ?? []) known.set(event.seq, event);
  const written = new Map(stored.events.map((one) => [one.event.seq, one]));
  const rowsSeq = lastSeqOf(stored);
  const ticketSeq = held?.state.seq ?? Math.max(0, ...known.keys());

  const answeredSeq = lastAnswered(stored);
  const conflicts = [...known.values()]
    .filter((event) => event.seq > answeredSeq && contradicts(written.get(event.seq), event))
    .map(({ seq }) => seq);
  const endsAlike = () => {
    const [mine, theirs] = [written.get(rowsSeq), known.get(rowsSeq)];
    return mine !== undefined && theirs !== undefined && mine.hash === eventHash(theirs);
  };
  const isParted = conflicts.length > 0 && !endsAlike();
  const agreedSeq = isParted ? Math.min(...conflicts) - 1 : Math.min(rowsSeq, ticketSeq);
  const endSeq = isParted ? rowsSeq : Math.max(rowsSeq, ticketSeq);

  const trueEvent = (seq: number): TicketEvent | undefined => {
    const mine = written.get(seq);
    if (isParted && mine && !mine.isAltered) return mine.event;
    if (mine && !mine.isAltered && !conflicts.includes(seq)) return mine.event;
    const theirs = isParted && seq > agreedSeq ? undefined : known.get(seq);
    return theirs ?? mine?.event;
  };
  const seqs = Array.from({ length: endSeq }, (_, index) => index + 1);
  const past = seqs.map(trueEvent);
  const lost = seqs.filter((_, index) => !past[index]);
  const base = held && !isParted ? held.state : null;
  const state = stateAt(stored, base, past, lost);
  if (!state) return null;

  const events = filled(past, state);
  const inRows = events.map((event) => written.get(event.seq)?.event ?? event);
  const commandIds = new Set(events.map(({ commandId }) => commandId));
  const isUndone = ({ seq, message }: TakenCommand) =>
    seq > agreedSeq && !commandIds.has(message.commandId);
  return {
    events,
    state,
    agreedSeq,
    missing: events.filter(({ seq }) => !written.has(seq)),
    newToTicket: Math.max(0, rowsSeq - (isParted ? agreedSeq : ticketSeq)),
    lost,
    altered: [...alteredEvents(stored), ...(isParted ? [] : conflicts)],
    // Where the ticket itself says what it is, they are in that.
    commands: base ? [] : told.commands.filter(isUndone),
    isTold: hashOf(fold(inRows)) === hashOf(state),
  };
}

/** The ticket after its events; what it says itself counts for more than events that may be altered. */
function stateAt(
  { row, events }: StoredTicket,
  base: TicketState | null,
  past: readonly (TicketEvent | undefined)[],
  lost: readonly number[],
): TicketState | null {
  const from = base?.seq ?? 0;
  const isGapAhead = lost.some((seq) => seq > from);
  // A row tells where the ticket stood, though its events do not any more.
  if (isGapAhead && row && row.last_seq === events.at(-1)?.event.seq) return row.state;
  if (!base && !past[0]) return row?.state ?? null;
  return fold(filled(past, base).slice(from), base);
}

/** The past with a note in the place of each event that is lost. */
function filled(
  past: readonly (TicketEvent | undefined)[],
  state: TicketState | null,
): TicketEvent[] {
  let at = state?.openedAt ?? 0;
  return past.map((event, index) => {
    at = event?.at ?? at;
    if (event) return event;
    const seq = index + 1;
    if (seq === 1 && state) return openingOf(state);
    const data = { reason: 'lost', refused: null };
    return { seq, type: 'history_noted', at, actor: repairer, commandId: null, data };
  });
}

/** How the ticket was opened, by what is known of it now. */
function openingOf(state: TicketState): TicketEvent {
  const { ticketId, processId, processVersion, type, channel, category, service } = state;
  const { impact, urgency, facts, requesterId, requesterTier } = state;
  const what = { ticketId, processId, processVersion, type, channel, category, service };
  return {
    seq: 1,
    type: 'ticket_opened',
    at: state.openedAt,
    actor: repairer,
    commandId: null,
    data: { ...what, impact, urgency, facts, requesterId, requesterTier },
  };
}
