import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import type { Account } from '../people/directory.ts';
import type { OperationId } from '../policy.ts';
import type { Idempotency } from './idempotency.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/** One request of a signed-in caller, validated. */
export interface Call<P = undefined, Q = undefined, B = undefined> {
  request: Request;
  response: Response;
  account: Account;
  idempotency: Idempotency;
  path: P;
  query: Q;
  body: B;
  /** The body as it came, where the operation takes a file; empty for every other. */
  bytes: Buffer;
}

/** What to send; `undefined` where the handler has sent everything itself. */
export type Answer =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | undefined;

/** What an answer looks like, for the documentation: JSON of a schema, or other media types. */
export interface AnswerDescription {
  description: string;
  schema?: z.ZodType;
  mediaTypes?: string[];
  headers?: Record<string, string>;
}

/**
 * An address of the API: what it takes, what it gives, and how. The router and the OpenAPI document
 * are both made from these, so neither can know an address the other does not.
 */
export interface Operation<
  P extends z.ZodType | undefined = z.ZodType | undefined,
  Q extends z.ZodType | undefined = z.ZodType | undefined,
  B extends z.ZodType | undefined = z.ZodType | undefined,
> {
  id: OperationId;
  method: Method;
  /** As OpenAPI writes it: `/api/tickets/{id}`. */
  address: string;
  summary: string;
  tag: string;
  path?: P;
  query?: Q;
  body?: B;
  /** Takes a file of at most this many bytes instead of JSON. */
  bytesMax?: number;
  /** A missing body counts as `{}`. */
  hasOptionalBody?: boolean;
  answers: Record<number, AnswerDescription>;
  handle(
    call: Call<Output<P>, Output<Q>, Output<B>>,
    dependencies: ApiDependencies,
  ): Promise<Answer> | Answer;
}

/** An operation whose types are settled; the list of all of them is what the app is made from. */
export type AnyOperation = Omit<Operation, 'handle'> & {
  handle(call: Call<never, never, never>, dependencies: ApiDependencies): Promise<Answer> | Answer;
};

export function defineOperation<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(operation: Operation<P, Q, B>): AnyOperation {
  return operation as unknown as AnyOperation;
}
