import test from 'ava';
import { metricDefinitions } from '../../analytics/catalogue.ts';
import { dashboardDefinitions } from '../../dashboards/catalogue.ts';
import { ordinalFirstOf, withOrdinalFirst } from '../../dashboards/french_dates.ts';
import { shownRows } from '../../dashboards/shown_rows.ts';
import { formatDate, linesOf, words } from '../../dashboards/wording.ts';

const wording = { translate: (text: string) => text, others: words.en.others };
const year = { from: '2026-01-01', to: '2026-12-31' };

/** Groups by size: `g1` has one ticket more than `g2`. */
const groups = Array.from({ length: 500 }, (_, at) => ({
  segment: `g${500 - at}`,
  period: null,
  met_count: at + 1,
  breached_count: 0,
  met_share: at % 2,
}));

test('of 500 groups the largest are drawn one by one, and the others as one', (t) => {
  const largest = { of: ['met_count', 'breached_count'], share: 'met_share' };
  const rows = shownRows(groups, { by: ['group'], to: year.to, largest }, wording);
  t.is(rows.length, 13);
  t.deepEqual(
    rows.map(({ segment }) => segment),
    [...Array.from({ length: 12 }, (_, at) => `g${at + 1}`), 'the other 488'],
  );
  const whole = (488 * 489) / 2;
  t.like(rows.at(-1), { segment_id: null, met_count: whole, breached_count: 0 });
  const met = groups.slice(0, 488).reduce((sum, row) => sum + row.met_count * row.met_share, 0);
  t.is(rows.at(-1)?.met_share, met / whole);
});

test('over time there are as many colours as can be told apart, and nothing is lost of a sum', (t) => {
  const days = ['2026-01-05', '2026-01-06'];
  const records = days.flatMap((period) => groups.map((row) => ({ ...row, period })));
  const largest = { of: ['met_count'] };
  const rows = shownRows(records, { by: ['day', 'group'], to: year.to, largest }, wording);
  t.is(new Set(rows.map(({ segment }) => segment)).size, 7);
  for (const day of days) {
    const drawn = rows.filter(({ period }) => period === day);
    t.is(
      drawn.reduce((sum, row) => sum + Number(row.met_count), 0),
      (500 * 501) / 2,
    );
  }
});

test('nothing is left out where all can be drawn', (t) => {
  const largest = { of: ['met_count'] };
  const rows = shownRows(groups.slice(0, 13), { by: ['group'], to: year.to, largest }, wording);
  t.is(rows.length, 13);
  t.true(rows.every((row) => row.segment_id === row.segment));
});

test('a segment is called by its name, two of one name are told apart', (t) => {
  const names = { group: { net: 'Network', net_fr: 'Network', desk: 'Service desk' } };
  const records = ['net', 'net_fr', 'desk', 'old_group'].map((segment) => ({ segment }));
  for (const by of ['group', 'to_group']) {
    const rows = shownRows(records, { by: [by], to: year.to, names }, wording);
    t.deepEqual(
      rows.map(({ segment, segment_id }) => [segment_id, segment]),
      [
        ['net', 'Network (net)'],
        ['net_fr', 'Network (net fr)'],
        ['desk', 'Service desk'],
        ['old_group', 'old group'],
      ],
    );
  }
});

test('a topic is called by the names of its category and its service', (t) => {
  const names = { category: { network: 'Réseau et VPN' }, service: { vpn: 'Accès à distance' } };
  const records = ['network / vpn', 'network', 'old / odd_one'].map((segment) => ({ segment }));
  const rows = shownRows(records, { by: ['topic'], to: year.to, names }, wording);
  t.deepEqual(
    rows.map(({ segment }) => segment),
    ['Réseau et VPN / Accès à distance', 'Réseau et VPN', 'old / odd one'],
  );
});

test('the first of a month is ordinal in French, and no other day is', (t) => {
  t.is(formatDate('2026-06-01', 'fr'), '1er juin 2026');
  t.is(formatDate('2026-06-11', 'fr'), '11 juin 2026');
  t.is(formatDate('2026-06-01', 'en'), '1 Jun 2026');
  t.is(withOrdinalFirst('lundi 1 juin 2026 à 11:01:01', 'fr'), 'lundi 1er juin 2026 à 11:01:01');
  const dates = "utcFormat(datum.value, '%e %b')";
  t.is(ordinalFirstOf(dates, 'fr'), `replace(${dates}, regexp('^ *1 '), '1er ')`);
  t.is(ordinalFirstOf(dates, 'en'), dates);
  const counts = "datum.value + ' tickets'";
  t.is(ordinalFirstOf(counts, 'fr'), counts);
});

test('lines under a title are no wider than the dashboard', (t) => {
  const parts = Array.from({ length: 40 }, (_, at) => `process_number_${at} version ${at}`);
  const lines = linesOf(parts);
  t.true(lines.every((line) => line.length <= 150));
  t.is(lines.join(' · '), parts.join(' · '));
});

for (const { name, spec, datasets } of dashboardDefinitions()) {
  test(`${name}: what nobody knows is a gap, never a number`, (t) => {
    const metrics = Object.values(datasets).map(({ metric }) => metric);
    const nullable = metricDefinitions()
      .filter((metric) => metrics.includes(metric.name))
      .flatMap(({ columns }) => columns)
      .filter(({ description }) => /\bnull\b/.test(description.en))
      .map((column) => column.name);
    const expressions = [
      ...JSON.stringify({ ...spec, usermeta: {} }).matchAll(/"calculate":"([^"]*)"/g),
    ];
    for (const [, expression = ''] of expressions) {
      for (const [, column = ''] of expression.matchAll(/datum\.(\w+)/g)) {
        if (!nullable.includes(column)) continue;
        t.true(expression.includes(`datum.${column} === null ?`), expression);
      }
    }
    t.pass();
  });

  test(`${name}: a week is named by its Monday`, (t) => {
    const weekly = Object.keys(datasets).filter((each) => datasets[each]?.by.includes('week'));
    for (const dataset of weekly) {
      const view = viewOf(spec, dataset);
      t.is(view?.encoding?.x?.type, 'ordinal', `${dataset}: a time axis has its ticks on Sundays`);
    }
    t.pass();
  });
}

interface View {
  data?: { name?: string };
  encoding?: { x?: { type?: string } };
}

function viewOf(part: unknown, dataset: string): View | undefined {
  if (part === null || typeof part !== 'object') return undefined;
  const view = part as View;
  if (view.data?.name === dataset) return view;
  for (const inner of Object.values(part)) {
    const found = viewOf(inner, dataset);
    if (found) return found;
  }
  return undefined;
}

test('priorities stand in the order of their ranks, whatever they are called', (t) => {
  const names = { priority: { vital: 'Vital', disturbing: 'Disturbing', calm: 'Calm' } };
  const periods = ['2026-01-01', '2026-02-01'];
  const records = periods.flatMap((period) =>
    ['calm', 'disturbing', 'of_a_log', 'vital'].map((segment) => ({ period, segment })),
  );
  const rows = shownRows(records, { by: ['month', 'priority'], to: year.to, names }, wording);
  const called = ['Vital', 'Disturbing', 'Calm', 'of a log'];
  t.deepEqual(
    rows.map(({ period, segment }) => [period, segment]),
    periods.flatMap((period) => called.map((segment) => [period, segment])),
  );
  t.deepEqual(
    rows.slice(0, 4).map((row) => row.segment_order),
    [0, 1, 2, 3],
  );
});
