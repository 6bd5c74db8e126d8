import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Actor, Channel } from '../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Account, Credential } from '../people/directory.ts';
import { accessOf, mayUse, type OperationId } from '../people/policy.ts';
import { isInScope, scopeOf } from '../people/scopes.ts';
import { askedLocale } from './asked_locale.ts';
import {
  malformedBody,
  methodNotAllowed,
  roleNotAllowed,
  scopeNotGiven,
  secondFactorNeeded,
} from './errors.ts';
import { expected, received } from './expectations.ts';
import { refuseOtherAccount } from './expected_account.ts';
import { readFileBody } from './file_body.ts';
import { type Identity, identify, refuseCrossSite } from './identity.ts';
import { readJsonBody } from './json_body.ts';
import type { Answer, AnyOperation } from './operation.ts';
import { runOperation } from './run_operation.ts';
import type { Role } from './words.ts';

/** The API's own addresses, each guarded by the policy; other methods of them answer 405. */
export function routeOperations(
  operations: readonly AnyOperation[],
  dependencies: ApiDependencies,
): express.Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  for (const operation of operations) {
    router[operation.method](expressPath(operation.address), handlersOf(operation, dependencies));
  }
  const addresses = Map.groupBy(operations, (operation) => operation.address);
  for (const [address, known] of addresses) {
    const methods = known.map((operation) => operation.method.toUpperCase());
    router.all(expressPath(address), (request) => {
      throw methodNotAllowed(request.method, methods);
    });
  }
  return router;
}

/** `/api/tickets/{id}` as Express writes it: `/api/tickets/:id`. */
export function expressPath(address: string): string {
  return address.replace(/\{(\w+)\}/g, ':$1');
}

/** What is known of a request while it is answered. */
export type Locals = {
  account?: Account;
  credential?: Credential;
  /** Names the session or the token, and opens nothing. */
  credentialId?: string;
  /** What a token may be used for; null for a session. */
  scopes?: readonly string[] | null;
  /** The session opens nothing but what adds a second factor. */
  isEnrolling?: boolean;
  operationId?: OperationId;
  problem?: string;
  /** By which way the desk itself has it, where nobody asks over HTTP. */
  channel?: Channel;
  /** What acts then, where that is not the account. */
  actor?: Actor;
};

function handlersOf(operation: AnyOperation, dependencies: ApiDependencies): RequestHandler[] {
  const judge = async (request: Request, response: Response<unknown, Locals>) => {
    const identity = await identified(operation, request, dependencies);
    if (!identity) return undefined;
    const { account, credential, credentialId, scopes, isEnrolling } = identity;
    // Whoever is refused for their role is told so in their language.
    Object.assign(response.locals, { account, credential, credentialId, scopes, isEnrolling });
    if (isEnrolling && !enrolling.has(operation.id)) throw secondFactorNeeded();
    if (scopes && !isInScope(operation, scopes)) throw scopeNotGiven(scopeOf(operation), scopes);
    refuseOtherRoles(operation.id, account.roles);
    return account;
  };
  const admit = async (request: Request, response: Response<unknown, Locals>) => {
    response.locals.operationId = operation.id;
    const account = await judge(request, response);
    if (!account || !operation.share) return;
    response.once('close', dependencies.shares.take(operation.share, account.id));
  };
  const isSentBody = operation.body !== undefined || operation.bytesMax !== undefined;
  const run = async (request: Request, response: Response<unknown, Locals>) => {
    // A body may take minutes to come: who has left meanwhile asks nothing any more.
    if (isSentBody) await judge(request, response);
    const asked = {
      request,
      response,
      account: response.locals.account,
      idempotencyKey: request.get('idempotency-key'),
      address: request.path,
      path: request.params,
      query: request.query,
      body: request.body,
      bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    };
    send(response, await runOperation(operation, asked, dependencies));
  };
  const admitting = async (request: Request, response: Response, next: NextFunction) => {
    await admit(request, response);
    next();
  };
  return [admitting, bodyReaderOf(operation), run];
}

function bodyReaderOf({ body, bytesMax }: AnyOperation): RequestHandler {
  if (bytesMax !== undefined) return readFileBody(bytesMax);
  return body ? readJsonBody : refuseBody;
}

async function identified(
  operation: AnyOperation,
  request: Request,
  dependencies: ApiDependencies,
): Promise<Identity | undefined> {
  const isUnsafe = operation.method !== 'get';
  const access = accessOf(operation.id);
  if (access === 'public') {
    if (isUnsafe) refuseCrossSite(request);
    return undefined;
  }
  const identity = await identify(request, dependencies);
  const { account, credential } = identity;
  if (credential.kind === 'session' && isUnsafe) refuseCrossSite(request);
  refuseOtherAccount(request, account);
  // A stream is opened by the page itself: it does not say that somebody is there.
  if (operation.share !== 'streams') dependencies.sightings.see(credential.kind, identity);
  const locale = askedLocale(request) ?? account.locale;
  return { ...identity, account: { ...account, locale } };
}

/** What is open to whoever must add a second factor first. */
const enrolling: ReadonlySet<string> = new Set<OperationId>([
  'getMe',
  'getSecurity',
  'startTotp',
  'confirmTotp',
  'startPasskey',
  'addPasskey',
]);

function refuseOtherRoles(operationId: OperationId, roles: readonly Role[]): void {
  const access = accessOf(operationId);
  if (access !== 'public' && !mayUse(operationId, roles)) throw roleNotAllowed(roles, access);
}

function refuseBody(request: Request, _response: Response, next: NextFunction): void {
  const isEmpty =
    request.headers['transfer-encoding'] === undefined &&
    Number(request.headers['content-length'] ?? 0) === 0;
  next(isEmpty ? undefined : malformedBody(expected('no_body'), received('body')));
}

function send(response: Response, answer: Answer): void {
  if (!answer) return;
  response.status(answer.status).set(answer.headers ?? {});
  if (answer.body === undefined) response.end();
  else response.json(answer.body);
}
