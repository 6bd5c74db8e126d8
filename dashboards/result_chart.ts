import type { Look } from './fill.ts';
import { onScreen, themeConfig } from './theme.ts';

export type FieldKind = 'number' | 'time' | 'text';

export interface ChartField {
  name: string;
  kind: FieldKind;
}

/** How the result of a query is drawn. */
export interface ResultChart {
  mark: 'bar' | 'line' | 'area' | 'point';
  x: ChartField;
  y: ChartField;
  colour: ChartField | null;
}

const types = { number: 'quantitative', time: 'temporal', text: 'nominal' } as const;

/**
 * Vega-Lite of a closed form: whoever asks chooses columns and a mark, never syntax. Its rows are
 * `{x, y, colour}`, so that a column may be called anything.
 */
export function resultChartSpec({ mark, x, y, colour }: ResultChart, look: Look): object {
  const channels = { x: encoded('x', x), y: encoded('y', y) };
  const colouring = colour ? { color: encoded('colour', colour) } : {};
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: [y.name, x.name, ...(colour ? [colour.name] : [])].join(', '),
    width: 600,
    height: 320,
    autosize: { type: 'fit', contains: 'padding' },
    data: { name: 'result' },
    mark: { type: mark, ...(mark === 'line' ? { point: true } : {}) },
    encoding: {
      x: { ...channels.x, ...onAxis(x) },
      y: { ...channels.y, ...onAxis(y) },
      ...colouring,
      tooltip: [channels.x, channels.y, ...Object.values(colouring)],
    },
    config: onScreen(themeConfig(look.theme, look.locale)),
  };
}

function encoded(field: keyof Omit<ResultChart, 'mark'>, { name, kind }: ChartField) {
  return { field, title: name, type: types[kind] };
}

/** Words stay in the order of the query, instants in UTC. */
function onAxis({ kind }: ChartField): object {
  if (kind === 'text') return { sort: null, axis: { labelAngle: 0, labelOverlap: 'greedy' } };
  return kind === 'time' ? { scale: { type: 'utc' } } : {};
}
