import { secondMs } from '../../../../workflows/domain/durations.ts';
import type {
  AnswerOf,
  CallOptions,
  Client,
  FileClient,
  FileReply,
  Input,
  OperationName,
  Problem,
  Reply,
} from '../../../contract.ts';
import { routes } from '../../../routes.ts';
import { language, t } from '../words/language.ts';

/** Called when the API no longer knows who we are. */
let onSignedOut: () => void = () => {};
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** Called when somebody else than the person of this page has signed in. */
let onOtherAccount: () => void = () => {};
export function whenOtherAccount(listener: () => void): void {
  onOtherAccount = listener;
}

/** Who this page acts for; null before that is known. */
let accountId: string | null = null;
export function actFor(id: string | null): void {
  accountId = id;
}

/** They ask or change who that is. */
const sessionOperations: readonly OperationName[] = [
  'getMe',
  'signIn',
  'signInByCode',
  'askForPasskey',
  'signInByPasskey',
  'signInToDemo',
  'askForReset',
  'openSignInLink',
  'useSignInLink',
  'signOut',
];

const busyAttemptsMax = 8;

const operationNames = Object.keys(routes) as OperationName[];

type Ask = (id: OperationName, input?: unknown, options?: CallOptions) => Promise<Reply<unknown>>;

/** The API by the names of its operations. */
export const desk: Client = functionsBy(ask);

/** The operations that can answer with a file: its bytes, and the headers that tell about them. */
export const files: FileClient = functionsBy(askForFile);

/** As the function of `desk` by that name, for what is handed the name of an operation. */
export const call: <Id extends OperationName>(
  id: Id,
  input: Input<Id>,
  options?: CallOptions,
) => Promise<Reply<AnswerOf<Id>>> = ask;

function functionsBy(perform: Ask) {
  return Object.fromEntries(
    operationNames.map((id): readonly unknown[] => [id, perform.bind(null, id)]),
  );
}

/**
 * Never throws: what could not be reached is a problem like any other. A busy desk has done nothing
 * and is asked again when it says; a person sees a short wait.
 */
async function ask(id: OperationName, input?: unknown, options?: CallOptions) {
  for (let attempt = 1; ; attempt++) {
    const response = await send(id, input, options, 'application/json');
    const answer = await answerOf(response, readBody);
    if (answer.isOk || !isBusy(answer.problem)) return answer;
    if (attempt === busyAttemptsMax || options?.signal?.aborted) return answer;
    await pause(secondsToWait(response) * secondMs);
  }
}

/** Those who were told the same second come back spread over the one after it. */
function secondsToWait(response: Response | null): number {
  return (Number(response?.headers.get('Retry-After')) || 1) + Math.random();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function askForFile(id: OperationName, input?: unknown, options?: CallOptions) {
  return answerOf(
    await send(id, input, options, '*/*'),
    async (response): Promise<FileReply> => ({
      bytes: new Uint8Array(await response.arrayBuffer()),
      headers: response.headers,
    }),
  );
}

/** Where an operation is, for what the browser fetches by itself: pictures, streams, pages. */
export function addressOf<Id extends OperationName>(id: Id, input: Input<Id>): string {
  return written(routes[id][1], input ?? {});
}

interface Parts {
  path?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
}

function written(address: string, input: Parts): string {
  const path = address.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(input.path?.[name] ?? '')),
  );
  const said = Object.entries(input.query ?? {}).flatMap(([name, value]): string[][] =>
    isNamed(value)
      ? Object.entries(value).map(([own, each]) => [`${name}.${own}`, String(each)])
      : [value ?? []].flat().map((each) => [name, String(each)]),
  );
  return said.length === 0 ? path : `${path}?${new URLSearchParams(said)}`;
}

/** Parameters of one kind, each with a name of its own. */
function isNamed(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null where nothing answered. */
async function send(
  id: OperationName,
  input: unknown,
  { idempotencyKey, ifMatch, signal, keepalive }: CallOptions = {},
  accept: string,
): Promise<Response | null> {
  const [method, address] = routes[id];
  const { body }: Parts = input ?? {};
  try {
    return await fetch(written(address, input ?? {}), {
      method: method.toUpperCase(),
      credentials: 'same-origin',
      headers: {
        Accept: accept,
        'Accept-Language': language.value,
        ...(accountId === null || sessionOperations.includes(id)
          ? {}
          : { 'Palier-Account': encodeURIComponent(accountId) }),
        ...typeOf(body),
        ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
        ...(ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch}"` }),
      },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
      ...(keepalive ? { keepalive } : {}),
    });
  } catch {
    return null;
  }
}

function typeOf(body: unknown): Record<string, string> {
  if (body === undefined) return {};
  const isFile = body instanceof Blob;
  return { 'Content-Type': isFile ? 'application/octet-stream' : 'application/json' };
}

/** An answer can be cut off, or given up, while it is on its way. */
async function answerOf<T>(
  response: Response | null,
  read: (response: Response) => Promise<T>,
): Promise<Reply<T>> {
  if (response === null) return { isOk: false, problem: unreachable() };
  if (response.status === 401) onSignedOut();
  if (!response.ok) {
    const problem = await readProblem(response);
    if (problem.code === 'other_account') onOtherAccount();
    return { isOk: false, problem: translated(problem) };
  }
  try {
    return { isOk: true, data: await read(response) };
  } catch {
    return { isOk: false, problem: unreachable() };
  }
}

async function readBody(response: Response) {
  return response.status === 204 ? undefined : response.json();
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    return await response.json();
  } catch {
    const detail = t('problem.no_words', { status: response.status });
    return { type: 'about:blank', title: '', status: response.status, detail, code: 'no_words' };
  }
}

/** What people may meet that is not the desk's own refusal is said in their language here. */
function translated(problem: Problem): Problem {
  if (isBusy(problem)) return { ...problem, detail: t('problem.busy') };
  if (problem.code === 'body_too_large') {
    return { ...problem, detail: t('problem.too_large'), errors: [] };
  }
  if (problem.code === 'other_account') return { ...problem, detail: t('problem.other_account') };
  if (problem.code !== 'invalid_input') return problem;
  // What it says of each field is shown beside the field, or below; the rest is for programs.
  return { ...problem, detail: t('problem.invalid') };
}

function unreachable(): Problem {
  const detail = t('problem.unreachable');
  return { type: 'about:blank', title: '', status: 0, detail, code: 'unreachable' };
}

/** True where nothing is known to be wrong with what was asked: the same again may work. */
export function isPassing({ status, code }: Problem): boolean {
  return [0, 429, 502, 503, 504].includes(status) || code === 'command_in_progress';
}

/** True where nothing was done for want of room; `desk` has asked again by itself for a while. */
export function isBusy({ code }: Problem): boolean {
  return code === 'busy';
}

/** A fresh Idempotency-Key. `crypto.randomUUID` exists on secure origins only. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
