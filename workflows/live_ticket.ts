import { workflowInfo } from '@temporalio/workflow';
import type { Action } from './domain/actions.ts';
import { isFinished } from './domain/deadlines.ts';
import { decide } from './domain/decide.ts';
import type { TicketEvent } from './domain/events.ts';
import { type OutgoingCommand, outgoingCommandsOf } from './domain/outgoing_commands.ts';
import type { Rules } from './domain/process.ts';
import type { TicketState } from './domain/ticket.ts';
import type { CalendarVersions, RecentCommand } from './messages.ts';

/** A ticket in its workflow. What its loops share is here, and only `apply` changes its state. */
export interface LiveTicket {
  state: TicketState;
  rules: Rules;
  /** What was decided and is not known to be in rows. */
  outbox: TicketEvent[];
  /** The pump writes events up to here; those after it, whoever sent the command writes. */
  pumpedSeq: number;
  /** Rows contradict it: it writes nothing and takes no command until that is settled. */
  isParked: boolean;
  /** What other tickets were not yet given. */
  outgoing: OutgoingCommand[];
  recentCommands: RecentCommand[];
  fingerprint: string;
  /** The versions of calendars the ticket was told of and has not looked at yet. */
  calendarVersions: CalendarVersions | null;
}

interface Decided {
  events: TicketEvent[];
  state: TicketState;
}

export function apply(ticket: LiveTicket, decided: Decided): void {
  ticket.outbox = [...ticket.outbox, ...decided.events];
  ticket.outgoing = [...ticket.outgoing, ...outgoingAfter(decided)];
  ticket.state = decided.state;
}

export function outgoingAfter({ events, state }: Decided): OutgoingCommand[] {
  return events.flatMap((event) => outgoingCommandsOf(event, state));
}

/** Does what the process itself asks for; a refusal means it came too late to mean anything. */
export function act(ticket: LiveTicket, action: Action): void {
  const decision = decide(ticket.state, action, Date.now(), ticket.rules);
  if (decision.kind === 'refusal') return;
  apply(ticket, decision);
  // Nobody waits for an answer who could write it.
  if (decision.events.length > 0) leaveToPump(ticket);
}

export function leaveToPump(ticket: LiveTicket): void {
  ticket.pumpedSeq = ticket.state.seq;
}

/** True while the pump has something to write. */
export function hasPumped({ outbox, pumpedSeq, isParked }: LiveTicket): boolean {
  return !isParked && (outbox[0]?.seq ?? Number.POSITIVE_INFINITY) <= pumpedSeq;
}

/** Events up to `seq` are rows. */
export function confirmRecorded(ticket: LiveTicket, seq: number): void {
  ticket.outbox = ticket.outbox.filter((event) => event.seq > seq);
}

/** True once this run has nothing left to wait for. */
export function isLeaving(ticket: LiveTicket): boolean {
  return isFinished(ticket.state) || workflowInfo().continueAsNewSuggested;
}
