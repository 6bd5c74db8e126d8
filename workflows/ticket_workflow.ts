import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  setHandler,
} from '@temporalio/workflow';
import { type CommandName, commandNames } from './domain/commands.ts';
import { isFinished, nextDeadline } from './domain/deadlines.ts';
import { decide } from './domain/decide.ts';
import type { TicketEvent } from './domain/events.ts';
import { lackingIn } from './domain/readable.ts';
import type { Refusal } from './domain/refusals.ts';
import { isAmong, type TicketState } from './domain/ticket.ts';
import { goOnAsNew, hearOfBuilds } from './going_on_as_new.ts';
import {
  act,
  apply,
  commandOf,
  confirmRecorded,
  findRecent,
  hasNews,
  hasPumped,
  heldOf,
  isLeaving,
  type LiveTicket,
  leaveToPump,
  newsAfter,
  outgoingAfter,
  remember,
} from './live_ticket.ts';
import {
  type CommandAnswer,
  type CommandMessage,
  calendarsChangedSignal,
  commandsAmong,
  commandUpdate,
  conflictFailureTypes,
  defectFailureType,
  heldQuery,
  type RecentCommand,
  type RecordingTerms,
  type RepairMessage,
  readyUpdate,
  refusedFailureType,
  repairUpdate,
  type TicketInput,
  ticketQuery,
  type Unrecorded,
  unrecordedQuery,
} from './messages.ts';
import { sharedRules } from './shared_rules.ts';
import { recordEvents } from './ticket_activities.ts';
import { renewCalendars } from './ticket_calendars.ts';
import { runChecks } from './ticket_checks.ts';
import { deliverNext, deliverOutgoing } from './ticket_outgoing.ts';
import { placePages } from './ticket_paging.ts';
import { tellNext, tellPlaybooks } from './ticket_playbooks.ts';
import { repair } from './ticket_repair.ts';

const batchEventsMax = 100;

/**
 * One ticket, from its opening to the end of its survey.
 *
 * Commands change the state at once and never wait for rows. Who sent one writes its events, before
 * telling anybody; the ticket keeps them until it hears that they are rows. What nobody sent (a
 * deadline) or nobody can write (while Postgres is away) a pump writes. A clock sleeps until the
 * nearest deadline. All of it goes through `decide`.
 */
export async function ticketWorkflow(input: TicketInput): Promise<void> {
  const ticket = openTicket(input);
  registerHandlers(ticket);
  if (input.repair) repair(ticket, input.repair);
  lighten(input, ticket);
  try {
    await Promise.all([
      runClock(ticket),
      runPump(ticket),
      deliverOutgoing(ticket),
      renewCalendars(ticket),
      tellPlaybooks(ticket),
      runChecks(ticket),
      placePages(ticket),
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
  const { calendarVersions, rules } = ticket;
  // What is unsaid goes along: saying it first would let a busy ticket put this off for ever.
  await goOnAsNew<typeof ticketWorkflow>({
    ...input,
    ...rules,
    carried: { ...heldOf(ticket), ...(calendarVersions && { calendarVersions }) },
  });
}

/** The SDK holds the argument of a run until its end: that shall be no second copy of the ticket. */
function lighten(input: TicketInput, { rules }: LiveTicket): void {
  Object.assign(input, rules);
  delete input.carried;
  delete input.repair;
}

function openTicket(input: TicketInput): LiveTicket {
  const rules = sharedRules(input);
  const { fingerprint, ...open } = input.open;
  if (input.carried) {
    return { calendarVersions: null, ...input.carried, rules, fingerprint };
  }
  const decision = decide(null, { name: 'open', ...open }, Date.now(), rules);
  if (decision.kind === 'refusal') throw refused(decision.refusal);
  const { state, events } = decision;
  const outgoing = outgoingAfter(decision);
  const news = newsAfter(decision);
  const pumpedSeq = input.isRecordedByCaller ? 0 : state.seq;
  const more = { recentCommands: [], fingerprint, calendarVersions: null, isParked: false };
  const told = news.length > 0 && { playbookNews: news };
  return { state, rules, outbox: events, pumpedSeq, outgoing, ...told, ...more };
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
  setHandler(readyUpdate, (recording = {}) =>
    answer(ticket, recording, { seq: ticket.state.seq, fingerprint: ticket.fingerprint }),
  );
  setHandler(ticketQuery, () => ticket.state);
  setHandler(unrecordedQuery, () => unrecordedOf(ticket));
  setHandler(heldQuery, () => heldOf(ticket));
  hearOfBuilds();
  setHandler(calendarsChangedSignal, (versions) => {
    ticket.calendarVersions = versions;
  });
  setHandler(repairUpdate, (message) => applyRepair(ticket, message), {
    validator: (message) => checkRepair(ticket, message),
  });
  for (const name of commandNames) {
    setHandler(commandUpdate(name), (message) => applyCommand(ticket, name, message), {
      validator: (message) => checkCommand(ticket, name, message),
    });
  }
}

function checkCommand(ticket: LiveTicket, name: CommandName, message: CommandMessage): void {
  checkRecorded(ticket, message);
  if (findRecent(ticket, message.commandId)) return;
  decideCommand(ticket, name, message);
}

/** A ticket that rows contradict takes no command until the two are brought together. */
function checkRecorded(
  { isParked, state, outbox }: LiveTicket,
  { recordedSeq = 0, recordedAt }: RecordingTerms,
): void {
  if (isParked) throw refused({ code: 'parked', parameters: {} });
  const own = outbox.find(({ seq }) => seq === recordedSeq);
  const isOther = own !== undefined && recordedAt !== undefined && own.at !== recordedAt;
  if (recordedSeq <= state.seq && !isOther) return;
  throw refused({ code: 'behind_rows', parameters: { seq: state.seq, recordedSeq } });
}

function applyCommand(
  ticket: LiveTicket,
  name: CommandName,
  message: CommandMessage,
): CommandAnswer {
  confirmRecorded(ticket, message.recordedSeq ?? 0);
  const recent = findRecent(ticket, message.commandId);
  if (recent) return answer(ticket, message, recent);
  const { events, state } = decideCommand(ticket, name, message);
  apply(ticket, { events, state });
  remember(ticket, name, message);
  return answer(ticket, message, { seq: state.seq, fingerprint: message.fingerprint });
}

function checkRepair(ticket: LiveTicket, { commandId, expectedSeq }: RepairMessage): void {
  if (!findRecent(ticket, commandId)) checkSeq(ticket, expectedSeq);
}

function applyRepair(ticket: LiveTicket, message: RepairMessage): CommandAnswer {
  const { commandId } = message;
  if (!findRecent(ticket, commandId)) {
    checkSeq(ticket, message.expectedSeq);
    repair(ticket, message);
  }
  return answer(ticket, {}, { seq: ticket.state.seq, fingerprint: commandId });
}

function decideCommand(
  ticket: LiveTicket,
  name: CommandName,
  message: CommandMessage,
): { events: TicketEvent[]; state: TicketState } {
  checkSeq(ticket, message.expectedSeq);
  try {
    const decision = decide(ticket.state, commandOf(name, message), Date.now(), ticket.rules);
    if (decision.kind === 'refusal') throw refused(decision.refusal);
    return decision;
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    // A bug refuses one command; a plain Error would block the ticket for ever.
    throw ApplicationFailure.nonRetryable(String(error), defectFailureType);
  }
}

function checkSeq({ state: { seq } }: LiveTicket, expectedSeq: number | undefined): void {
  if (expectedSeq === undefined || expectedSeq === seq) return;
  throw refused({ code: 'stale', parameters: { seq, expectedSeq } });
}

function refused(refusal: Refusal): ApplicationFailure {
  return ApplicationFailure.nonRetryable(refusal.code, refusedFailureType, refusal);
}

function answer(
  ticket: LiveTicket,
  { isRecordedByCaller }: RecordingTerms,
  { seq, fingerprint }: Pick<RecentCommand, 'seq' | 'fingerprint'>,
): CommandAnswer {
  // After a long outage there is more than an answer should carry.
  const isForCaller = isRecordedByCaller && ticket.outbox.length <= batchEventsMax;
  if (!isForCaller) leaveToPump(ticket);
  if (ticket.pumpedSeq >= seq) return { seq, fingerprint, events: [], ticket: ticket.state };
  const { outbox: events, recentCommands } = ticket;
  const others = commandsAmong(events, recentCommands).filter((command) => command.seq < seq);
  return {
    seq,
    fingerprint,
    events,
    ...(others.length > 0 && { commands: others }),
  };
}

function unrecordedOf({ state, outbox, recentCommands }: LiveTicket): Unrecorded {
  return { seq: state.seq, events: outbox.slice(0, batchEventsMax), recentCommands };
}

/**
 * One timer on the nearest deadline. It is armed again only when a deadline comes nearer; where the
 * deadline moved away, the old timer fires for nothing, which costs less than a timer per command.
 */
async function runClock(ticket: LiveTicket): Promise<void> {
  while (!isLeaving(ticket)) {
    // Of rules that cannot be read nothing comes of time, until the ticket is carried over to others.
    const isReadable = () => lackingIn(ticket.rules.process).length === 0;
    if (!isReadable()) await condition(() => isLeaving(ticket) || isReadable());
    if (isLeaving(ticket)) return;
    const armedFor = nextDeadline(ticket.state)?.at ?? Number.POSITIVE_INFINITY;
    const isNearer = () => (nextDeadline(ticket.state)?.at ?? armedFor) < armedFor;
    const wakes = () => isLeaving(ticket) || isNearer();
    if (armedFor === Number.POSITIVE_INFINITY) await condition(wakes);
    else if (armedFor > Date.now()) await condition(wakes, armedFor - Date.now());
    act(ticket, { name: 'timeout' });
  }
}

/** Writes what is its to write, in order, one batch at a time, until the run may end. */
async function runPump(ticket: LiveTicket): Promise<void> {
  while (!isLeaving(ticket)) {
    await condition(() => hasPumped(ticket) || isLeaving(ticket));
    if (!isLeaving(ticket)) await recordNext(ticket);
  }
}

async function recordNext(ticket: LiveTicket): Promise<void> {
  const events = ticket.outbox.slice(0, batchEventsMax);
  // A repair meanwhile may have given them up.
  const isHeld = () => ticket.outbox.some((event) => events.includes(event));
  try {
    await recordEvents({
      ticketId: ticket.state.ticketId,
      events,
      commands: commandsAmong(events, ticket.recentCommands),
    });
    if (isHeld()) confirmRecorded(ticket, events.at(-1)?.seq ?? 0);
  } catch (error) {
    if (!isConflict(error)) throw error;
    // Rows say otherwise. The alarm is up; the ticket waits for whoever brings the two together.
    if (isHeld()) ticket.isParked = true;
  }
}

function isConflict(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure && isAmong(conflictFailureTypes, cause.type ?? '');
}

async function flush(ticket: LiveTicket): Promise<void> {
  while (ticket.outgoing.length > 0) await deliverNext(ticket);
  while (hasNews(ticket)) await tellNext(ticket);
  while (ticket.outbox.length > 0) {
    await condition(() => !ticket.isParked);
    await recordNext(ticket);
  }
}
