export const periods = ['day', 'week', 'month'] as const;
export type Period = (typeof periods)[number];

/** What any metric can be cut by. A metric may add segments of its own. */
export const commonSegments = [
  'group',
  'priority',
  'category',
  'channel',
  'origin',
  'type',
  'customer',
] as const;

/** What a metric can be narrowed to. */
export const metricFilters = ['group', 'priority', 'customer'] as const;
export type MetricFilter = (typeof metricFilters)[number];

/** What a reader sees, in the languages it is read in. */
export type Localised = Record<'en' | 'fr', string>;

/** A metric as its file's header defines it. One file, one definition, wherever it is shown. */
export interface MetricDefinition {
  name: string;
  title: Localised;
  question: Localised;
  grain: Localised;
  /** What the measure is counted in. */
  unit: Localised;
  exclusions: Localised;
  owner: Localised;
  /** Other published rules of the same name, and where they stand in the result. */
  variants: Localised | null;
  /** The column that answers the question. */
  measure: string;
  /** How it is cut when nobody says: `month`, or `month,clock`. */
  defaultBy: string;
  periods: readonly Period[];
  segments: readonly string[];
  /** None where what it counts has no group and no priority. */
  filters: readonly MetricFilter[];
  columns: { name: string; description: Localised }[];
  /**
   * The statement: `$from`, `$to` (dates, both included), `$period` and `$segment` are bound, and
   * `$only_group`, `$only_priority` and `$only_customer`, null for any.
   */
  sql: string;
  /**
   * The tickets behind a number: bound as `sql` without `$period`, and with `$only_segment`. Null
   * for a forecast.
   */
  rowsSql: string | null;
}
