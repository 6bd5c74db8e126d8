import type { z } from 'zod';
import type { CommandPayload } from '../../../workflows/domain/actions.ts';
import type { Actor, TicketState } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import {
  ApiError,
  historyTicket,
  keyReused,
  ticketNotFound,
  ticketOver,
} from '../../http/errors.ts';
import { expectedVersionOf } from '../../http/if_match.ts';
import {
  type Answer,
  type AnyOperation,
  type Call,
  defineOperation,
  type Method,
} from '../../http/operation.ts';
import { ticketPath } from '../../http/parameters.ts';
import type { HumanCommandName } from '../../http/words.ts';
import { ticket as ticketSchema } from '../contract.ts';
import { findCommandTarget } from '../find_tickets.ts';
import { describeTicket, etagOf } from '../ticket_answer.ts';
import { admitCaller } from './command_access.ts';
import { type NewText, writeTexts } from './command_texts.ts';

type CommandPath = z.ZodType<{ id: string }>;
export type CommandCall<P = { id: string }, B = unknown> = Call<P, undefined, B>;

export interface CommandDefinition<
  N extends HumanCommandName,
  P extends CommandPath,
  B extends z.ZodType | undefined,
  T extends string,
> {
  name: N;
  method: Exclude<Method, 'get'>;
  address: string;
  summary: string;
  path?: P;
  body?: B;
  hasOptionalBody?: boolean;
  /** Only the requester of a ticket can say this, whatever their role. */
  isOwnOnly?: boolean;
  /** Said by somebody on a ticket of their own, it is the requester's word even where they serve. */
  isOwnWord?(body: BodyOf<B>): boolean;
  /** The texts of the command by their role in it. */
  texts?(body: BodyOf<B>): Record<T, NewText>;
  /** What must hold, or be done elsewhere, before the ticket is told. @throws ApiError */
  before?(call: CommandCall<z.output<P>, BodyOf<B>>, dependencies: ApiDependencies): Promise<void>;
  /** Said on a ticket that was merged, it is said to the one it is followed on. */
  isForSurvivor?: boolean;
  /** What the workflow is told; texts by the ids of their rows, null where there is none. */
  payload(input: {
    path: z.output<P>;
    body: BodyOf<B>;
    textIds: Record<T, string | null>;
  }): CommandPayload[N];
}

type BodyOf<B> = B extends z.ZodType ? z.output<B> : undefined;

/**
 * A command over HTTP: its texts are written, its workflow is told, and the answer is the ticket
 * after it. Without texts it needs Temporal only.
 */
export function defineCommand<
  N extends HumanCommandName,
  P extends CommandPath = typeof ticketPath,
  B extends z.ZodType | undefined = undefined,
  T extends string = never,
>(command: CommandDefinition<N, P, B, T>): AnyOperation {
  const { name, method, address, summary, path = ticketPath, body, hasOptionalBody } = command;
  const status = method === 'post' ? 201 : 200;
  return defineOperation<CommandPath, undefined, z.ZodType | undefined>({
    id: name,
    method,
    address,
    summary,
    tag: 'Commands',
    path,
    ...(body ? { body } : {}),
    ...(hasOptionalBody ? { hasOptionalBody } : {}),
    answers: { [status]: { description: 'The ticket after the command', schema: ticketSchema } },
    handle: (call, dependencies) =>
      runCommand(command, call as CommandCall<z.output<P>, BodyOf<B>>, dependencies, status),
  });
}

async function runCommand<
  N extends HumanCommandName,
  P extends CommandPath,
  B extends z.ZodType | undefined,
  T extends string,
>(
  command: CommandDefinition<N, P, B, T>,
  call: CommandCall<z.output<P>, BodyOf<B>>,
  dependencies: ApiDependencies,
  status: number,
): Promise<Answer> {
  const texts = command.texts?.(call.body) ?? ({} as Record<T, NewText>);
  const access = {
    name: command.name,
    isOwnOnly: command.isOwnOnly ?? false,
    isOwnWord: command.isOwnWord?.(call.body) ?? false,
    hasTexts: Object.values(texts).some((text) => text !== undefined),
  };
  const { actor, content, merged } = await admitCaller(access, call, dependencies);
  await command.before?.(call, dependencies);
  const textIds = await writeTexts(texts, call, dependencies);
  const { path, body } = call;
  const payload = command.payload({ path, body, textIds });
  const send = (ticketId: string) =>
    sendCommand(command.name, payload, actor, ticketId, call, dependencies);
  const state = command.isForSurvivor
    ? await sendOrFollow(path.id, merged, send, dependencies)
    : await send(path.id);
  const answer = await describeTicket(state, call, dependencies, content);
  return { status, body: answer, headers: { ETag: etagOf(state) } };
}

/**
 * Says it to the ticket, or to the one it is followed on. Whoever wrote on a merged ticket gets that
 * one as the answer: they need not know of the other.
 */
async function sendOrFollow(
  ticketId: string,
  known: TicketState | undefined,
  send: (ticketId: string) => Promise<TicketState>,
  { workflows }: ApiDependencies,
): Promise<TicketState> {
  let merged = known;
  if (!merged) {
    try {
      return await send(ticketId);
    } catch (error) {
      const isOver = error instanceof ApiError && error.code === 'ticket_over';
      // Merged a moment ago: the tables do not say so yet.
      merged = isOver ? await workflows.findState(ticketId) : undefined;
      if (!merged?.mergedInto) throw error;
    }
  }
  await send(merged.mergedInto as string);
  return merged;
}

async function sendCommand<N extends HumanCommandName>(
  name: N,
  payload: CommandPayload[N],
  actor: Actor,
  ticketId: string,
  call: CommandCall,
  dependencies: ApiDependencies,
): Promise<TicketState> {
  const { idempotency, request } = call;
  const expectedSeq = expectedVersionOf(request);
  const answer = await dependencies.workflows.send(ticketId, name, {
    ...payload,
    actor,
    commandId: idempotency.commandId,
    fingerprint: idempotency.fingerprint,
    ...(expectedSeq === undefined ? {} : { expectedSeq }),
  });
  if (!answer) throw await reasonNobodyAnswered(call, dependencies);
  if (answer.fingerprint !== idempotency.fingerprint) throw keyReused();
  return answer.ticket;
}

/** No workflow runs under this id: the tables tell why. */
async function reasonNobodyAnswered(
  { account, path }: CommandCall,
  { database }: ApiDependencies,
): Promise<Error> {
  const target = await findCommandTarget(database, account, path.id);
  if (!target?.status) return ticketNotFound(path.id);
  const isOver = ['closed', 'cancelled', 'merged'].includes(target.status);
  return isOver && target.content.origin === 'live'
    ? ticketOver(target.status)
    : historyTicket(path.id);
}
