import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { findStanding } from '../../../database/standing.ts';
import type { CommandPayload, HumanCommandName } from '../../../workflows/domain/commands.ts';
import {
  type Actor,
  type Channel,
  isAmong,
  overStatuses,
  type TicketState,
} from '../../../workflows/domain/ticket.ts';
import type { CommandMessage, RecordingTerms } from '../../../workflows/messages.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { ApiError } from '../../http/errors.ts';
import {
  type Call,
  defineOperation,
  type Method,
  type Output,
  type Schema,
} from '../../http/operation.ts';
import type { Account } from '../../people/directory.ts';
import { ticket } from '../contract.ts';
import { commandRefused, historyTicket, ticketNotFound, ticketOver } from '../errors.ts';
import {
  alarm,
  findRepeated,
  findRepeatedOrRefuse,
  findStart,
  forget,
  giveCommand,
  type Intention,
  intendCommand,
  intendWithTexts,
  isRefusal,
  type TicketAfter,
} from '../give_command.ts';
import { describeTicket, etagOf } from '../ticket_answer.ts';
import { mayKnowOf } from '../visible_to.ts';
import { wayOf } from '../way.ts';
import { admitCaller } from './command_access.ts';
import { type NewText, prepareTexts, sendFiles } from './command_texts.ts';
import type { CommandStart } from './find_command_start.ts';

type CommandMethod = Exclude<Method, 'get'>;
type CommandPath = { id: string };
export type CommandCall<P = { id: string }, B = unknown> = Call<P, undefined, B>;

export interface CommandDefinition<
  N extends HumanCommandName,
  M extends CommandMethod,
  A extends string,
  P extends CommandPath,
  B extends Schema,
  T extends string,
> {
  name: N;
  method: M;
  address: A;
  summary: string;
  path: z.ZodType<P>;
  body?: B;
  hasOptionalBody?: boolean;
  /** Only the requester of a ticket can say this, whatever their role. */
  isOwnOnly?: boolean;
  /** Said by somebody on a ticket of their own, it is the requester's word even where they serve. */
  isOwnWord?(body: Output<B>): boolean;
  /** The texts of the command by their role in it. */
  texts?(
    body: Output<B>,
    call: CommandCall<P, Output<B>>,
    dependencies: ApiDependencies,
  ): Record<T, NewText> | Promise<Record<T, NewText>>;
  /** What must hold, or be done elsewhere, before the ticket is told. @throws ApiError */
  before?(call: CommandCall<P, Output<B>>, dependencies: ApiDependencies): Promise<void>;
  /** Whoever decides what the ticket waits for may say it, though they know no more of the ticket. */
  isOpenToApprovers?: boolean;
  /** Said on a ticket that was merged, it is said to the one it is followed on. */
  isForSurvivor?: boolean;
  /** What the workflow is told; texts by the ids of their rows, null where there is none. */
  payload(
    input: {
      path: P;
      body: Output<B>;
      textIds: Record<T, string | null>;
      account: Account;
      /** By which way it is said. */
      way: Channel;
    },
    dependencies: ApiDependencies,
  ): CommandPayload[N] | Promise<CommandPayload[N]>;
}

/**
 * A command over HTTP: its texts are written, its workflow is told, and the answer is the ticket
 * after it. Without texts it needs Temporal only.
 */
export function defineCommand<
  const N extends HumanCommandName,
  const M extends CommandMethod,
  const A extends string,
  P extends CommandPath,
  B extends Schema = undefined,
  T extends string = never,
>(command: CommandDefinition<N, M, A, P, B, T>) {
  const { name, method, address, summary, path, body, hasOptionalBody = false } = command;
  return defineOperation({
    id: name,
    method,
    address,
    summary,
    tag: 'Commands',
    path,
    body,
    hasOptionalBody,
    isKeyed: true,
    needsRoom: true,
    isMatched: true,
    answers: method === 'post' ? created : done,
    handle: (call: CommandCall<P, Output<B>>, dependencies) =>
      answerOnce(method, call, dependencies, (start) =>
        doCommand(command, call, start, dependencies),
      ),
  });
}

const ticketAfter = { description: 'The ticket after the command', schema: ticket };
type CommandAnswers = { [Status in 200 | 201]?: typeof ticketAfter };
const created: CommandAnswers = { 201: ticketAfter };
const done: CommandAnswers = { 200: ticketAfter };

/** Does what was asked, or finds that it was done, and answers with the ticket after it. */
async function answerOnce(
  method: CommandMethod,
  call: CommandCall,
  dependencies: ApiDependencies,
  give: (start: CommandStart) => Promise<TicketAfter>,
) {
  const { account, path, idempotency } = call;
  const start = await findStart(path.id, idempotency, dependencies);
  const repeated = await findRepeated(path.id, start, idempotency, account, dependencies);
  const after =
    repeated ??
    (await give(start).catch((error: unknown) =>
      findRepeatedOrRefuse(error, path.id, idempotency, account, dependencies),
    ));
  const body = await describeTicket(after.state, call, dependencies, after.content);
  const status: 200 | 201 = method === 'post' ? 201 : 200;
  return { status, body, headers: { ETag: etagOf(after.state) } };
}

async function doCommand<
  N extends HumanCommandName,
  P extends CommandPath,
  B extends Schema,
  T extends string,
>(
  command: CommandDefinition<N, CommandMethod, string, P, B, T>,
  call: CommandCall<P, Output<B>>,
  start: CommandStart,
  dependencies: ApiDependencies,
): Promise<TicketAfter> {
  const texts =
    (await command.texts?.(call.body, call, dependencies)) ?? ({} as Record<T, NewText>);
  const access = {
    name: command.name,
    isOwnOnly: command.isOwnOnly ?? false,
    isOwnWord: command.isOwnWord?.(call.body) ?? false,
    isOpenToApprovers: command.isOpenToApprovers ?? false,
    hasTexts: Object.values(texts).some((text) => text !== undefined),
  };
  const { actor, content, merged } = await admitCaller(access, call, start, dependencies);
  await command.before?.(call, dependencies);
  const { path, body, idempotency } = call;
  const prepared = await prepareTexts(texts, call, dependencies);
  const { terms, ticket } = access.hasTexts
    ? await intendWithTexts(path.id, idempotency, prepared.rows, dependencies)
    : await intendCommand(path.id, idempotency, dependencies);
  try {
    await sendFiles(prepared, call, dependencies);
    const { account } = call;
    const input = { path, body, textIds: prepared.ids, account, way: wayOf(call) };
    const payload = await command.payload(input, dependencies);
    const { memberships, skills } = account;
    const message = {
      ...payload,
      actor,
      // Where they work says whether what they do is their group's word.
      ...(actor.kind === 'agent' && { memberships, ...(skills && { skills }) }),
      ...terms,
    };
    const send = (ticketId: string) =>
      sendCommand(command.name, { ticketId, message, ticket }, call, dependencies);
    const state = command.isForSurvivor
      ? await sendToStanding(path.id, merged, send, dependencies)
      : await send(path.id);
    return { state, ...(content && { content }) };
  } catch (error) {
    if (isRefusal(error)) await forget(idempotency.commandId, dependencies, prepared.rows);
    throw error;
  }
}

/**
 * Says it to the ticket that stands for this one now. Whoever wrote on a merged ticket gets that one
 * as the answer: they need not know of the other.
 */
async function sendToStanding(
  ticketId: string,
  known: TicketState | undefined,
  send: (ticketId: string) => Promise<TicketState>,
  { workflows, database }: ApiDependencies,
): Promise<TicketState> {
  const standing = known && (await findStanding(database, [ticketId])).get(ticketId);
  const endsAt = performance.now() + partingMs;
  let merged = known;
  let passed: string[] = [];
  for (let receiver = standing ?? ticketId; ; ) {
    try {
      const state = await send(receiver);
      return receiver === ticketId ? state : (merged ?? state);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'parted' && performance.now() < endsAt) {
        // Merged or parted a moment ago, and the other ticket hears of it now: this one knows.
        await sleep(partingPauseMs);
        passed = [];
        receiver = ticketId;
        continue;
      }
      passed.push(receiver);
      // Merged a moment ago: the tables did not say so yet.
      const over = error.code === 'ticket_over' ? await workflows.findState(receiver) : undefined;
      if (!over?.mergedInto || passed.includes(over.mergedInto)) throw error;
      merged ??= over;
      receiver = over.mergedInto;
    }
  }
}

/** So long two tickets may be about to be merged or parted while somebody waits for an answer. */
const partingMs = 3_000;
const partingPauseMs = 50;

interface Sending<N extends HumanCommandName> {
  ticketId: string;
  message: CommandPayload[N] & RecordingTerms & { actor: Actor };
  /** The ticket that was named, as its row has it. */
  ticket: Intention['ticket'];
}

async function sendCommand<N extends HumanCommandName>(
  name: N,
  { ticketId, message, ticket }: Sending<N>,
  call: CommandCall,
  dependencies: ApiDependencies,
): Promise<TicketState> {
  const { idempotency, expectedVersion, path } = call;
  const { recordedSeq, recordedAt, requesterManager, ...others } = message;
  const { commandId, fingerprint } = idempotency;
  const isNamed = ticketId === path.id;
  const complete = {
    ...others,
    commandId,
    fingerprint,
    // It is known of the ticket that was named, not of the one it is followed on.
    ...(recordedSeq !== undefined && isNamed && { recordedSeq, recordedAt }),
    ...(requesterManager && isNamed && { requesterManager }),
    ...(!isNamed && { standingFor: path.id }),
    ...(expectedVersion !== undefined && { expectedSeq: expectedVersion }),
  } as CommandMessage<N>;
  const known = isNamed ? ticket : undefined;
  const state = await giveCommand(ticketId, name, complete, known, dependencies);
  if (state) return state;
  throw await reasonNobodyAnswered(call, dependencies);
}

/** No workflow runs under this id: the tables tell why. */
async function reasonNobodyAnswered(
  { account, path }: CommandCall,
  dependencies: ApiDependencies,
): Promise<Error> {
  const asked = { commandId: null, ticketId: path.id };
  const { target } = await withDatabase(() => dependencies.findCommandStart(asked));
  if (!target?.status || !mayKnowOf(account, target)) return ticketNotFound(path.id);
  if (target.content.origin !== 'live') return historyTicket(path.id);
  if (isAmong(overStatuses, target.status)) return ticketOver(target.status);
  // Its workflow is gone, and its rows will have it started again.
  await alarm('ticket_not_running', path.id, dependencies);
  return commandRefused({ code: 'parked', parameters: {} });
}
