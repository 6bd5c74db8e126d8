import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import express, { type Request, type Response } from 'express';
import type { ApiDependencies } from '../../dependencies.ts';
import { askOperation, type Question } from '../../http/ask_operation.ts';
import type { Answers, AnswerTo, Method, Operation, Schema } from '../../http/operation.ts';
import type { Locals } from '../../http/router.ts';
import type { Account } from '../../people/directory.ts';
import type { OperationId } from '../../people/policy.ts';

/** As whom a message acts on the desk. */
export interface DeskVisit {
  account: Account;
  dependencies: ApiDependencies;
}

/**
 * Asks an operation for somebody who wrote a mail: what it checks and what they may are as for whoever
 * asks over HTTP.
 * @throws ApiError as its address answers
 */
export function askByMail<
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
  { account, dependencies }: DeskVisit,
  question: Question,
): Promise<NonNullable<AnswerTo<S>>> {
  const request: Request = Object.setPrototypeOf(
    new IncomingMessage(new Socket()),
    express.request,
  );
  const response: Response = Object.setPrototypeOf(new ServerResponse(request), express.response);
  const locals: Locals = { account, channel: 'email', operationId: operation.id };
  response.locals = locals;
  Object.defineProperty(request, 'ip', { value: undefined });
  return askOperation(operation, { request, response, account }, question, dependencies);
}
