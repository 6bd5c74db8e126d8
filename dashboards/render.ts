import { createHash } from 'node:crypto';
import { AnalyticsError } from '../analytics/errors.ts';
import type { SnapshotInfo } from '../analytics/manifest.ts';
import type { MetricResult, WarehouseReader } from '../analytics/reader.ts';
import { type DashboardDefinition, dashboardDefinition, type Locale } from './catalogue.ts';
import type { Drawing } from './drawing.ts';
import { openDrawingPool } from './drawing_pool.ts';
import { fillSpec, type Look } from './fill.ts';
import { renderHtml } from './html.ts';
import { mailFlowSpec } from './mail_flow_chart.ts';
import { type ResultChart, resultChartSpec } from './result_chart.ts';
import type { SegmentNames } from './shown_rows.ts';
import type { Theme } from './theme.ts';
import { type DashboardView, type VegaSpec, viewSpecs } from './views.ts';
import { linesOf, provenance } from './wording.ts';

export const dashboardFormats = ['svg', 'png', 'html', 'vl.json', 'vg.json'] as const;
export type DashboardFormat = (typeof dashboardFormats)[number];

export interface RenderOptions {
  format: DashboardFormat;
  /** `en` when not said. */
  locale?: Locale | undefined;
  /** `light` when not said. */
  theme?: Theme | undefined;
  /** Business dates, both included; the desk's last 12 months when not said. */
  from?: string | undefined;
  to?: string | undefined;
  /** Only what this support group had, or did. */
  group?: string | undefined;
  /** Only tickets of this priority. */
  priority?: string | undefined;
  /** Only tickets that were opened for this customer. */
  customer?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface RenderedDashboard {
  contentType: string;
  body: Buffer;
  snapshot: SnapshotInfo | null;
  /** Equal for equal content, without quotes. */
  etag: string;
}

export interface DashboardRenderer {
  /**
   * A dashboard as it stands in the newest snapshot. All its numbers are of the same snapshot.
   *
   * @throws AnalyticsError `unknown_dashboard`, `invalid_parameter`, `query_timeout` and the reader's.
   */
  render(name: string, options: RenderOptions): Promise<RenderedDashboard>;
  /**
   * The charts of a dashboard, each compiled for Vega and without its data.
   *
   * @throws AnalyticsError `unknown_dashboard`, `invalid_parameter`
   */
  views(name: string, look: Partial<Look>): Promise<DashboardView[]>;
  /** The mail of a day that has these fates, compiled for Vega; its data set is named `flow`. */
  mailFlow(fates: readonly string[], look: Partial<Look>): Promise<VegaSpec>;
  /** A chart of a query's result, compiled for Vega; its data set is named `result`. */
  chart(chart: ResultChart, look: Partial<Look>): Promise<VegaSpec>;
  close(): Promise<void>;
}

const drawTimeoutMs = 30_000;
const sameSnapshotTries = 3;

const contentTypes: Record<DashboardFormat, string> = {
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  html: 'text/html; charset=utf-8',
  'vl.json': 'application/json',
  'vg.json': 'application/json',
};

interface RendererOptions {
  reader: WarehouseReader;
  /** What segments are called; their keys in words where nobody says. */
  names?(locale: Locale): Promise<SegmentNames>;
}

export function createDashboardRenderer({
  reader,
  names = async () => ({}),
}: RendererOptions): DashboardRenderer {
  const pool = openDrawingPool();

  async function render(name: string, options: RenderOptions): Promise<RenderedDashboard> {
    const dashboard = dashboardDefinition(name);
    const look = readLook(options);
    const [results, known] = await Promise.all([
      readData(reader, dashboard, options),
      names(look.locale),
    ]);
    const [first] = results.values();
    const snapshot = first?.snapshot ?? null;
    const group = options.group && (known.group?.[options.group] ?? options.group);
    const priority = options.priority && (known.priority?.[options.priority] ?? options.priority);
    const source = provenance(look.locale, first, snapshot, { ...options, group, priority });
    const spec = fillSpec(dashboard, results, linesOf(source), look, known);
    const draw = async (kind: Drawing['kind']) =>
      Buffer.from((await pool.ask({ spec, kind }, drawTimeoutMs, options.signal)).body);

    const body = await bodyOf(options.format, spec, draw, (svg) =>
      renderHtml(dashboard, svg, results, source.join(' · '), { ...look, names: known }),
    );
    const etag = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    return { contentType: contentTypes[options.format], body, snapshot, etag };
  }

  async function compiled(spec: object): Promise<VegaSpec> {
    const { body } = await pool.ask({ spec, kind: 'vega' }, drawTimeoutMs);
    return JSON.parse(String(body));
  }

  /** They change with the program only. */
  const knownViews = new Map<string, Promise<DashboardView[]>>();

  function views(name: string, options: Partial<Look>): Promise<DashboardView[]> {
    const dashboard = dashboardDefinition(name);
    const look = readLook(options);
    const key = `${name} ${look.locale} ${look.theme}`;
    const known =
      knownViews.get(key) ??
      Promise.all(
        viewSpecs(dashboard, look).map(async ({ spec, ...view }) => ({
          ...view,
          vega: await compiled(spec),
        })),
      );
    knownViews.set(key, known);
    known.catch(() => knownViews.delete(key));
    return known;
  }

  return {
    render,
    views: async (name, look) => views(name, look),
    mailFlow: async (fates, look) => compiled(mailFlowSpec(fates, readLook(look))),
    chart: async (chart, look) => compiled(resultChartSpec(chart, readLook(look))),
    async close() {
      pool.close();
    },
  };
}

async function bodyOf(
  format: DashboardFormat,
  spec: object,
  draw: (kind: Drawing['kind']) => Promise<Buffer>,
  toHtml: (svg: string) => string,
): Promise<Buffer> {
  switch (format) {
    case 'svg':
    case 'png':
      return draw(format);
    case 'vg.json':
      return draw('vega');
    case 'html':
      return Buffer.from(toHtml((await draw('svg')).toString('utf8')));
    case 'vl.json':
      return Buffer.from(JSON.stringify(spec));
    default:
      throw unexpected('format', format, dashboardFormats);
  }
}

/** All data sets of one snapshot: when one was published in between, they are read again. */
async function readData(
  reader: WarehouseReader,
  dashboard: DashboardDefinition,
  { from, to, group, priority, customer }: RenderOptions,
): Promise<Map<string, MetricResult>> {
  for (let attempt = 1; ; attempt++) {
    const entries = await Promise.all(
      Object.entries(dashboard.datasets).map(async ([name, { metric, by }]) => {
        const args = { from, to, by, group, priority, customer };
        return [name, await reader.runMetric(metric, args)] as const;
      }),
    );
    const snapshots = new Set(entries.map(([, { snapshot }]) => snapshot?.n));
    if (snapshots.size === 1 || attempt === sameSnapshotTries) return new Map(entries);
  }
}

function readLook({ locale = 'en', theme = 'light' }: Pick<RenderOptions, keyof Look>): Look {
  if (locale !== 'en' && locale !== 'fr') throw unexpected('locale', locale, ['en', 'fr']);
  if (theme !== 'light' && theme !== 'dark') throw unexpected('theme', theme, ['light', 'dark']);
  return { locale, theme };
}

function unexpected(field: string, value: string, known: readonly string[]): AnalyticsError {
  const expected = { is: 'one_of', known } as const;
  return new AnalyticsError({ code: 'invalid_parameter', parameters: { field, value, expected } });
}
