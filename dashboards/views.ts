import type { JsonValue } from '../analytics/formats/json_value.ts';
import { type DashboardDefinition, type Spec, viewsOf } from './catalogue.ts';
import type { Look } from './fill.ts';
import { localise, translator } from './localise.ts';
import { dashboardConfig, onScreen } from './theme.ts';

/** One chart of a dashboard by itself, to be drawn where it is looked at. */
export interface DashboardView {
  name: string;
  title: string;
  /** One number in large type rather than a chart. */
  isTile: boolean;
  datasets: string[];
  /** What the chart calls the columns it shows, by their names. */
  columns: Record<string, string>;
  /** Compiled for Vega; its data sets are named and empty. */
  vega: VegaSpec;
}

/** As Vega reads it. */
export type VegaSpec = { [key: string]: JsonValue };

type Part = { [key: string]: unknown };

/** The charts of a dashboard as Vega-Lite of their own, without data, in their order. */
export function viewSpecs(
  dashboard: DashboardDefinition,
  look: Look,
): (Omit<DashboardView, 'vega'> & { spec: object })[] {
  const spec = localise(dashboard.spec, look.locale, translator(dashboard.spec, look.locale));
  const parts = new Map(partsOf(spec).map((part) => [String(part.name), part]));
  const views = viewsOf(spec);
  return views.map(({ name, title, datasets }) => {
    const { title: _shownBeside, ...part } = parts.get(name) ?? {};
    const isTile = name.startsWith('tile_');
    return {
      name,
      title,
      isTile,
      datasets,
      // What it does not name itself, a chart of the same numbers may.
      columns: {
        ...Object.assign(
          {},
          ...views
            .filter((other) => other.datasets.some((each) => datasets.includes(each)))
            .map((other) => columnTitles(parts.get(other.name) ?? {})),
        ),
        ...columnTitles(part),
      },
      spec: {
        $schema: dashboard.spec.$schema,
        description: title,
        ...part,
        autosize: { type: 'fit', contains: 'padding' },
        ...(!isTile && { height: heightOf(part) }),
        // A tile's height holds its two lines and nothing more.
        ...(isTile && { padding: { left: 4, right: 4, top: 0, bottom: 0 } }),
        config: onScreen(dashboardConfig(look.theme, look.locale)),
      },
    };
  });
}

/** As tooltips call them, which name each by itself; else as axes and legends do. */
function columnTitles(part: Part): Record<string, string> {
  const titles: Record<string, string> = {};
  const collect = (within: unknown, isTooltip: boolean) => {
    if (within === null || typeof within !== 'object') return;
    const { field, title } = within as Part;
    if (typeof field === 'string' && typeof title === 'string') {
      if (isTooltip) titles[field] = title;
      else titles[field] ??= title;
    }
    for (const [key, value] of Object.entries(within))
      collect(value, isTooltip || key === 'tooltip');
  };
  collect(part, false);
  return titles;
}

const axisPx = 50;
const legendPx = 60;

/** A view that is fitted into its height has its axis and legend in it: the plot stays as it was. */
function heightOf(part: Part): number {
  const hasLegend = /"(color|shape)":\{"field"/.test(JSON.stringify(part));
  return Number(part.height) + axisPx + (hasLegend ? legendPx : 0);
}

function partsOf(part: unknown): Part[] {
  if (Array.isArray(part)) return part.flatMap(partsOf);
  if (part === null || typeof part !== 'object') return [];
  const { vconcat, hconcat, ...view } = part as Part & Spec;
  if (vconcat !== undefined || hconcat !== undefined) return partsOf([vconcat, hconcat].flat());
  return [view as Part];
}
