import type { Look } from './fill.ts';
import { onScreen, themeConfig } from './theme.ts';

/**
 * The fates of mails from the bottom of a stack to its top, with the colours that the dashboard of mail
 * gives them too: those that need nobody are blue and green, those that wait for somebody are not.
 */
export const fateColours = {
  ticket: '#0072b2',
  message: '#56b4e9',
  note: '#009e73',
  follow_up: '#35786a',
  parked: '#e69f00',
  refused: '#d55e00',
  bounce: '#b05490',
  duplicate: '#8c8c8c',
  skipped: '#a9b4bf',
  waiting: '#c9b400',
} as const;

const words = {
  en: { hour: 'Hour', count: 'Messages', fate: 'What became of it' },
  fr: { hour: 'Heure', count: 'Messages', fate: 'Ce qu’il est devenu' },
} as const;

/**
 * The mail of a day, by the hour it came, stacked by what became of it. Its rows are `{hour, segment,
 * segment_id, count}`: an hour and a fate as they are read, every hour once for each of the fates.
 */
export function mailFlowSpec(fates: readonly string[], look: Look): object {
  const say = words[look.locale];
  const known = Object.entries(fateColours).filter(([fate]) => fates.includes(fate));
  const order = `indexof(${JSON.stringify(Object.keys(fateColours))}, datum.segment_id)`;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${say.count}, ${say.hour}, ${say.fate}`,
    width: 600,
    height: 220,
    autosize: { type: 'fit', contains: 'padding' },
    data: { name: 'flow' },
    transform: [{ calculate: order, as: 'place' }],
    // Each number stands in the table beside it too, where it is read by whoever does not see this.
    mark: { type: 'bar', aria: false },
    encoding: {
      x: {
        field: 'hour',
        type: 'ordinal',
        title: say.hour,
        sort: null,
        axis: { labelAngle: 0, labelOverlap: 'parity' },
      },
      y: {
        field: 'count',
        type: 'quantitative',
        title: say.count,
        axis: { tickMinStep: 1, format: ',d' },
      },
      color: {
        field: 'segment_id',
        type: 'nominal',
        title: say.fate,
        scale: { domain: known.map(([fate]) => fate), range: known.map(([, colour]) => colour) },
        // What each is called stands beside it in the page, as text that can be followed.
        legend: null,
      },
      order: { field: 'place', type: 'quantitative' },
      tooltip: [
        { field: 'hour', type: 'nominal', title: say.hour },
        { field: 'segment', type: 'nominal', title: say.fate },
        { field: 'count', type: 'quantitative', title: say.count },
      ],
    },
    config: onScreen(themeConfig(look.theme, look.locale)),
  };
}
