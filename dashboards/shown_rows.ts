/** What a chart is given of a metric, beside the metric's own columns. */
export interface ShownRow {
  [column: string]: unknown;
  /** The segment as it is read: identifiers are words with underscores. */
  segment: string;
  /** True for a period that is not over. */
  is_partial: boolean;
}

interface Cut {
  by: readonly string[];
  /** The last business date asked for. */
  to: string;
}

/** A row of a metric with what it needs to be read right. It runs on the server and in browsers. */
export function shownRow(
  record: Record<string, unknown>,
  { by, to }: Cut,
  translate: (words: string) => string,
): ShownRow {
  const { period, segment } = record;
  return {
    ...record,
    // Segments are identifiers: `first_response` is read "first response".
    segment: translate(String(segment).replaceAll('_', ' ')),
    is_partial: typeof period === 'string' && lastDateOf(period, by) > to,
  };
}

/** The last date of a period that is named by its first. */
export function lastDateOf(period: string, by: readonly string[]): string {
  const date = new Date(`${period}T00:00:00Z`);
  if (by.includes('week')) date.setUTCDate(date.getUTCDate() + 6);
  if (by.includes('month')) date.setUTCMonth(date.getUTCMonth() + 1, 0);
  return date.toISOString().slice(0, 10);
}
