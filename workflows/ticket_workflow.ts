import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setHandler,
} from '@temporalio/workflow';
import { type Command, type CommandName, commandNames } from './domain/commands.ts';
import { isFinished, nextDeadline } from './domain/deadlines.ts';
import { decide } from './domain/decide.ts';
import type { TicketEvent } from './domain/events.ts';
import type { Refusal } from './domain/refusals.ts';
import type { TicketState } from './domain/ticket.ts';
import { act, apply, isLeaving, type LiveTicket, outgoingAfter } from './live_ticket.ts';
import {
  type CommandAnswer,
  type CommandMessage,
  calendarsChangedSignal,
  commandUpdate,
  type RecentCommand,
  readyUpdate,
  refusedFailureType,
  type TicketInput,
  ticketQuery,
} from './messages.ts';
import type { AssignmentOffer } from './ports.ts';
import { recordEvents } from './ticket_activities.ts';
import { renewCalendars } from './ticket_calendars.ts';
import { deliverNext, deliverOutgoing } from './ticket_outgoing.ts';

const batchEventsMax = 100;
const recentCommandsMax = 200;

/**
 * One ticket, from its opening to the end of its survey.
 *
 * Commands change the state at once and never wait for the projection: a pump writes what is in
 * the outbox, so the desk answers while Postgres is away. A clock sleeps until the nearest
 * deadline. Both go through `decide`, and so does everything else.
 */
export async function ticketWorkflow(input: TicketInput): Promise<void> {
  const ticket = openTicket(input);
  registerHandlers(ticket);
  try {
    await Promise.all([
      runClock(ticket),
      runPump(ticket),
      deliverOutgoing(ticket),
      renewCalendars(ticket),
    ]);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // Cancelling a workflow is an operator's act: what was decided is still written down.
    await CancellationScope.nonCancellable(() => flush(ticket));
    throw error;
  }
  // An answer still on its way would be lost with this run.
  await condition(allHandlersFinished);
  if (isFinished(ticket.state)) return flush(ticket);
  const { state, recentCommands, outbox, outgoing, calendarVersions, rules } = ticket;
  // What is unsaid goes along: saying it first would let a busy ticket put this off for ever.
  await continueAsNew<typeof ticketWorkflow>({
    ...input,
    ...rules,
    carried: {
      state,
      recentCommands,
      outbox,
      outgoing,
      ...(calendarVersions && { calendarVersions }),
    },
  });
}

function openTicket(input: TicketInput): LiveTicket {
  const rules = { process: input.process, calendars: input.calendars };
  const { fingerprint, ...open } = input.open;
  if (input.carried) {
    return { calendarVersions: null, ...input.carried, rules, fingerprint };
  }
  const decision = decide(null, { name: 'open', ...open }, Date.now(), rules);
  if (decision.kind === 'refusal') throw refused(decision.refusal);
  const { state, events } = decision;
  const outgoing = outgoingAfter(decision);
  const more = { recentCommands: [], fingerprint, calendarVersions: null };
  return { state, rules, outbox: events, outgoing, ...more };
}

/**
 * The contract of a command:
 * 1. a validator refuses before anything is written to the history;
 * 2. a command id that was seen gives its first answer and changes nothing;
 * 3. the handler decides again, since others may have come between, and applies at once;
 * 4. it never awaits, so commands do not interleave;
 * 5. whatever it throws is an ApplicationFailure, thrown before anything changed.
 */
function registerHandlers(ticket: LiveTicket): void {
  setHandler(readyUpdate, () => answer(ticket, ticket.state.seq, ticket.fingerprint));
  setHandler(ticketQuery, () => ticket.state);
  setHandler(calendarsChangedSignal, (versions) => {
    ticket.calendarVersions = versions;
  });
  for (const name of commandNames) {
    setHandler(commandUpdate(name), (message) => applyCommand(ticket, name, message), {
      validator: (message) => checkCommand(ticket, name, message),
    });
  }
}

function checkCommand(ticket: LiveTicket, name: CommandName, message: CommandMessage): void {
  if (findRecent(ticket, message.commandId)) return;
  decideCommand(ticket, name, message);
}

function applyCommand(
  ticket: LiveTicket,
  name: CommandName,
  message: CommandMessage,
): CommandAnswer {
  const recent = findRecent(ticket, message.commandId);
  if (recent) return answer(ticket, recent.seq, recent.fingerprint);
  const { events, state } = decideCommand(ticket, name, message);
  apply(ticket, { events, state });
  if (name === 'migrateProcess') {
    const { process, calendars } = message as CommandMessage<'migrateProcess'>;
    ticket.rules = { process, calendars };
  }
  remember(ticket, message.commandId, message.fingerprint);
  return answer(ticket, state.seq, message.fingerprint);
}

function findRecent(ticket: LiveTicket, commandId: string): RecentCommand | undefined {
  return ticket.recentCommands.find((recent) => recent.commandId === commandId);
}

function remember(ticket: LiveTicket, commandId: string, fingerprint: string): void {
  const { seq } = ticket.state;
  const remembered = [...ticket.recentCommands, { commandId, fingerprint, seq }];
  ticket.recentCommands = remembered.slice(-recentCommandsMax);
}

function decideCommand(
  ticket: LiveTicket,
  name: CommandName,
  message: CommandMessage,
): { events: TicketEvent[]; state: TicketState } {
  const { fingerprint: _, expectedSeq, ...command } = message;
  if (expectedSeq !== undefined && expectedSeq !== ticket.state.seq) {
    throw refused({ code: 'stale', parameters: { seq: ticket.state.seq, expectedSeq } });
  }
  const action = { name, ...command } as Command;
  try {
    const decision = decide(ticket.state, action, Date.now(), ticket.rules);
    if (decision.kind === 'refusal') throw refused(decision.refusal);
    return decision;
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    // A bug refuses one command; a plain Error would block the ticket for ever.
    throw ApplicationFailure.nonRetryable(String(error), 'TicketDefect');
  }
}

function refused(refusal: Refusal): ApplicationFailure {
  return ApplicationFailure.nonRetryable(refusal.code, refusedFailureType, refusal);
}

function answer(ticket: LiveTicket, seq: number, fingerprint: string): CommandAnswer {
  return { seq, fingerprint, ticket: ticket.state };
}

/**
 * One timer on the nearest deadline. It is armed again only when a deadline comes nearer; where the
 * deadline moved away, the old timer fires for nothing, which costs less than a timer per command.
 */
async function runClock(ticket: LiveTicket): Promise<void> {
  while (!isLeaving(ticket)) {
    const armedFor = nextDeadline(ticket.state)?.at ?? Number.POSITIVE_INFINITY;
    const isNearer = () => (nextDeadline(ticket.state)?.at ?? armedFor) < armedFor;
    const wakes = () => isLeaving(ticket) || isNearer();
    if (armedFor === Number.POSITIVE_INFINITY) await condition(wakes);
    else if (armedFor > Date.now()) await condition(wakes, armedFor - Date.now());
    act(ticket, { name: 'timeout' });
  }
}

/** Writes what was decided, in order, one batch at a time, until the run may end. */
async function runPump(ticket: LiveTicket): Promise<void> {
  while (!isLeaving(ticket)) {
    await condition(() => ticket.outbox.length > 0 || isLeaving(ticket));
    if (!isLeaving(ticket)) await recordNext(ticket);
  }
}

async function recordNext(ticket: LiveTicket): Promise<void> {
  const events = ticket.outbox.slice(0, batchEventsMax);
  const { offers } = await recordEvents({ ticketId: ticket.state.ticketId, events });
  ticket.outbox = ticket.outbox.slice(events.length);
  for (const offer of offers) takeOffer(ticket, offer);
}

async function flush(ticket: LiveTicket): Promise<void> {
  while (ticket.outgoing.length > 0) await deliverNext(ticket);
  while (ticket.outbox.length > 0) await recordNext(ticket);
}

/** The allocator's decision. One that comes too late does nothing: the ticket no longer waits. */
function takeOffer(ticket: LiveTicket, offer: AssignmentOffer): void {
  const { decisionId } = offer;
  if (findRecent(ticket, decisionId)) return;
  const actor = { kind: 'system', id: 'allocator' } as const;
  act(ticket, { name: 'takeAssignment', actor, commandId: decisionId, ...offer });
  remember(ticket, decisionId, 'allocator');
}
