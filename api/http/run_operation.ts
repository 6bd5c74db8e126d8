import { hash } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import type { Account } from '../people/directory.ts';
import { notFound } from './errors.ts';
import { idempotencyOf } from './idempotency.ts';
import { expectedVersionOf } from './if_match.ts';
import { type InputPlace, parseInput } from './input.ts';
import type { Answer, AnyOperation, Call } from './operation.ts';
import { gatheredQuery } from './parameters.ts';

/** What is asked of an operation, by a request to its address or from a page of the desk itself. */
export interface Asked {
  request: Request;
  response: Response;
  /** Undefined where the operation is public. */
  account: Account | undefined;
  /** The key by which a repetition is the same request. */
  idempotencyKey: string | undefined;
  /** The address with the ids in it. */
  address: string;
  path: unknown;
  query: unknown;
  body: unknown;
  /** Where the operation takes a file. */
  bytes: Buffer;
}

/**
 * Runs an operation on validated input, once there is room for it where it needs some.
 * @throws ApiError 400 that names each wrong field, 404 for an id nothing can have, and what the
 *   operation itself throws
 */
export function runOperation(
  operation: AnyOperation,
  asked: Asked,
  dependencies: ApiDependencies,
): Promise<Answer> | Answer {
  const call = callOf(operation, asked);
  const handle = () => operation.handle(call, dependencies);
  return operation.needsRoom ? dependencies.admission.admit(handle, asked.account?.id) : handle();
}

function callOf(operation: AnyOperation, asked: Asked): Call<unknown, unknown, unknown> {
  const { request, response, account, address, bytes } = asked;
  const body = inputOf(operation.body, 'body', bodyOf(operation, asked));
  const idempotency = idempotencyOf(account?.id ?? '', asked.idempotencyKey, {
    method: operation.method.toUpperCase(),
    path: address,
    body: operation.bytesMax === undefined ? body : hash('sha256', bytes),
  });
  if (operation.isKeyed) response.set('Idempotency-Key', idempotency.key);
  return {
    request,
    response,
    // Public operations have no account and their handlers do not look for one.
    account: account as Account,
    idempotency,
    expectedVersion: operation.isMatched ? expectedVersionOf(request) : undefined,
    path: pathOf(operation, asked),
    query: inputOf(operation.query ?? noQuery, 'query', gatheredQuery(asked.query)),
    body,
    bytes,
  };
}

function bodyOf(operation: AnyOperation, { body }: Asked): unknown {
  return body === undefined && operation.hasOptionalBody ? {} : body;
}

/** What an operation takes that takes no query: a field nobody knows is refused by every one. */
const noQuery = z.strictObject({});

/** An id nothing can have names nothing: 404, as for any other unknown id. */
function pathOf(operation: AnyOperation, { path, address }: Asked): unknown {
  if (!operation.path) return undefined;
  const result = operation.path.safeParse(path);
  if (!result.success) throw notFound('address', address.slice(0, 200));
  return result.data;
}

function inputOf(schema: z.ZodType | undefined, place: InputPlace, input: unknown): unknown {
  return schema && parseInput(schema, place, input);
}
