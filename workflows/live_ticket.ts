import type { Action } from './domain/actions.ts';
import type { Command, CommandName } from './domain/commands.ts';
import { isFinished } from './domain/deadlines.ts';
import { decide } from './domain/decide.ts';
import type { TicketEvent } from './domain/events.ts';
import { type Outgoing, outgoingCommandsOf } from './domain/outgoing_commands.ts';
import { type PlaybookNews, playbookNewsOf } from './domain/playbooks.ts';
import type { Rules } from './domain/process.ts';
import type { TicketState } from './domain/ticket.ts';
import { isToGoOnAsNew } from './going_on_as_new.ts';
import {
  type CalendarVersions,
  type CommandMessage,
  type HeldTicket,
  type RecentCommand,
  recentCommandsMax,
} from './messages.ts';
import { sharedRules } from './shared_rules.ts';

/** A ticket in its workflow. What its loops share is here, and only `apply` changes its state. */
export interface LiveTicket extends HeldTicket {
  rules: Rules;
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
  tellLater(ticket, newsAfter(decided));
  ticket.state = decided.state;
}

function tellLater(ticket: LiveTicket, news: readonly PlaybookNews[]): void {
  if (news.length > 0) ticket.playbookNews = [...(ticket.playbookNews ?? []), ...news];
}

export function newsAfter({ events, state }: Decided): PlaybookNews[] {
  return events.flatMap((event) => playbookNewsOf(event, state));
}

export function heldOf(ticket: LiveTicket): HeldTicket {
  const { state, outbox, pumpedSeq, isParked, outgoing, recentCommands, playbookNews } = ticket;
  const news = playbookNews && playbookNews.length > 0 && { playbookNews };
  return { state, outbox, pumpedSeq, isParked, outgoing, recentCommands, ...news };
}

export function outgoingAfter({ events, state }: Decided): Outgoing[] {
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

/** True while runs of playbooks are to be told something. */
export function hasNews({ playbookNews = [] }: LiveTicket): boolean {
  return playbookNews.length > 0;
}

/** Events up to `seq` are rows. */
export function confirmRecorded(ticket: LiveTicket, seq: number): void {
  ticket.outbox = ticket.outbox.filter((event) => event.seq > seq);
}

/** What a message asks of the rules, without what it says to the workflow alone. */
export function commandOf(name: CommandName, message: CommandMessage): Command {
  const {
    fingerprint: _,
    expectedSeq: _expected,
    recordedSeq: _seq,
    recordedAt: _at,
    isRecordedByCaller: _by,
    ...command
  } = message;
  return { name, ...command } as Command;
}

export function findRecent(ticket: LiveTicket, commandId: string): RecentCommand | undefined {
  return ticket.recentCommands.find((recent) => recent.commandId === commandId);
}

/** Keeps what a command that was just applied leaves beside its events. */
export function remember(ticket: LiveTicket, name: CommandName, message: CommandMessage): void {
  if (name === 'migrateProcess') {
    const { process, calendars } = message as CommandMessage<'migrateProcess'>;
    ticket.rules = sharedRules({ process, calendars });
  }
  const { commandId, fingerprint } = message;
  rememberCommands(ticket, [{ commandId, fingerprint, seq: ticket.state.seq }]);
}

export function rememberCommands(ticket: LiveTicket, commands: readonly RecentCommand[]): void {
  ticket.recentCommands = [...ticket.recentCommands, ...commands].slice(-recentCommandsMax);
}

/** True once this run has nothing left to wait for. */
export function isLeaving(ticket: LiveTicket): boolean {
  return isFinished(ticket.state) || isToGoOnAsNew();
}
