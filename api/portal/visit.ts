import type { Request, Response } from 'express';
import type { ApiDependencies } from '../dependencies.ts';
import { askOperation, type Question } from '../http/ask_operation.ts';
import type { Answers, AnswerTo, Method, Operation, Schema } from '../http/operation.ts';
import type { Account } from '../people/directory.ts';
import type { OperationId } from '../people/policy.ts';
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

/**
 * Asks an operation as the visitor: what they may, what it checks and what it answers are those of
 * its address.
 * @throws ApiError as the address answers
 */
export function ask<
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
  const visitor = account && { ...account, locale: words.locale };
  return askOperation(operation, { request, response, account: visitor }, question, dependencies);
}
