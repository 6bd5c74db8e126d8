export type AnalyticsErrorCode =
  | 'unknown_metric'
  | 'unknown_dashboard'
  | 'invalid_parameter'
  | 'sql_refused'
  | 'sql_failed'
  | 'query_timeout'
  | 'query_cancelled'
  | 'memory_limit'
  | 'result_too_large'
  | 'worker_lost'
  | 'too_busy'
  | 'warehouse_locked'
  | 'warehouse_damaged';

/** What can go wrong between a question and its answer. The message is fit for the asker. */
export class AnalyticsError extends Error {
  override name = 'AnalyticsError';
  readonly code: AnalyticsErrorCode;
  /** The parameter at fault, for `invalid_parameter`. */
  readonly field: string | undefined;

  constructor(
    code: AnalyticsErrorCode,
    message: string,
    options: { field?: string; cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.field = options.field;
  }
}
