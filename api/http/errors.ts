import { randomInt } from 'node:crypto';
import type { Findable, Refusal } from '../../workflows/domain/refusals.ts';
import { refusalText } from '../../workflows/processes/refusal_words.ts';
import { frenchFields, frenchProblems } from './french_problems.ts';
import type { FieldError, Problem } from './problem_contract.ts';
import { withGroupTitle } from './refusal_names.ts';
import { type RefusalStatus, refusalTitles } from './refusal_titles.ts';
import type { Locale } from './words.ts';

interface ProblemExtras extends Pick<Problem, 'errors'> {
  /** Why the desk refused it: its words are in the caller's language. */
  refused?: { refusal: Refusal; title: Record<Locale, string> };
}

/** Whatever the API answers with other than success. `code` is stable; programs branch on it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly extras: ProblemExtras;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    title: string,
    detail: string,
    more: ProblemExtras & { headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ApiError';
    const { headers, cause: _cause, ...extras } = more;
    this.status = status;
    this.code = code;
    this.title = title;
    this.extras = extras;
    this.headers = headers ?? {};
  }
}

export function invalidInput(errors: FieldError[]): ApiError {
  const first = errors[0];
  const detail = first
    ? `${first.path}: expected ${first.expected}, received ${first.received}`
    : 'The request does not follow the contract.';
  return new ApiError(400, 'invalid_input', 'The request is not valid', detail, { errors });
}

/** One field that is not what it must be, with the value that came. */
export function wrongField(path: string, expected: string, received: unknown): ApiError {
  return invalidInput([{ path, expected, received: JSON.stringify(received) ?? 'nothing' }]);
}

export function malformedBody(expected: string, received: string, cause?: unknown): ApiError {
  return new ApiError(
    400,
    'malformed_body',
    'The body cannot be read',
    `The body: expected ${expected}, received ${received}`,
    { errors: [{ path: 'body', expected, received }], cause },
  );
}

export function bodyTooLarge(limitBytes: number): ApiError {
  const expected = `at most ${limitBytes} bytes`;
  return new ApiError(413, 'body_too_large', 'The body is too large', `The body: ${expected}.`, {
    errors: [{ path: 'body', expected, received: 'more' }],
  });
}

export function unsupportedMediaType(received: string | undefined): ApiError {
  const given = received ?? 'no content type';
  return new ApiError(
    415,
    'unsupported_media_type',
    'The body is not JSON',
    `Content-Type: expected application/json in UTF-8, received ${given}.`,
    {
      errors: [
        { path: 'header.content-type', expected: 'application/json in UTF-8', received: given },
      ],
    },
  );
}

export function notSignedIn(detail: string): ApiError {
  return new ApiError(401, 'not_signed_in', 'Sign in first', detail, {
    headers: { 'WWW-Authenticate': 'Bearer realm="palier"' },
  });
}

export function crossSiteRefused(): ApiError {
  return new ApiError(
    403,
    'cross_site_refused',
    'The request came from another site',
    'With a session cookie, changes are accepted from pages of this desk only: expected ' +
      'Sec-Fetch-Site same-origin or none, or an Origin that matches the Host.',
  );
}

export function roleNotAllowed(role: string, allowed: readonly string[]): ApiError {
  return refusedBy(403, { code: 'role_not_allowed', parameters: { role, allowed } });
}

/** @param known what there is instead, where that is a short list */
export function notFound(what: Findable, received: string, known?: string[]): ApiError {
  const parameters = { what, received, ...(known && { known }) };
  return refusedBy(404, { code: 'not_found', parameters });
}

export function methodNotAllowed(method: string, allowed: string[]): ApiError {
  const list = allowed.join(', ');
  return new ApiError(
    405,
    'method_not_allowed',
    'Not with this method',
    `Method ${method}: expected ${list}.`,
    { headers: { Allow: list } },
  );
}

/** A refusal of the desk: its words are chosen where the answer is written. */
export function refusedBy(status: RefusalStatus, refusal: Refusal): ApiError {
  const title = refusalTitles[status];
  return new ApiError(status, refusal.code, title.en, refusalText(refusal, 'en'), {
    refused: { refusal, title },
    ...(status === 503 && { headers: { 'Retry-After': retrySeconds } }),
  });
}

/** What was seen is not what is there: of a ticket the core says so itself. */
export function stale(seq: number, expectedSeq: number): ApiError {
  return refusedBy(412, { code: 'stale', parameters: { seq, expectedSeq } });
}

export function keyReused(): ApiError {
  return new ApiError(
    422,
    'idempotency_key_reused',
    'The key was used for something else',
    'Idempotency-Key: expected a new key, received one that another request was made with.',
    {
      errors: [
        {
          path: 'header.idempotency-key',
          expected: 'a key that no other request was made with',
          received: 'a key used before',
        },
      ],
    },
  );
}

export const retrySeconds = '2';

const busySecondsMax = 3;

/** Those who are sent away together must not all come back together. */
export function busy(): ApiError {
  const seconds = randomInt(1, busySecondsMax + 1);
  return new ApiError(
    503,
    'busy',
    'The desk is busy',
    'More is asked of the desk at once than it can do. Nothing was done: send the request again ' +
      `in ${seconds} s.`,
    { headers: { 'Retry-After': String(seconds) } },
  );
}

export function temporalUnavailable(cause: unknown): ApiError {
  return new ApiError(
    503,
    'temporal_unavailable',
    'The desk cannot take commands now',
    'Temporal did not answer in time. Repeat the request with the same Idempotency-Key: ' +
      'it will not be done twice.',
    { headers: { 'Retry-After': retrySeconds }, cause },
  );
}

export function databaseUnavailable(cause: unknown): ApiError {
  return new ApiError(
    503,
    'database_unavailable',
    'The desk cannot read or write texts now',
    'Postgres did not answer in time. Repeat the request with the same Idempotency-Key: ' +
      'it will not be done twice.',
    { headers: { 'Retry-After': retrySeconds }, cause },
  );
}

/**
 * The answer to send for an error, whatever was thrown, in the caller's language. Only `ApiError`s tell
 * their reasons.
 */
export function problemOf(error: ApiError, instance: string, locale: Locale): Problem {
  const { refused, errors } = error.extras;
  const { title, detail } = wordsOf(error, locale);
  return {
    type: `urn:palier:problem:${error.code}`,
    title,
    status: error.status,
    detail,
    code: error.code,
    instance,
    ...(refused && { parameters: { ...refused.refusal.parameters } }),
    ...(errors && { errors: locale === 'fr' ? frenchFields(errors) : errors }),
  };
}

function wordsOf(error: ApiError, locale: Locale): Pick<Problem, 'title' | 'detail'> {
  const { refused, errors = [] } = error.extras;
  if (refused) {
    const named = withGroupTitle(refused.refusal, locale);
    return { title: refused.title[locale], detail: refusalText(named, locale) };
  }
  const { title, message: detail, headers } = error;
  const french = locale === 'fr' ? frenchProblems[error.code] : undefined;
  if (!french) return { title, detail };
  return { title: french.title, detail: french.detail({ detail, errors, headers }) };
}
