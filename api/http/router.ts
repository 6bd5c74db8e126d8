import { hash } from 'node:crypto';
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import type { Account, Credential } from '../people/directory.ts';
import { accessOf, mayUse, type OperationId } from '../people/policy.ts';
import { askedLocale } from './asked_locale.ts';
import { malformedBody, methodNotAllowed, notFound, roleNotAllowed } from './errors.ts';
import { expected, received } from './expectations.ts';
import { refuseOtherAccount } from './expected_account.ts';
import { readFileBody } from './file_body.ts';
import { idempotencyOf } from './idempotency.ts';
import { type Identity, identify, refuseCrossSite } from './identity.ts';
import { expectedVersionOf } from './if_match.ts';
import { type InputPlace, parseInput } from './input.ts';
import { readJsonBody } from './json_body.ts';
import type { Answer, AnyOperation, Call } from './operation.ts';
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
  operationId?: OperationId;
  problem?: string;
};

function handlersOf(operation: AnyOperation, dependencies: ApiDependencies): RequestHandler[] {
  const admit = async (request: Request, response: Response<unknown, Locals>) => {
    response.locals.operationId = operation.id;
    const identity = await identified(operation, request, dependencies);
    if (!identity) return;
    const { account, credential, credentialId } = identity;
    // Whoever is refused for their role is told so in their language.
    Object.assign(response.locals, { account, credential, credentialId });
    refuseOtherRoles(operation.id, account.roles);
    if (!operation.share) return;
    response.once('close', dependencies.shares.take(operation.share, account.id));
  };
  const run = async (request: Request, response: Response<unknown, Locals>) => {
    const call = callOf(operation, request, response);
    const handle = () => operation.handle(call, dependencies);
    const { admission } = dependencies;
    const { id } = call.account ?? {};
    send(response, await (operation.needsRoom ? admission.admit(handle, id) : handle()));
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

function callOf(
  operation: AnyOperation,
  request: Request,
  response: Response<unknown, Locals>,
): Call<unknown, unknown, unknown> {
  const { account } = response.locals;
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const body = inputOf(operation.body, 'body', bodyOf(operation, request));
  const idempotency = idempotencyOf(account?.id ?? '', request.get('idempotency-key'), {
    method: request.method,
    path: request.path,
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
    path: pathOf(operation, request),
    query: inputOf(operation.query ?? noQuery, 'query', request.query),
    body,
    bytes,
  };
}

function bodyOf(operation: AnyOperation, request: Request): unknown {
  return request.body === undefined && operation.hasOptionalBody ? {} : request.body;
}

/** What an operation takes that takes no query: a field nobody knows is refused by every one. */
const noQuery = z.strictObject({});

/** An id nothing can have names nothing: 404, as for any other unknown id. */
function pathOf(operation: AnyOperation, request: Request): unknown {
  if (!operation.path) return undefined;
  const result = operation.path.safeParse(request.params);
  if (!result.success) throw notFound('address', request.path.slice(0, 200));
  return result.data;
}

function inputOf(schema: z.ZodType | undefined, place: InputPlace, input: unknown): unknown {
  return schema && parseInput(schema, place, input);
}

function send(response: Response, answer: Answer): void {
  if (!answer) return;
  response.status(answer.status).set(answer.headers ?? {});
  if (answer.body === undefined) response.end();
  else response.json(answer.body);
}
