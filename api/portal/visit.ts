import type { Request, Response } from 'express';
import type { ApiDependencies } from '../dependencies.ts';
import { roleNotAllowed } from '../http/errors.ts';
import {
  type Answers,
  type AnswerTo,
  addressIn,
  type Method,
  type Operation,
  type Schema,
} from '../http/operation.ts';
import { runOperation } from '../http/run_operation.ts';
import type { Account } from '../people/directory.ts';
import { accessOf, mayUse, type OperationId } from '../people/policy.ts';
import type { Words } from './words.ts';

/** What the desk is called and looks like. */
export interface Look {
  name: string;
  logo: string;
  /** IANA; of the desk. */
  zone: string;
}

/** Somebody at a page that needs no script. */
export interface Visit {
  request: Request;
  response: Response;
  account: Account;
  words: Words;
  look: Look;
  dependencies: ApiDependencies;
}

/** Somebody who need not be signed in. */
export type Asker = Pick<Visit, 'request' | 'response' | 'words' | 'look' | 'dependencies'> & {
  account?: Account;
};

/** What a page asks of an operation. */
export interface Question {
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  bytes?: Buffer;
  idempotencyKey?: string;
}

/**
 * Asks an operation as the visitor: what they may, what it checks and what it answers are those of
 * its address.
 * @throws ApiError as the address answers
 */
export async function ask<
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
  { request, response, account, words, dependencies }: Asker,
  question: Question = {},
): Promise<NonNullable<AnswerTo<S>>> {
  const access = accessOf(operation.id);
  const roles = account?.roles ?? [];
  if (access !== 'public' && !mayUse(operation.id, roles)) throw roleNotAllowed(roles, access);
  const { path = {}, query = {}, bytes = Buffer.alloc(0), idempotencyKey } = question;
  const release =
    operation.share && account && dependencies.shares.take(operation.share, account.id);
  try {
    const answer = await runOperation(
      operation,
      {
        request,
        response,
        account: account && { ...account, locale: words.locale },
        idempotencyKey,
        address: addressIn(operation.address, path),
        path,
        query,
        body: question.body,
        bytes,
      },
      dependencies,
    );
    return answer as NonNullable<AnswerTo<S>>;
  } finally {
    release?.();
  }
}
