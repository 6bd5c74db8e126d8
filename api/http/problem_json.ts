import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { AnalyticsError, type AnalyticsErrorCode } from '../../analytics/errors.ts';
import { isDatabaseAway } from '../../database/away.ts';
import { locales } from '../../workflows/processes/locales.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { askedLocale } from './asked_locale.ts';
import { ApiError, databaseUnavailable, notFound, problemOf, retrySeconds } from './errors.ts';
import { withNumbers } from './refusal_names.ts';
import type { Locals } from './router.ts';
import { isScimAddress, ScimError, scimErrorBody, scimMediaType } from './scim_error.ts';
import type { Locale } from './words.ts';

/** No operation has this address. */
export function unknownAddress(request: Request): never {
  throw notFound('address', `${request.baseUrl}${request.path}`.slice(0, 200));
}

/** The one place where an error becomes an answer: problem+json, whatever was thrown. */
export function answerProblems(dependencies: ApiDependencies): ErrorRequestHandler {
  const { log, telemetry } = dependencies;
  return async (error: unknown, request, response: Response, _next) => {
    if (error instanceof ScimError && !response.headersSent) {
      const { status, message, scimType } = error;
      response.locals.problem = `scim_${scimType ?? status}`;
      response.status(status).type(scimMediaType);
      response.send(JSON.stringify(scimErrorBody(status, message, scimType)));
      return;
    }
    const known = apiErrorOf(error) ?? (await schemaProblemOf(error, dependencies));
    if (!known) log.error({ err: error, requestId: request.id }, 'request failed');
    const problem = known ?? internalError(error);
    telemetry.refusals.inc({ code: problem.code });
    response.locals.problem = problem.code;
    // The log of the request says what it failed of, and not that it has a status.
    if (problem.status >= 500) response.err = problem;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (isScimAddress(request.path)) {
      const body = scimErrorBody(problem.status, problem.message, scimTypeOf(problem));
      response.status(problem.status).set(problem.headers).type(scimMediaType);
      response.send(JSON.stringify(body));
      return;
    }
    response.status(problem.status).set(problem.headers).type('application/problem+json');
    const told = problemOf(problem, instanceOf(request), localeOf(request, response.locals));
    response.send(JSON.stringify(await withNumbers(told, dependencies.database)));
  };
}

/** Whoever nobody knows reads what their browser would like best; English where it says nothing. */
function localeOf(request: Request, { account }: Locals): Locale {
  const liked = () => locales.find((each) => each === request.acceptsLanguages([...locales]));
  return askedLocale(request) ?? account?.locale ?? liked() ?? 'en';
}

function scimTypeOf({ status, code }: ApiError) {
  if (status !== 400) return undefined;
  return code === 'malformed_body' ? 'invalidSyntax' : 'invalidValue';
}

export function instanceOf(request: Request): string {
  return `urn:uuid:${typeof request.id === 'string' ? request.id : randomUUID()}`;
}

export function apiErrorOf(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof AnalyticsError) return analyticsProblem(error);
  if (isDatabaseAway(error)) return databaseUnavailable(error);
  if (error instanceof URIError) {
    return new ApiError(400, { code: 'malformed_address', parameters: {} });
  }
  return undefined;
}

/** SQLSTATEs of a statement that finds other tables than it was written for, or none to look into. */
const otherSchema = new Set(['42P01', '42703', '42883', '3D000', '28P01', '28000']);

/** Whether the tables are to blame, which another version or nobody has made: not the desk's defect. */
async function schemaProblemOf(
  error: unknown,
  { readiness }: ApiDependencies,
): Promise<ApiError | undefined> {
  if (!otherSchema.has(String((error as { code?: unknown } | null)?.code))) return undefined;
  const { postgres, tables } = await readiness.now();
  return postgres.isReady && tables.isReady ? undefined : databaseUnavailable(error);
}

function internalError(cause: unknown): ApiError {
  return new ApiError(500, { code: 'internal_error', parameters: {} }, { cause });
}

const analyticsStatus: Record<AnalyticsErrorCode, number> = {
  chart_not_drawn: 400,
  no_bucket_access: 503,
  no_tickets_behind: 404,
  nothing_exported: 503,
  unknown_metric: 404,
  unknown_dashboard: 404,
  invalid_parameter: 400,
  sql_refused: 400,
  sql_failed: 400,
  memory_limit: 422,
  result_too_large: 422,
  query_timeout: 422,
  query_cancelled: 422,
  too_busy: 429,
  worker_lost: 503,
  warehouse_locked: 503,
  warehouse_damaged: 503,
};

function analyticsProblem(error: AnalyticsError): ApiError {
  const status = analyticsStatus[error.code];
  const headers: Record<string, string> = status >= 429 ? { 'Retry-After': retrySeconds } : {};
  return new ApiError(status, error.failure, { headers, cause: error });
}
