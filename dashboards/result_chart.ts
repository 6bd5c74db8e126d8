import type { Look } from './fill.ts';
import { firstAsOrdinal } from './french_dates.ts';
import { onScreen, themeConfig } from './theme.ts';

/** A date is a whole day, a time an instant of one. */
export type FieldKind = 'number' | 'date' | 'time' | 'text';

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

const types = {
  number: 'quantitative',
  date: 'temporal',
  time: 'temporal',
  text: 'nominal',
} as const;

const formats = {
  date: { en: '%b %-d, %Y', fr: '%-d %b %Y' },
  time: { en: '%b %-d, %Y %H:%M', fr: '%-d %b %Y %H:%M' },
} as const;

/** So many dates at most have ticks of their own. */
const ownTicksMax = 60;

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
      x: { ...channels.x, ...onAxis('x', x, look) },
      y: { ...channels.y, ...onAxis('y', y, look) },
      ...colouring,
      tooltip: [
        { ...channels.x, ...inTooltip(x, look) },
        { ...channels.y, ...inTooltip(y, look) },
        ...(colour ? [{ ...encoded('colour', colour), ...inTooltip(colour, look) }] : []),
      ],
    },
    config: onScreen(themeConfig(look.theme, look.locale)),
  };
}

function encoded(field: keyof Omit<ResultChart, 'mark'>, { name, kind }: ChartField) {
  return { field, title: name, type: types[kind] };
}

/**
 * Words stay in the order of the query, instants in UTC. Dates have their ticks where they are: an
 * axis of its own choice would name the Sunday before a week that begins on Monday.
 */
function onAxis(field: 'x' | 'y', { kind }: ChartField, { locale }: Look): object {
  if (kind === 'text') return { sort: null, axis: { labelAngle: 0, labelOverlap: 'greedy' } };
  if (kind === 'time') return { scale: { type: 'utc' } };
  if (kind !== 'date') return {};
  const all = `pluck(data('result'), '${field}')`;
  const values = { expr: `length(data('result')) <= ${ownTicksMax} ? ${all} : null` };
  const first = locale === 'fr' ? { labelExpr: firstAsOrdinal('datum.label') } : {};
  return { scale: { type: 'utc' }, axis: { format: formats.date[locale], values, ...first } };
}

/** Without a unit of UTC a date would be told in the zone of the browser: there it may be the day before. */
function inTooltip({ kind }: ChartField, { locale }: Look): object {
  if (kind === 'date') return { timeUnit: 'utcyearmonthdate', format: formats.date[locale] };
  if (kind !== 'time') return {};
  return { timeUnit: 'utcyearmonthdatehoursminutes', format: formats.time[locale] };
}
