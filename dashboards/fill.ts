import type { MetricResult } from '../analytics/reader.ts';
import { type DashboardDefinition, datasetsOf, type Locale } from './catalogue.ts';
import { localise, translator } from './localise.ts';
import { type SegmentNames, shownRows } from './shown_rows.ts';
import { dashboardConfig, type Theme } from './theme.ts';
import { words } from './wording.ts';

export interface Look {
  locale: Locale;
  theme: Theme;
}

/** A Vega-Lite specification that needs nothing else: its data is in it. */
export type FilledSpec = Part & { datasets: Record<string, unknown[]> };

type Part = { [key: string]: unknown };

const noData: Record<Locale, string> = { en: 'No data in this period', fr: 'Aucune donnée' };

/** Joins a dashboard with its data, in a language and a theme. */
export function fillSpec(
  dashboard: DashboardDefinition,
  results: ReadonlyMap<string, MetricResult>,
  subtitle: string[],
  { locale, theme }: Look,
  names: SegmentNames,
): FilledSpec {
  const translate = translator(dashboard.spec, locale);
  const { others } = words[locale];
  const datasets = Object.fromEntries(
    [...results].map(([name, { records, by, to }]) => {
      const { largest } = dashboard.datasets[name] ?? {};
      return [name, shownRows(records, { by, to, names, largest }, { translate, others })];
    }),
  );
  const filled = withoutEmptyViews(
    localise(dashboard.spec, locale, translate),
    datasets,
    locale,
  ) as Part;
  return {
    ...withRowLayout(filled),
    title: { text: dashboard.title[locale], subtitle, fontSize: 20, offset: 24 },
    datasets,
    config: dashboardConfig(theme, locale),
  };
}

const ofItsOwn = { color: 'independent', strokeDash: 'independent', shape: 'independent' };

/** Views side by side have colours and legends of their own, and their frames in line. */
const rowLayout = { bounds: 'flush', resolve: { scale: ofItsOwn, legend: ofItsOwn } };
/** Pixels between two frames: an axis of numbers is in them, or one of names with its title. */
const betweenFrames = { numbers: 90, names: 210 };

/** Rows that stand under each other have one spacing, so that their frames do too. */
function withRowLayout(part: Part, spacing = betweenFrames.numbers): Part {
  if ('hconcat' in part) return { spacing, ...rowLayout, ...part };
  const { vconcat } = part as { vconcat?: Part[] };
  if (vconcat === undefined) return part;
  const below = vconcat.some(hasNamesBetween) ? betweenFrames.names : betweenFrames.numbers;
  return { ...part, vconcat: vconcat.map((row) => withRowLayout(row, below)) };
}

/** Whether a view that is not the first of its row has an axis of names at its left. */
function hasNamesBetween({ hconcat }: Part): boolean {
  const [, ...others] = Array.isArray(hconcat) ? hconcat : [];
  return /"y":\{[^{}]*"type":"nominal"/.test(JSON.stringify(others));
}

/** An axis without data would look like a fault: the view says that there is none. */
function withoutEmptyViews(
  part: unknown,
  datasets: Record<string, unknown[]>,
  locale: Locale,
): unknown {
  if (Array.isArray(part)) return part.map((item) => withoutEmptyViews(item, datasets, locale));
  if (part === null || typeof part !== 'object') return part;
  const view = part as Part;
  const given = datasetsOf(view);
  if (given.length > 0) {
    return given.every((name) => datasets[name]?.length === 0) ? emptyView(view, locale) : view;
  }
  const inner = ['vconcat', 'hconcat'].filter((key) => key in view);
  const changed = inner.map((key) => [key, withoutEmptyViews(view[key], datasets, locale)]);
  return { ...view, ...Object.fromEntries(changed) };
}

function emptyView({ name, title, width }: Part, locale: Locale): Part {
  const height = 40;
  return {
    name,
    title,
    width,
    height,
    data: { values: [{ text: noData[locale] }] },
    mark: { type: 'text', align: 'left', fontSize: 12, opacity: 0.7 },
    encoding: {
      x: { value: 0 },
      y: { value: height / 2 },
      text: { field: 'text', type: 'nominal' },
    },
  };
}
