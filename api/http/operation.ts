import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import type { Account } from '../people/directory.ts';
import type { OperationId } from '../people/policy.ts';
import type { Idempotency } from './idempotency.ts';
import type { Share } from './limits/shares.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export type Schema = z.ZodType | undefined;

export type Output<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

/** One request of a signed-in caller, validated. */
export interface Call<P = undefined, Q = undefined, B = undefined> {
  request: Request;
  response: Response;
  account: Account;
  idempotency: Idempotency;
  /** What must still be there, where the operation is matched and the caller said so. */
  expectedVersion: number | undefined;
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

/** What an answer looks like: JSON of a schema, or other media types; with neither it is empty. */
export interface AnswerDescription {
  description: string;
  schema?: z.ZodType;
  mediaTypes?: readonly string[];
  /** One event of a `text/event-stream`. */
  event?: z.ZodType;
  headers?: Readonly<Record<string, string>>;
}

/** By status. */
export type Answers = Readonly<Record<number, AnswerDescription>>;

/** What a handler may give where its operation answers so; `undefined` only where files are sent. */
export type AnswerTo<S extends Answers> =
  | ({ status: Extract<keyof S, number>; headers?: Record<string, string> } & BodyOf<
      Required<S>[keyof S]
    >)
  | (Required<S>[keyof S] extends { mediaTypes: readonly string[] } ? undefined : never);

type BodyOf<D> = D extends { schema: infer Z extends z.ZodType }
  ? { body: z.output<Z> }
  : D extends { mediaTypes: readonly string[] }
    ? { body?: unknown }
    : { body?: undefined };

/**
 * An address of the API: what it takes, what it gives, and how. The router, the OpenAPI document
 * and the client of the screens are made from these, so none can know an address another does not.
 */
export interface Operation<
  Id extends OperationId = OperationId,
  M extends Method = Method,
  A extends string = string,
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  F extends number | undefined = number | undefined,
  S extends Answers = Answers,
> {
  id: Id;
  method: M;
  /** As OpenAPI writes it: `/api/tickets/{id}`. */
  address: A;
  summary: string;
  tag: string;
  path?: P | undefined;
  query?: Q | undefined;
  body?: B | undefined;
  /** Takes a file of at most this many bytes instead of JSON. */
  bytesMax?: F | undefined;
  /** A missing body counts as `{}`. */
  hasOptionalBody?: boolean;
  /** Repeated with its `Idempotency-Key` it does nothing twice. */
  isKeyed?: boolean;
  /** It makes tickets work: where there is no room for it, it is refused before anything is done. */
  needsRoom?: boolean;
  /** What it holds while it is answered, of which one account has its share. */
  share?: Share;
  /** An `If-Match` that is stale refuses it. */
  isMatched?: boolean;
  answers: S;
  handle(
    call: Call<Output<P>, Output<Q>, Output<B>>,
    dependencies: ApiDependencies,
  ): Promise<AnswerTo<S>> | AnswerTo<S>;
}

/** An operation whatever it takes and gives: as the router runs it on input it has validated. */
export type AnyOperation = Omit<Operation, 'handle'> & {
  handle(
    call: Call<unknown, unknown, unknown>,
    dependencies: ApiDependencies,
  ): Promise<Answer> | Answer;
};

/** Keeps the types of an operation; the list of all of them is what everything is made from. */
export function defineOperation<
  const Id extends OperationId,
  const M extends Method,
  const A extends string,
  const S extends Answers,
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  F extends number | undefined = undefined,
>(operation: Operation<Id, M, A, P, Q, B, F, S>): Operation<Id, M, A, P, Q, B, F, S> {
  return operation;
}

/** `/api/tickets/{id}` with the ids in it. */
export function addressIn(address: string, path: Readonly<Record<string, string>>): string {
  return address.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
}
