import type { Problem } from '../../contract.ts';
import { language, t } from './language.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export type Answer<T> = { isOk: true; data: T } | { isOk: false; problem: Problem };

/** Called when the API no longer knows who we are. */
let onSignedOut: () => void = () => {};
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

export interface RequestOptions {
  body?: unknown;
  idempotencyKey?: string;
  ifMatch?: string;
  accept?: string;
  signal?: AbortSignal;
}

/** One request; never throws: what could not be reached is a problem like any other. */
export async function request<T>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Answer<T>> {
  const response = await send(method, path, options);
  if (response === null) return { isOk: false, problem: unreachable() };
  if (response.ok) return readAnswer<T>(response);
  if (response.status === 401) onSignedOut();
  return { isOk: false, problem: await readProblem(response) };
}

/** Uploads a file as it is. */
export async function upload<T>(
  path: string,
  file: Blob,
  idempotencyKey: string,
): Promise<Answer<T>> {
  return request<T>('POST', path, { body: file, idempotencyKey });
}

/** As `request`, for what is not JSON: its bytes, and the headers that tell about them. */
export async function requestBytes(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Answer<{ bytes: Uint8Array<ArrayBuffer>; headers: Headers }>> {
  const response = await send(method, path, options);
  if (response === null) return { isOk: false, problem: unreachable() };
  if (response.ok) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { isOk: true, data: { bytes, headers: response.headers } };
  }
  if (response.status === 401) onSignedOut();
  return { isOk: false, problem: await readProblem(response) };
}

export function get<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  return request<T>('GET', path, signal ? { signal } : {});
}

async function send(
  method: Method,
  path: string,
  { body, idempotencyKey, ifMatch, accept, signal }: RequestOptions,
): Promise<Response | null> {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: accept ?? 'application/json',
        'Accept-Language': language.value,
        ...typeOf(body),
        ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
        ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
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
async function readAnswer<T>(response: Response): Promise<Answer<T>> {
  try {
    return { isOk: true, data: (await readBody(response)) as T };
  } catch {
    return { isOk: false, problem: unreachable() };
  }
}

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const type = response.headers.get('content-type') ?? '';
  return type.includes('json') ? response.json() : response.blob();
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    const detail = t('problem.no_words', { status: response.status });
    return { type: 'about:blank', title: '', status: response.status, detail, code: 'no_words' };
  }
}

function unreachable(): Problem {
  const detail = t('problem.unreachable');
  return { type: 'about:blank', title: '', status: 0, detail, code: 'unreachable' };
}

/** True where nothing is known to be wrong with what was asked: the same again may work. */
export function isPassing({ status, code }: Problem): boolean {
  return [0, 429, 502, 503, 504].includes(status) || code === 'command_in_progress';
}

/** A fresh Idempotency-Key. `crypto.randomUUID` exists on secure origins only. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
