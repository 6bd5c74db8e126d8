import type { ApiDependencies } from '../../dependencies.ts';
import { type ApiError, problemOf } from '../../http/errors.ts';
import type { Call } from '../../http/operation.ts';
import type { Problem } from '../../http/problem_contract.ts';
import type { Ticket } from '../contract.ts';
import { isRefusal } from '../give_command.ts';
import { type GivenCommand, operationOf } from './given_command.ts';

/** The request that the commands came in. */
export type SequenceCall = Pick<
  Call<{ id: string }>,
  'account' | 'expectedVersion' | 'idempotency' | 'path' | 'request' | 'response'
>;

export interface GivenSequence {
  /** After the last command that was done; undefined where none was. */
  ticket: Ticket | undefined;
  done: number;
  refused: Problem | null;
  /** The refusal as it was thrown. */
  error?: ApiError;
}

/**
 * Gives commands one after another until one is refused. Each is a command like any other, under a
 * key of its own: repeated with the same key, what was done is found and the rest is done.
 * @throws ApiError 503, where the same request goes on later
 */
export async function giveSequence(
  call: SequenceCall,
  commands: readonly GivenCommand[],
  dependencies: ApiDependencies,
): Promise<GivenSequence> {
  let ticket: Ticket | undefined;
  for (const [index, command] of commands.entries()) {
    try {
      ticket = await giveOne(call, command, index, dependencies);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const refusal = error as ApiError;
      const { originalUrl } = call.request;
      const refused = problemOf(refusal, originalUrl, call.account.locale);
      return { ticket, done: index, refused, error: refusal };
    }
  }
  return { ticket, done: commands.length, refused: null };
}

async function giveOne(
  call: SequenceCall,
  command: GivenCommand,
  index: number,
  dependencies: ApiDependencies,
): Promise<Ticket> {
  const { method, address, handle } = operationOf(command.name);
  const body = 'body' in command ? command.body : undefined;
  const path = address.replace('{id}', call.path.id);
  const idempotency = call.idempotency.part(`command ${index}`, {
    method: method.toUpperCase(),
    path,
    body,
  });
  // What was seen is what the first command changes; the others come behind it.
  const expectedVersion = index === 0 ? call.expectedVersion : undefined;
  const one = { ...call, idempotency, expectedVersion, query: undefined, body, bytes: noBytes };
  const answer = await handle(one, dependencies);
  return answer.body;
}

const noBytes = Buffer.alloc(0);
