import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import express, { type Request, type Response } from 'express';
import type { Actor, Channel } from '../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Account } from '../people/directory.ts';
import type { OperationId } from '../people/policy.ts';
import { askOperation, type Question } from './ask_operation.ts';
import type { Answers, AnswerTo, Method, Operation, Schema } from './operation.ts';
import type { Locals } from './router.ts';

/** As whom what nobody asks over HTTP acts on the desk: whoever wrote a mail, or a playbook. */
export interface DeskVisit {
  account: Account;
  dependencies: ApiDependencies;
  channel: Channel;
  /** What acts, where that is not the account. */
  actor?: Actor;
}

/**
 * Asks an operation from within the desk: what it checks and what they may are as for whoever asks over
 * HTTP.
 * @throws ApiError as its address answers
 */
export function askFromDesk<
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
  { account, dependencies, channel, actor }: DeskVisit,
  question: Question,
): Promise<NonNullable<AnswerTo<S>>> {
  const request: Request = Object.setPrototypeOf(
    new IncomingMessage(new Socket()),
    express.request,
  );
  const response: Response = Object.setPrototypeOf(new ServerResponse(request), express.response);
  const locals: Locals = { account, channel, operationId: operation.id, ...(actor && { actor }) };
  response.locals = locals;
  Object.defineProperty(request, 'ip', { value: undefined });
  return askOperation(operation, { request, response, account }, question, dependencies);
}
