import type { ApiDependencies } from '../dependencies.ts';
import { accessOf, mayUse, type OperationId } from '../people/policy.ts';
import { roleNotAllowed } from './errors.ts';
import {
  type Answers,
  type AnswerTo,
  addressIn,
  type Method,
  type Operation,
  type Schema,
} from './operation.ts';
import { type Asked, runOperation } from './run_operation.ts';

/** What is asked of an operation by the desk itself. */
export interface Question {
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  bytes?: Buffer;
  idempotencyKey?: string;
}

/**
 * Asks an operation as somebody: what they may, what it checks and what it answers are those of its
 * address.
 * @throws ApiError as the address answers
 */
export async function askOperation<
  Id extends OperationId,
  M extends Method,
  A extends string,
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  F extends number | undefined,
  S extends Answers,
>(
  operation: Operation<Id, M, A, P, Q, B, F, S>,
  asker: Pick<Asked, 'request' | 'response' | 'account'>,
  { path = {}, query = {}, body, bytes = Buffer.alloc(0), idempotencyKey }: Question,
  dependencies: ApiDependencies,
): Promise<NonNullable<AnswerTo<S>>> {
  const { account } = asker;
  const access = accessOf(operation.id);
  const roles = account?.roles ?? [];
  if (access !== 'public' && !mayUse(operation.id, roles)) throw roleNotAllowed(roles, access);
  const release =
    operation.share && account && dependencies.shares.take(operation.share, account.id);
  try {
    const address = addressIn(operation.address, path);
    const asked = { ...asker, idempotencyKey, address, path, query, body, bytes };
    const answer = await runOperation(operation, asked, dependencies);
    return answer as NonNullable<AnswerTo<S>>;
  } finally {
    release?.();
  }
}
