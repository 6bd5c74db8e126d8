import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { findMetric } from '../analytics/catalogue.ts';
import { AnalyticsError } from '../analytics/errors.ts';
import type { Localised } from '../analytics/metric_definition.ts';
import type { Largest } from './shown_rows.ts';

export type Locale = keyof Localised;

/** What fills one named data set of a dashboard. */
export interface DataSet {
  metric: string;
  /** As in a metric's `by`. */
  by: string;
  /** Where it may have many segments. */
  largest?: Largest;
}

/** What a dashboard's file says of itself in `usermeta`, beside its Vega-Lite specification. */
interface DashboardMeta {
  /** Where it stands in the list: 1 comes first. */
  place: number;
  title: Localised;
  description: Localised;
  datasets: Record<string, DataSet>;
  /** French for every English word that the charts show. */
  translations: { fr: Record<string, string> };
}

export type Spec = TopLevelSpec & { usermeta: DashboardMeta };

export interface DashboardDefinition {
  name: string;
  title: Localised;
  description: Localised;
  views: { name: string; title: string; datasets: string[] }[];
  datasets: Record<string, DataSet>;
  metrics: string[];
  spec: Spec;
}

const suffix = '.vl.json';

let catalogue: ReadonlyMap<string, DashboardDefinition> | undefined;

export function dashboardDefinitions(): DashboardDefinition[] {
  return [...readCatalogue().values()];
}

/** @throws AnalyticsError `unknown_dashboard` */
export function dashboardDefinition(name: string): DashboardDefinition {
  const dashboard = readCatalogue().get(name);
  if (dashboard) return dashboard;
  const known = [...readCatalogue().keys()];
  throw new AnalyticsError({ code: 'unknown_dashboard', parameters: { name, known } });
}

/**
 * Reads a dashboard. @throws Error naming the file and the data set or view at fault.
 */
export function parseDashboard(file: string, text: string): DashboardDefinition {
  const spec = JSON.parse(text) as Spec;
  const { title, description, datasets } = spec.usermeta;
  const views = viewsOf(spec);
  for (const [name, { metric }] of Object.entries(datasets)) {
    if (!findMetric(metric)) throw new Error(`${file}: data set '${name}': no metric '${metric}'`);
  }
  for (const view of views) {
    const missing = view.datasets.find((dataset) => !(dataset in datasets));
    if (missing === undefined) continue;
    throw new Error(`${file}: view '${view.name}': no data set '${missing}' in usermeta`);
  }
  const metrics = [...new Set(Object.values(datasets).map(({ metric }) => metric))];
  const name = path.basename(file, suffix);
  return { name, title, description, views, datasets, metrics, spec };
}

/** A view is any part of the specification that is given data, or whose layers are. */
export function viewsOf(spec: unknown): DashboardDefinition['views'] {
  if (Array.isArray(spec)) return spec.flatMap(viewsOf);
  if (spec === null || typeof spec !== 'object') return [];
  const { name, title, vconcat, hconcat } = spec as Record<string, unknown>;
  const given = datasetsOf(spec);
  if (given.length === 0) return [...viewsOf(vconcat), ...viewsOf(hconcat)];
  const text = typeof title === 'string' ? title : (title as { text?: string } | undefined)?.text;
  return [{ name: String(name), title: text ?? '', datasets: given }];
}

/** The data sets a view draws: its own, or those of its layers. */
export function datasetsOf(view: object): string[] {
  const { data, layer } = view as { data?: { name?: string }; layer?: object[] };
  if (data?.name !== undefined) return [data.name];
  return [...new Set((layer ?? []).flatMap(datasetsOf))];
}

function readCatalogue(): ReadonlyMap<string, DashboardDefinition> {
  catalogue ??= new Map(
    readdirSync(import.meta.dirname)
      .filter((file) => file.endsWith(suffix))
      .sort()
      .map((file) =>
        parseDashboard(file, readFileSync(path.join(import.meta.dirname, file), 'utf8')),
      )
      .sort((a, b) => a.spec.usermeta.place - b.spec.usermeta.place)
      .map((dashboard) => [dashboard.name, dashboard]),
  );
  return catalogue;
}
