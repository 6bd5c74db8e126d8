import { type AlarmKind, alarmBehind, raiseAlarm } from '../../database/alarms.ts';
import { isDatabaseAway, orIfDatabaseAway } from '../../database/away.ts';
import type { Database } from '../../database/connection.ts';
import { faultPoint } from '../../database/fault_point.ts';
import {
  findEnds,
  forgetCommands,
  type KnownCommand,
  termsOf,
} from '../../database/ticket_commands.ts';
import {
  EventConflict,
  findEvents,
  findSeqWhen,
  type KnownTicket,
} from '../../database/ticket_log.ts';
import {
  type CommandTexts,
  isUnknownTicket,
  type NewContent,
  type StoredContent,
  type TextOutcome,
  writeMessage,
  writeNote,
  writeTicketContent,
} from '../../database/ticket_texts.ts';
import type { CommandName } from '../../workflows/domain/commands.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import type { CommandAnswer, CommandMessage, RecordingTerms } from '../../workflows/messages.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { ApiError, keyReused } from '../http/errors.ts';
import { checkKey, type Idempotency } from '../http/idempotency.ts';
import type { Account } from '../people/directory.ts';
import type { CommandStart, KnownContent } from './commands/find_command_start.ts';
import { ticketContradicted, ticketNotFound } from './errors.ts';
import { findDecided, findTicket } from './find_tickets.ts';
import type { TicketContent } from './parts.ts';

type Named = Pick<Idempotency, 'commandId' | 'fingerprint'>;

/** A ticket after a command, with what it is about where that was read. */
export interface TicketAfter {
  state: TicketState;
  content?: TicketContent & Partial<KnownContent>;
}

/**
 * What is known where a request begins: whether it was made before, and of the ticket it is about.
 * While Postgres is away nothing is: the workflow knows the last commands itself.
 */
export async function findStart(
  ticketId: string,
  { isGiven, commandId }: Idempotency,
  { findCommandStart }: ApiDependencies,
): Promise<CommandStart> {
  try {
    return await findCommandStart({ commandId: isGiven ? commandId : null, ticketId });
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    return { known: undefined, target: undefined, away: error };
  }
}

/**
 * The ticket as it was after this request, where it was made before and is done: whatever became of
 * the ticket since, nothing of it is checked or said again.
 * @param ticketId the ticket the request is about
 * @throws ApiError 404 where the caller may not know of the ticket any more, 422 for a key that was
 *   used with another request
 */
export async function findRepeated(
  ticketId: string,
  { known }: CommandStart,
  idempotency: Idempotency,
  account: Account,
  { database }: ApiDependencies,
): Promise<Required<TicketAfter> | undefined> {
  if (!known) return undefined;
  checkKey(known.fingerprint, idempotency);
  return orIfDatabaseAway(() => ticketAfter(ticketId, known, account, database), undefined);
}

/**
 * The same for a command that was taken while Postgres was away and never written down: its events
 * were, later. It is looked for only where the command is refused now: a ticket has many events.
 * @param error why it is refused
 * @throws the refusal, where the command was not done before
 */
export async function findRepeatedOrRefuse(
  error: unknown,
  ticketId: string,
  idempotency: Idempotency,
  account: Account,
  { database }: ApiDependencies,
): Promise<Required<TicketAfter>> {
  if (!idempotency.isGiven || !isRefusal(error)) throw error;
  const { commandId } = idempotency;
  const ends = await withDatabase(() => findEnds(database, ticketId, [commandId]));
  const seq = ends.get(commandId);
  if (seq === undefined) throw error;
  const ended = { taken_by: ticketId, seq };
  const after = await ticketAfter(ticketId, ended, account, database);
  if (!after) throw error;
  return after;
}

async function ticketAfter(
  ticketId: string,
  ended: Pick<KnownCommand, 'taken_by' | 'seq'>,
  account: Account,
  database: Database,
): Promise<Required<TicketAfter> | undefined> {
  if (ended.seq === null) return undefined;
  const stored =
    (await findTicket(database, account, ticketId)) ??
    (await findDecided(database, account, ticketId));
  if (!stored?.state) throw ticketNotFound(ticketId);
  const { taken_by, seq } = ended;
  // Where the survivor of a merge took it, the answer was the ticket that was merged, as it was then.
  const seqThen =
    taken_by === null || taken_by === ticketId
      ? seq
      : await findSeqWhen(database, ticketId, { ticketId: taken_by, seq });
  const then = await stateAt(database, ticketId, seqThen);
  return { state: then ?? stored.state, content: stored };
}

async function stateAt(
  database: Database,
  ticketId: string,
  seq: number,
): Promise<TicketState | null> {
  const events = await findEvents(database, ticketId, seq);
  return events.reduce<TicketState | null>(evolve, null);
}

/** A command that is about to be sent. */
export interface Intention {
  /** What the ticket is told of its rows. */
  terms: RecordingTerms;
  /** The ticket as its row has it; null where it has none. */
  ticket?: KnownTicket | null;
}

/**
 * Writes down that a command is about to be sent.
 * @returns nothing while Postgres is away, since then the ticket writes its events itself
 * @throws ApiError 422 for a key that was used with another request
 */
export function intendCommand(
  ticketId: string,
  named: Named,
  dependencies: ApiDependencies,
): Promise<Intention> {
  const alone: Intention = { terms: {} };
  return orIfDatabaseAway(() => intend(ticketId, named, undefined, dependencies), alone);
}

/**
 * The same for a command with texts: they are written with it.
 * @throws ApiError 404 for an unknown ticket, 422 for another text under the same id, 503
 */
export async function intendWithTexts(
  ticketId: string,
  named: Named,
  texts: CommandTexts,
  dependencies: ApiDependencies,
): Promise<Intention> {
  try {
    return await withDatabase(() => intend(ticketId, named, texts, dependencies));
  } catch (error) {
    throw isUnknownTicket(error) ? ticketNotFound(ticketId) : error;
  }
}

/**
 * The same for one that opens a ticket: what the ticket is about is written with it.
 * @returns undefined as content where it can not be found again
 * @throws ApiError 503
 */
export function intendOpening(
  content: NewContent,
  { commandId, fingerprint }: Named,
  { database, intend }: ApiDependencies,
): Promise<Intention & { content: StoredContent | undefined }> {
  return withDatabase(async () => {
    const opening = { commandId, ticketId: content.ticket_id, fingerprint, content };
    const intended = await intend(opening);
    const stored = intended.writtenContent ?? (await writeTicketContent(database, content));
    return { terms: termsOf(intended), ticket: intended.ticket, content: stored };
  });
}

async function intend(
  ticketId: string,
  { commandId, fingerprint }: Named,
  texts: CommandTexts | undefined,
  { database, intend }: ApiDependencies,
): Promise<Intention> {
  const intended = await intend({ commandId, ticketId, fingerprint, ...(texts && { texts }) });
  const { known, unwrittenTexts } = intended;
  if (known) checkKey(known.fingerprint, { fingerprint });
  for (const message of unwrittenTexts.messages) checkText(await writeMessage(database, message));
  for (const note of unwrittenTexts.notes) checkText(await writeNote(database, note));
  return { terms: termsOf(intended), ticket: intended.ticket };
}

function checkText(outcome: TextOutcome): void {
  if (outcome === 'other_text') throw keyReused();
}

/**
 * Gives a command that was intended to a ticket, and writes what the ticket made of it.
 * @param ticket as it was where the command was intended for it
 * @returns the ticket after it; undefined where none runs under this id
 * @throws ApiError 409 and 412 where the ticket refuses, 422, 503
 */
export async function giveCommand<N extends CommandName>(
  ticketId: string,
  name: N,
  message: CommandMessage<N>,
  ticket: Intention['ticket'],
  dependencies: ApiDependencies,
): Promise<TicketState | undefined> {
  const { commandId, fingerprint } = message;
  try {
    const answer = await dependencies.workflows.send(ticketId, name, message);
    if (!answer) return undefined;
    checkKey(answer.fingerprint, { fingerprint });
    return await recordAnswer({ ticketId, commandId, ticket }, answer, dependencies);
  } catch (error) {
    // A ticket that differs from its rows takes no command until somebody has heard of it.
    const kind = error instanceof ApiError ? alarmBehind(error.code) : undefined;
    if (kind) await alarm(kind, ticketId, dependencies);
    throw error;
  }
}

interface Answered {
  ticketId: string;
  commandId: string;
  ticket: Intention['ticket'];
}

/**
 * Writes the events of an answer.
 * @returns the ticket after them
 * @throws ApiError 503 where they contradict the rows
 */
export async function recordAnswer(
  { ticketId, commandId, ticket }: Answered,
  { seq, events, commands = [], ticket: after }: CommandAnswer,
  { recorder, workflows }: ApiDependencies,
): Promise<TicketState | undefined> {
  faultPoint('after_answer');
  // It writes them itself.
  if (after) return after;
  const command = { commandId, seq };
  const known = ticket !== undefined && { ticket };
  try {
    return await recorder.record({ ticketId, events, command, commands, ...known });
  } catch (error) {
    if (error instanceof EventConflict) throw ticketContradicted(error);
    if (!isDatabaseAway(error)) throw error;
    // It is done; the worker finds the open command and writes it.
    return workflows.findState(ticketId);
  }
}

/** Says that a ticket wants a repair; the worker hears of it. */
export async function alarm(
  kind: AlarmKind,
  ticketId: string,
  { database, log }: ApiDependencies,
): Promise<void> {
  try {
    await raiseAlarm(database, kind, ticketId, {});
  } catch (error) {
    log.warn({ err: error, ticketId, kind }, 'an alarm was not raised');
  }
}

/**
 * Refused it is no command: given again, it is looked at again, and what it would have said is
 * nowhere to be found.
 */
export function forget(
  commandId: string,
  { database }: ApiDependencies,
  texts: CommandTexts = { messages: [], notes: [] },
): Promise<void> {
  const messageIds = texts.messages.map((row) => row.message_id);
  const textIds = [...messageIds, ...texts.notes.map((row) => row.note_id)];
  return orIfDatabaseAway(() => forgetCommands(database, [commandId], textIds), undefined);
}

export function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500;
}
