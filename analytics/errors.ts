import { analyticsText } from './error_words.ts';

type Nothing = Record<never, never>;

/** What a parameter must be. */
export type ParameterExpectation =
  | { is: 'at_most_50_years' | 'date' | 'folder_of_its_own' | 'one_of_each' | 'time_zone' }
  | { is: 'above_zero' }
  /** `to` is where the range ends. */
  | { is: 'not_after'; to: string }
  | { is: 'one_of'; known: readonly string[] }
  /** What the metric counts has no group and no priority. */
  | { is: 'no_filter'; metric: string }
  /** By what the metric can be cut. */
  | { is: 'cut'; metric: string; known: readonly string[] };

/** What an analyst's statement may not do. */
export type SqlRefusal =
  | { is: 'not_a_select' | 'other_show' }
  | { is: 'statement_count'; count: number }
  | { is: 'expression' | 'function' | 'syntax' | 'table_function'; name: string }
  | { is: 'unknown_table'; name: string; known: readonly string[] };

/**
 * What can go wrong between a question and its answer: a code and what it speaks of. Codes are stable.
 * The sentences are in error_words.ts, in each language.
 */
export interface AnalyticsParameters {
  /** `reason` is the engine's own, in its language. */
  chart_not_drawn: { reason: string };
  invalid_parameter: { field: string; value: string; expected: ParameterExpectation };
  /** `reason` is the engine's own, in its language; null where the process ended of it. */
  memory_limit: { reason: string | null };
  /** A bucket cannot be reached without an extension of DuckDB. */
  no_bucket_access: { place: string; reason: string };
  /** A forecast counts no tickets. */
  no_tickets_behind: { metric: string };
  nothing_exported: { place: string };
  query_cancelled: Nothing;
  query_timeout: { seconds: number };
  result_too_large: { what: 'file' | 'row'; megabytes: number };
  /** The engine's own words, with the place in the statement. */
  sql_failed: { words: string };
  sql_refused: { refusal: SqlRefusal };
  too_busy: { waiting: number };
  unknown_dashboard: { name: string; known: readonly string[] };
  unknown_metric: { name: string; known: readonly string[] };
  /** `reason` is the engine's own; null where nothing is there. */
  warehouse_damaged: { place: string; reason: string | null; remedy: 'next_export' | 'rebuild' };
  /** `holder` is the id of the process that has it, where that is known. */
  warehouse_locked: { holder: number | 'this_process' | null; waitMs: number; file: string };
  worker_lost: { reason: string };
}

export type AnalyticsErrorCode = keyof AnalyticsParameters;

export type AnalyticsFailure<C extends AnalyticsErrorCode = AnalyticsErrorCode> = {
  [K in C]: { code: K; parameters: AnalyticsParameters[K] };
}[C];

/** What went wrong between a question and its answer. Its message is English, fit for the asker. */
export class AnalyticsError extends Error {
  override name = 'AnalyticsError';
  readonly failure: AnalyticsFailure;

  constructor(failure: AnalyticsFailure, options: { cause?: unknown } = {}) {
    super(analyticsText(failure, 'en'), 'cause' in options ? { cause: options.cause } : {});
    this.failure = failure;
  }

  get code(): AnalyticsErrorCode {
    return this.failure.code;
  }

  /** The parameter at fault, where one is. */
  get field(): string | undefined {
    const { code, parameters } = this.failure;
    return code === 'invalid_parameter' ? parameters.field : undefined;
  }
}

/** What the engine itself said of a failure. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** @param cause what the engine said of it; left out where nothing is there */
export function warehouseDamaged(
  place: string,
  cause?: unknown,
  remedy: AnalyticsParameters['warehouse_damaged']['remedy'] = 'next_export',
): AnalyticsError {
  const reason = cause === undefined ? null : reasonOf(cause);
  const parameters = { place, reason, remedy };
  return new AnalyticsError({ code: 'warehouse_damaged', parameters }, { cause });
}
