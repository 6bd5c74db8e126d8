import { lastDateOf, type ShownRow, shownRows } from '../../../../../dashboards/shown_rows.ts';
import type { DashboardViews, Problem } from '../../../../contract.ts';
import { desk, files } from '../../client/desk.ts';
import { t } from '../../words/language.ts';
import { type Cell, cellText, type ResultTable } from '../arrow_table.ts';
import { readResult } from '../sql/run.ts';

/** What a reader narrows a dashboard to; empty for all. */
export interface Filters {
  from: string;
  to: string;
  group: string;
  priority: string;
  customer: string;
}

/** The filters that a page's address says. */
export function filtersOf(query: Record<string, string>): Filters {
  const { from = '', to = '', group = '', priority = '', customer = '' } = query;
  return { from, to, group, priority, customer };
}

export interface Dataset {
  table: ResultTable;
  /** As charts are given them; each row knows its data set and its segment's own name. */
  rows: DashboardRow[];
}

export interface DashboardRow extends ShownRow {
  dataset: string;
}

export interface Drawn {
  views: DashboardViews;
  datasets: Record<string, Dataset>;
}

const sameSnapshotTries = 3;

/** A dashboard with its numbers, all of one snapshot; null where the asking was given up. */
export async function loadDashboard(
  name: string,
  filters: Filters,
  theme: 'light' | 'dark',
  signal: AbortSignal,
): Promise<Drawn | Problem | null> {
  for (let attempt = 1; ; attempt++) {
    const query = { ...said({ from: filters.from, to: filters.to }), theme };
    const answer = await desk.getDashboardViews({ path: { name }, query }, { signal });
    if (signal.aborted) return null;
    if (!answer.isOk) return answer.problem;
    const views = answer.data;
    const loaded = await loadDatasets(views, filters, signal);
    if (loaded === null || 'code' in loaded) return loaded;
    const isOne = loaded.snapshots.every((snapshot) => snapshot === views.snapshot?.name);
    if (isOne || views.snapshot === null || attempt === sameSnapshotTries) {
      return { views, datasets: loaded.datasets };
    }
  }
}

async function loadDatasets(
  views: DashboardViews,
  filters: Filters,
  signal: AbortSignal,
): Promise<{ datasets: Record<string, Dataset>; snapshots: (string | null)[] } | Problem | null> {
  const { from, to } = views;
  const narrowed = applied(views, filters);
  const outcomes = await Promise.all(
    Object.entries(views.datasets).map(async ([name, { metric, by }]) => {
      // An empty cut is one, too: the whole as one row.
      const query = { ...said({ from, to, ...narrowed }), by, format: 'arrow' } as const;
      const asking = files.getMetric({ path: { name: metric }, query }, { signal });
      return [name, await readResult(asking, signal)] as const;
    }),
  );
  const datasets: Record<string, Dataset> = {};
  const snapshots: (string | null)[] = [];
  for (const [name, outcome] of outcomes) {
    if (outcome === null) return null;
    if (!outcome.isOk) return outcome.problem;
    const { table, snapshot } = outcome.result;
    datasets[name] = { table, rows: rowsOf(name, table, views) };
    snapshots.push(snapshot);
  }
  return { datasets, snapshots };
}

function rowsOf(name: string, table: ResultTable, views: DashboardViews): DashboardRow[] {
  const { by = '', largest } = views.datasets[name] ?? {};
  const records = Array.from({ length: table.rowCount }, (_, row) =>
    Object.fromEntries(
      table.columns.map((column, at) => [column.name, textedDates(table.cell(row, at), column)]),
    ),
  );
  const { names, to } = views;
  const cut = { by: by.split(','), to, names, ...(largest && { largest }) };
  const shown = shownRows(records, cut, {
    translate: (words) => views.words[words] ?? words,
    others: (count) => t('dashboard.others', { count }),
  });
  return shown.map((row) => ({ ...row, dataset: name }));
}

/** Dates as a specification expects them in its data: `YYYY-MM-DD`. */
function textedDates(cell: Cell, { kind }: ResultTable['columns'][number]): Cell {
  return kind === 'date' || kind === 'instant' ? cell && cellText(cell, kind) : cell;
}

/** What a dashboard's numbers can be narrowed to, of what the address says. */
function applied(
  { filters: known }: DashboardViews,
  { group, priority, customer }: Filters,
): Pick<Filters, 'group' | 'priority' | 'customer'> {
  return {
    group: known.includes('group') ? group : '',
    priority: known.includes('priority') ? priority : '',
    customer: known.includes('customer') ? customer : '',
  };
}

/** The part of a metric that a row of it stands for, as the API and the console are asked for it. */
export interface Part {
  metric: string;
  by: string;
  from: string;
  to: string;
  group: string;
  priority: string;
  customer: string;
  segment: string;
  only: string;
}

/** @param row of that data set; null for all of it */
export function partOf(
  views: DashboardViews,
  dataset: string,
  row: { period?: unknown; segment_id?: unknown } | null,
  filters: Filters,
): Part {
  const { metric, by } = views.datasets[dataset] ?? { metric: dataset, by: '' };
  const words = by.split(',').filter((word) => word !== '');
  const segment = words.find((word) => !['day', 'week', 'month'].includes(word)) ?? '';
  const period = row && dateOf(row.period);
  const last = period ? lastDateOf(period, words) : views.to;
  return {
    metric,
    by,
    from: [views.from, period ?? ''].sort()[1] ?? views.from,
    to: [views.to, last].sort()[0] ?? views.to,
    ...applied(views, filters),
    segment: row && segment ? segment : '',
    only: row && segment ? String(row.segment_id) : '',
  };
}

/** Vega turns the dates it draws into instants. */
function dateOf(period: unknown): string | null {
  if (typeof period === 'string') return period.slice(0, 10);
  if (typeof period !== 'number' && !(period instanceof Date)) return null;
  return new Date(period).toISOString().slice(0, 10);
}

/** The call that names the tickets behind a part of a metric. */
export function ticketsOf({ metric, by: _, ...cut }: Part) {
  const query = { ...said(cut), format: 'arrow' } as const;
  return { path: { name: metric }, query };
}

/** What is said, as a query. */
export function addressOf(fields: object): string {
  return new URLSearchParams(Object.entries(said(fields))).toString();
}

/** The fields that say something. */
function said<Fields extends object>(fields: Fields): Said<Fields> {
  const full = Object.entries(fields).filter(([, value]) => value !== '');
  return Object.fromEntries(full) as Said<Fields>;
}

type Said<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], ''> };
