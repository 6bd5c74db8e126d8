import { dayMs } from '../workflows/domain/durations.ts';
import { AnalyticsError, type ParameterExpectation } from './errors.ts';
import type { SnapshotInfo } from './manifest.ts';
import {
  type MetricDefinition,
  type MetricFilter,
  metricFilters,
  periods,
} from './metric_definition.ts';

export interface MetricArgs {
  /** Business dates `YYYY-MM-DD`, both included. The desk's last 12 months when not said. */
  from?: string | undefined;
  to?: string | undefined;
  /** At most one period and one segment: `month`, `group`, `month,group`, or empty for neither. */
  by?: string | undefined;
  /** Only what this support group had, or did. */
  group?: string | undefined;
  /** Only tickets of this priority. */
  priority?: string | undefined;
  /** Only tickets that were opened for this customer, by its name. */
  customer?: string | undefined;
}

/** What a metric's statement is bound with. */
export interface MetricCut {
  metric: MetricDefinition;
  from: string;
  to: string;
  by: string[];
  period: string;
  segment: string;
  /** Null for any. */
  group: string | null;
  priority: string | null;
  customer: string | null;
}

export interface RowsArgs extends Omit<MetricArgs, 'by'> {
  /** What `only` is a value of: `group`, `category`, a segment of the metric's own. */
  segment?: string | undefined;
  only?: string | undefined;
  /** Ends the reading of the tickets. Metrics are shared between those who ask, and not ended. */
  signal?: AbortSignal | undefined;
}

export interface RowsCut extends Omit<MetricCut, 'by' | 'period'> {
  rowsSql: string;
  only: string | null;
}

const longestRangeDays = 50 * 366;
const stillDays = 31;

/**
 * @param snapshot what will be asked, or null where there is no data yet
 * @throws AnalyticsError `invalid_parameter` naming the parameter, its value and what was expected.
 */
export function readMetricArgs(
  metric: MetricDefinition,
  args: MetricArgs,
  snapshot: SnapshotInfo | null,
): MetricCut {
  const by = readBy(metric, args.by ?? metric.defaultBy);
  const isPeriod = (name: string) => (periods as readonly string[]).includes(name);
  return {
    metric,
    ...readRange(args, snapshot),
    by,
    period: by.find(isPeriod) ?? 'none',
    segment: by.find((name) => !isPeriod(name)) ?? 'all',
    ...readFilter(metric, args),
  };
}

/**
 * What the statement of a metric's tickets is bound with.
 *
 * @throws AnalyticsError `invalid_parameter`; `no_tickets_behind` for a forecast
 */
export function readRowsArgs(
  metric: MetricDefinition,
  args: RowsArgs,
  snapshot: SnapshotInfo | null,
): RowsCut {
  const { rowsSql } = metric;
  if (rowsSql === null) {
    throw new AnalyticsError({ code: 'no_tickets_behind', parameters: { metric: metric.name } });
  }
  const { segment = 'all', only = null } = args;
  if (segment !== 'all' && !metric.segments.includes(segment)) {
    const known = metric.segments;
    throw invalid('segment', segment, { is: 'cut', metric: metric.name, known });
  }
  return {
    metric,
    rowsSql,
    ...readRange(args, snapshot),
    segment,
    only,
    ...readFilter(metric, args),
  };
}

/** The desk's last 12 months where nothing is said. @throws AnalyticsError `invalid_parameter` */
export function readRange(
  args: Pick<MetricArgs, 'from' | 'to'>,
  snapshot: SnapshotInfo | null,
): { from: string; to: string } {
  const to = readDate('to', args.to) ?? lastDate(snapshot);
  const from = readDate('from', args.from) ?? firstDate(snapshot, to);
  if (from > to) throw invalid('from', from, { is: 'not_after', to });
  if ((Date.parse(to) - Date.parse(from)) / dayMs > longestRangeDays) {
    throw invalid('from', from, { is: 'at_most_50_years' });
  }
  return { from, to };
}

function readFilter(
  { name, filters }: MetricDefinition,
  { group, priority, customer }: MetricArgs,
): Pick<MetricCut, MetricFilter> {
  const given = { group: group ?? null, priority: priority ?? null, customer: customer ?? null };
  for (const filter of metricFilters) {
    const value = given[filter];
    if (value === null || filters.includes(filter)) continue;
    throw invalid(filter, value, { is: 'no_filter', metric: name });
  }
  return given;
}

function readBy(metric: MetricDefinition, text: string): string[] {
  const by = text.split(',').filter((name) => name !== '');
  const known = [...metric.periods, ...metric.segments];
  const unknown = by.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw invalid('by', unknown, { is: 'cut', metric: metric.name, known });
  }
  const periodCount = by.filter((name) => (metric.periods as string[]).includes(name)).length;
  if (periodCount > 1 || by.length - periodCount > 1) {
    throw invalid('by', text, { is: 'one_of_each' });
  }
  return by;
}

function readDate(field: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = isDate ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // 31 February would otherwise be taken for 3 March.
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return text;
  throw invalid(field, text, { is: 'date' });
}

/** Today's data; of a desk that has been still for over a month, the end of its activity. */
function lastDate(snapshot: SnapshotInfo | null): string {
  const through = Date.parse(snapshot?.dataThrough ?? new Date().toISOString());
  const last = Date.parse(snapshot?.activity?.last ?? '') || through;
  return businessDate(through - last > stillDays * dayMs ? last : through, snapshot);
}

/** Eleven months before the month of `to`, but no month before the desk's first ticket. */
function firstDate(snapshot: SnapshotInfo | null, to: string): string {
  const first = monthsBefore(to, 11);
  const opened = Date.parse(snapshot?.activity?.first ?? '');
  if (Number.isNaN(opened)) return first;
  const openedMonth = monthsBefore(businessDate(opened, snapshot), 0);
  return openedMonth > first && openedMonth <= to ? openedMonth : first;
}

function businessDate(at: number, snapshot: SnapshotInfo | null): string {
  const timeZone = snapshot?.businessZone ?? 'UTC';
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);
}

/** The first of the month so many months before. */
function monthsBefore(date: string, months: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - months, 1))
    .toISOString()
    .slice(0, 10);
}

function invalid(field: string, value: string, expected: ParameterExpectation): AnalyticsError {
  return new AnalyticsError({ code: 'invalid_parameter', parameters: { field, value, expected } });
}
