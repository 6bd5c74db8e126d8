import type { z } from 'zod';
import type { Answers, AnyOperation, Operation, Schema } from './operation.ts';
import type { Problem } from './problem_contract.ts';

/**
 * What a program that calls the API sees of its operations, computed from their schemas: types only.
 */

/** How a value of a query is said: numbers and booleans as themselves, the client writes them out. */
type Said<In, Out> = [NonNullable<Out>] extends [number | boolean] ? Out : In;

type QueryOf<Q extends Schema> = Q extends z.ZodType
  ? {
      [Name in keyof z.input<Q>]: Said<
        z.input<Q>[Name],
        Name extends keyof z.output<Q> ? z.output<Q>[Name] : never
      >;
    }
  : undefined;

type PathOf<P extends Schema> = P extends z.ZodType ? z.output<P> : undefined;

type SentBody<B extends Schema, F> = F extends number
  ? Blob
  : B extends z.ZodType
    ? z.input<B>
    : undefined;

type Success = 200 | 201 | 204;

type Gives<S extends Answers> = GivesOne<Required<S>[Extract<keyof S, Success>]>;
type GivesOne<D> = D extends { schema: infer Z extends z.ZodType }
  ? z.output<Z>
  : D extends { mediaTypes: readonly string[] }
    ? Blob
    : undefined;

/** Whether it answers with a file, always or where one is asked for. */
type GivesFile<S extends Answers> = Required<S>[keyof S] extends { mediaTypes: readonly string[] }
  ? true
  : false;

/**
 * One operation over the wire. What it does not take is undefined. `answer` is the type of its 2xx
 * JSON, undefined for 204, a Blob where it only has files.
 */
export type Contract<O extends AnyOperation> =
  O extends Operation<infer _Id, infer M, infer A, infer P, infer Q, infer B, infer F, infer S>
    ? {
        method: M;
        address: A;
        path: PathOf<P>;
        query: QueryOf<Q>;
        body: SentBody<B, F>;
        answer: Gives<S>;
        givesFile: GivesFile<S>;
      }
    : never;

type Wire = { path: unknown; query: unknown; body: unknown; answer: unknown; givesFile: boolean };

/** What is given to a call: what the operation takes of path, query and body. */
export type InputOf<C extends Wire> = Part<'path', C['path']> &
  Part<'query', C['query']> &
  Part<'body', C['body']>;

/** One part by its name: none where the operation has none, optional where all of it is. */
type Part<Name extends string, T> = [T] extends [undefined]
  ? unknown
  : Name extends 'query'
    ? object extends T
      ? { [_ in Name]?: T }
      : { [_ in Name]: T }
    : { [_ in Name]: T };

export interface CallOptions {
  /** The same for each repetition of one intention; minted where none is given. */
  idempotencyKey?: string;
  /** The version that was seen: refused with 412 where it has changed. */
  ifMatch?: string;
  signal?: AbortSignal;
  /** Goes on after the page has gone. */
  keepalive?: boolean;
}

/** What came of a call: a client never throws. */
export type Reply<T> = { isOk: true; data: T } | { isOk: false; problem: Problem };

export interface FileReply {
  bytes: Uint8Array<ArrayBuffer>;
  headers: Headers;
}

type Caller<C extends Wire, T> =
  object extends InputOf<C>
    ? (input?: InputOf<C>, options?: CallOptions) => Promise<Reply<T>>
    : (input: InputOf<C>, options?: CallOptions) => Promise<Reply<T>>;

/** A function for each operation, by its id. */
export type ClientOf<Contracts extends Record<keyof Contracts, Wire>> = {
  [Id in keyof Contracts]: Caller<Contracts[Id], Contracts[Id]['answer']>;
};

/** The same for those that answer with files: their bytes, and the headers that tell about them. */
export type FileClientOf<Contracts extends Record<keyof Contracts, Wire>> = {
  [Id in keyof Contracts as Contracts[Id]['givesFile'] extends true ? Id : never]: Caller<
    Contracts[Id],
    FileReply
  >;
};
