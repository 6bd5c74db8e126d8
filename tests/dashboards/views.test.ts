import test from 'ava';
import type { WorkerPool } from '../../analytics/workers/worker_pool.ts';
import { dashboardDefinition, dashboardDefinitions } from '../../dashboards/catalogue.ts';
import type { Drawing, Picture } from '../../dashboards/drawing.ts';
import { openDrawingPool } from '../../dashboards/drawing_pool.ts';
import { resultChartSpec } from '../../dashboards/result_chart.ts';
import { viewSpecs } from '../../dashboards/views.ts';
import { onTeardown } from '../support/teardown.ts';

let pool: WorkerPool<Drawing, Picture>;

test.before(() => {
  pool = openDrawingPool(100);
  onTeardown(() => pool.close());
});

async function compiled(spec: object) {
  const { body, warnings } = await pool.ask({ spec, kind: 'vega' }, 30_000);
  return { vega: JSON.parse(String(body)), warnings };
}

for (const { name, views } of dashboardDefinitions()) {
  test(`each chart of ${name} stands by itself, without data and without a warning`, async (t) => {
    const specs = viewSpecs(dashboardDefinition(name), { locale: 'fr', theme: 'dark' });
    t.deepEqual(
      specs.map((view) => view.name),
      views.map((view) => view.name),
    );
    for (const { spec, title, datasets } of specs) {
      t.not(title, '');
      const { vega, warnings } = await compiled(spec);
      t.deepEqual(warnings, [], title);
      const sources = vega.data.filter((data: { name: string }) => datasets.includes(data.name));
      t.is(sources.length, datasets.length, title);
      t.false(JSON.stringify(vega.data).includes('"values"'));
    }
  });
}

test('the titles of charts are in the language asked for', (t) => {
  const [first] = viewSpecs(dashboardDefinition('backlog'), { locale: 'fr', theme: 'light' });
  t.is(first?.title, 'Ouverts à présent');
});

const look = { locale: 'en', theme: 'light' } as const;

test('a result is drawn by the columns chosen, whatever they are called', async (t) => {
  const name = `it's [a] "name".with\\everything`;
  const spec = resultChartSpec(
    {
      mark: 'line',
      x: { name: 'day', kind: 'time' },
      y: { name, kind: 'number' },
      colour: { name: 'group', kind: 'text' },
    },
    look,
  );
  const values = [
    { x: '2026-01-01', y: 3, colour: 'a' },
    { x: '2026-01-02', y: 5, colour: 'a' },
  ];
  t.deepEqual((await compiled(spec)).warnings, []);
  const { body } = await pool.ask({ spec: { ...spec, data: { values } }, kind: 'svg' }, 30_000);
  t.regex(String(body), /&quot;name&quot;.with.*: 5; group: a/);
});

const weekly = {
  mark: 'line',
  x: { name: 'week', kind: 'date' },
  y: { name: 'n', kind: 'number' },
  colour: null,
} as const;

/** Rows as a query by weeks gives them: dates are instants of midnight UTC, where a screen has them. */
const byWeeks = (counts: (number | null)[]) =>
  counts.map((y, week) => ({ x: Date.UTC(2026, 10, 2 + 7 * week), y, colour: null }));

async function drawnWith(spec: object, values: object[]): Promise<string> {
  const data = { name: 'result', values };
  const { body } = await pool.ask({ spec: { ...spec, data }, kind: 'svg' }, 30_000);
  return String(body);
}

for (const [locale, first, sunday] of [
  ['en', 'Nov 2, 2026', 'Nov 1,'],
  ['fr', '2 nov. 2026', '>1er nov.'],
] as const) {
  test(`the time axis of a query’s chart has its ticks where the dates are, in ${locale}`, async (t) => {
    const spec = resultChartSpec(weekly, { locale, theme: 'light' });
    t.deepEqual((await compiled(spec)).warnings, []);
    const svg = await drawnWith(spec, byWeeks([3, 5, 4]));
    t.true(svg.includes(`>${first}</text>`), svg);
    t.false(svg.includes(sunday));
  });
}

test('the first of a month is ordinal on the axes of French charts', async (t) => {
  const spec = resultChartSpec(weekly, { locale: 'fr', theme: 'light' });
  const values = [1, 11].map((day) => ({ x: Date.UTC(2026, 7, day), y: day, colour: null }));
  const svg = await drawnWith(spec, values);
  t.true(svg.includes('>1er août 2026</text>'), svg);
  t.true(svg.includes('>11 août 2026</text>'), svg);
  const dated = viewSpecs(dashboardDefinition('backlog'), { locale: 'fr', theme: 'light' });
  t.regex(JSON.stringify(dated), /replace\(utcFormat\(toDate\(datum\.value\), '%e %b %Y'\)/);
});

test('a week that nobody knows a number of is a gap in the line, and no zero', async (t) => {
  const spec = resultChartSpec(weekly, look);
  const lines = (svg: string) => svg.match(/mark-line[\s\S]*? d="([^"]*)"/)?.[1] ?? '';
  const whole = lines(await drawnWith(spec, byWeeks([3, 5, 4, 6])));
  const broken = lines(await drawnWith(spec, byWeeks([3, 5, null, 6])));
  t.is(whole.match(/M/g)?.length, 1, whole);
  t.is(broken.match(/M/g)?.length, 2, broken);
});

test('a chart calls the columns of its numbers as its tooltips do, in the language asked for', (t) => {
  const columnsIn = (locale: 'en' | 'fr', title: string) =>
    viewSpecs(dashboardDefinition('backlog'), { locale, theme: 'light' }).find(
      (view) => view.title === title,
    )?.columns;
  t.like(columnsIn('en', 'Backlog by group'), {
    segment: 'Group',
    open_count: 'Open tickets',
    mean_age_days: 'Mean age (days)',
  });
  const french = viewSpecs(dashboardDefinition('backlog'), { locale: 'fr', theme: 'light' });
  t.true(french.some(({ columns }) => columns.segment === 'Groupe'));
});
