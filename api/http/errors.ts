import { randomInt } from 'node:crypto';
import { expectationText as cutText } from '../../analytics/error_words.ts';
import type { Findable, Refusal } from '../../workflows/domain/refusals.ts';
import { expectationText, receiptText } from './expectation_words.ts';
import { type Expectation, expected, type Receipt, received } from './expectations.ts';
import type { FieldError, Problem } from './problem_contract.ts';
import type {
  AnyProblemCode,
  Fault,
  ProblemParameters,
  ProblemReason,
} from './problem_parameters.ts';
import { isRefusal, problemText } from './problem_words.ts';
import { withTitles } from './refusal_names.ts';
import type { RefusalStatus } from './refusal_titles.ts';
import type { Locale } from './words.ts';

/**
 * Whatever the API answers with other than success: a code and what it speaks of. Its words are chosen
 * where the answer is written; the message is English, for the log.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly reason: ProblemReason;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    reason: ProblemReason,
    { headers = {}, cause }: { headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    const { detail } = problemText(reason, status, 'en');
    super(detail, cause === undefined ? undefined : { cause });
    this.name = 'ApiError';
    this.status = status;
    this.reason = reason;
    this.headers = headers;
  }

  /** Stable; programs branch on it. */
  get code(): AnyProblemCode {
    return this.reason.code;
  }
}

export function invalidInput(faults: readonly Fault[]): ApiError {
  return new ApiError(400, { code: 'invalid_input', parameters: { faults } });
}

/** One field that is not what it must be. */
export function wrongField(path: string, expectation: Expectation, receipt: Receipt): ApiError {
  return invalidInput([{ path, expected: expectation, received: receipt }]);
}

/** A value that came, as the caller wrote it; nothing where none came. */
export function givenValue(value: unknown): Receipt {
  const json = JSON.stringify(value);
  return json === undefined ? received('nothing') : received('value', { json });
}

export function malformedBody(
  expectation: Expectation,
  receipt: Receipt,
  cause?: unknown,
): ApiError {
  const faults = [{ path: 'body', expected: expectation, received: receipt }];
  return new ApiError(400, { code: 'malformed_body', parameters: { faults } }, { cause });
}

export function bodyTooLarge(limitBytes: number): ApiError {
  const atMost = expected('at_most', { count: limitBytes, unit: 'bytes' });
  const faults = [{ path: 'body', expected: atMost, received: received('more') }];
  return new ApiError(413, { code: 'body_too_large', parameters: { faults } });
}

export function unsupportedMediaType(value: string | null): ApiError {
  const faults = [
    {
      path: 'header.content-type',
      expected: expected('json_in_utf8'),
      received: received('content_type', { value }),
    },
  ];
  return new ApiError(415, { code: 'unsupported_media_type', parameters: { faults } });
}

export function notSignedIn(why: ProblemParameters['not_signed_in']['why']): ApiError {
  return new ApiError(
    401,
    { code: 'not_signed_in', parameters: { why } },
    { headers: { 'WWW-Authenticate': 'Bearer realm="palier"' } },
  );
}

/** Neither says whether somebody has the address. */
export function wrongSignIn(): ApiError {
  return new ApiError(401, { code: 'wrong_sign_in', parameters: {} });
}

export function wrongCode(): ApiError {
  return new ApiError(401, { code: 'wrong_code', parameters: {} });
}

/** @param status another than 401 where somebody is signed in, and stays so */
export function wrongPasskey(status: 400 | 401 = 401): ApiError {
  return new ApiError(status, { code: 'wrong_passkey', parameters: {} });
}

/** What was asked was answered before, or too long ago. */
export function signInStepOver(status: 400 | 401 = 401): ApiError {
  return new ApiError(status, { code: 'sign_in_step_over', parameters: {} });
}

export function signInWait(seconds: number): ApiError {
  const headers = { 'Retry-After': String(seconds) };
  return new ApiError(429, { code: 'sign_in_wait', parameters: { seconds } }, { headers });
}

export function linkOver(): ApiError {
  return new ApiError(410, { code: 'sign_in_link_over', parameters: {} });
}

export function secondFactorNeeded(): ApiError {
  return new ApiError(403, { code: 'second_factor_needed', parameters: {} });
}

export function scopeNotGiven(scope: string | null, given: readonly string[]): ApiError {
  const parameters = { scope: scope ?? '', given };
  return new ApiError(403, { code: 'scope_not_given', parameters });
}

export function deskKeyMissing(cause: unknown): ApiError {
  return new ApiError(503, { code: 'desk_key_missing', parameters: {} }, { cause });
}

export function crossSiteRefused(): ApiError {
  return new ApiError(403, { code: 'cross_site_refused', parameters: {} });
}

export function roleNotAllowed(roles: readonly string[], allowed: readonly string[]): ApiError {
  return refusedBy(403, { code: 'role_not_allowed', parameters: { roles, allowed } });
}

/** @param known what there is instead, where that is a short list */
export function notFound(what: Findable, name: string, known?: string[]): ApiError {
  const parameters = { what, received: name, ...(known && { known }) };
  return refusedBy(404, { code: 'not_found', parameters });
}

export function methodNotAllowed(method: string, allowed: string[]): ApiError {
  const headers = { Allow: allowed.join(', ') };
  return new ApiError(
    405,
    { code: 'method_not_allowed', parameters: { method, allowed } },
    { headers },
  );
}

/** What the desk itself refuses. */
export function refusedBy(status: RefusalStatus, refusal: Refusal): ApiError {
  const headers: Record<string, string> = status === 503 ? { 'Retry-After': retrySeconds } : {};
  return new ApiError(status, refusal, { headers });
}

/** What was seen is not what is there: of a ticket the core says so itself. */
export function stale(seq: number, expectedSeq: number): ApiError {
  return refusedBy(412, { code: 'stale', parameters: { seq, expectedSeq } });
}

export function keyReused(): ApiError {
  const faults = [
    {
      path: 'header.idempotency-key',
      expected: expected('unused_key'),
      received: received('used_key'),
    },
  ];
  return new ApiError(422, { code: 'idempotency_key_reused', parameters: { faults } });
}

export const retrySeconds = '2';

const busySecondsMax = 3;

/** Those who are sent away together must not all come back together. */
export function busy(): ApiError {
  const seconds = randomInt(1, busySecondsMax + 1);
  return new ApiError(
    503,
    { code: 'busy', parameters: { seconds } },
    { headers: { 'Retry-After': String(seconds) } },
  );
}

type PartAway = 'database_unavailable' | 'temporal_unavailable' | 'worker_unavailable';

export function temporalUnavailable(cause: unknown): ApiError {
  return unavailable('temporal_unavailable', cause);
}

/** Temporal is there, and nobody carries out what it is given. */
export function workerUnavailable(cause: unknown): ApiError {
  return unavailable('worker_unavailable', cause);
}

export function databaseUnavailable(cause: unknown): ApiError {
  return unavailable('database_unavailable', cause);
}

function unavailable(code: PartAway, cause: unknown): ApiError {
  const headers = { 'Retry-After': retrySeconds };
  return new ApiError(503, { code, parameters: {} }, { headers, cause });
}

/** The answer to send for an error, in the caller's language. */
export function problemOf(error: ApiError, instance: string, locale: Locale): Problem {
  const { status } = error;
  const reason = isRefusal(error.reason) ? withTitles(error.reason, locale) : error.reason;
  const errors = fieldErrorsOf(reason, locale);
  return {
    type: `urn:palier:problem:${error.code}`,
    ...problemText(reason, status, locale),
    status,
    code: error.code,
    instance,
    ...(isRefusal(error.reason) && { parameters: { ...error.reason.parameters } }),
    ...(errors && { errors }),
  };
}

/** What is wrong with the input, field by field. */
function fieldErrorsOf(reason: ProblemReason, locale: Locale): FieldError[] | undefined {
  if (reason.code === 'invalid_parameter') {
    const { field, value, expected: wanted } = reason.parameters;
    const json = JSON.stringify(value);
    return [{ path: `query.${field}`, expected: cutText(wanted, locale), received: json }];
  }
  if (!('faults' in reason.parameters)) return undefined;
  return reason.parameters.faults.map((fault) => ({
    path: fault.path,
    expected: expectationText(fault.expected, locale),
    received: receiptText(fault.received, locale),
  }));
}
