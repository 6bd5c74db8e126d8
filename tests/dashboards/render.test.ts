import test, { type ExecutionContext } from 'ava';
import type { WorkerPool } from '../../analytics/workers/worker_pool.ts';
import { dashboardDefinitions } from '../../dashboards/catalogue.ts';
import type { Drawing, Picture } from '../../dashboards/drawing.ts';
import { openDrawingPool } from '../../dashboards/drawing_pool.ts';
import { FontMetrics, fontFiles } from '../../dashboards/font.ts';
import {
  createDashboardRenderer,
  type DashboardRenderer,
  type RenderOptions,
} from '../../dashboards/render.ts';
import { manyTickets } from '../analytics/histories.ts';
import { emptyWarehouse, publishedWarehouse, readerOf } from '../analytics/published.ts';
import { at } from '../domain/desk.ts';
import { onTeardown } from '../support/teardown.ts';

const names = dashboardDefinitions().map(({ name }) => name);

let full: DashboardRenderer;
let empty: DashboardRenderer;
let pool: WorkerPool<Drawing, Picture>;

test.before(async () => {
  full = rendererOf(await publishedWarehouse(manyTickets(150), at(40, '12:00')));
  empty = rendererOf(await emptyWarehouse());
  pool = openDrawingPool(100);
  onTeardown(() => pool.close());
});

function rendererOf(warehouseDir: string): DashboardRenderer {
  const renderer = createDashboardRenderer({ reader: readerOf(warehouseDir) });
  onTeardown(() => renderer.close());
  return renderer;
}

async function textOf(name: string, options: RenderOptions, renderer = full): Promise<string> {
  return (await renderer.render(name, options)).body.toString('utf8');
}

function selfContained(t: ExecutionContext, text: string): void {
  t.notRegex(text, /<script|<link|<iframe|<foreignObject|javascript:|@import|url\((?!#)/i);
  t.notRegex(text, /(?:src|href)="(?!#)/);
}

test('a dashboard of one group and priority has their numbers, and says so', async (t) => {
  const options = { format: 'html', group: 'service_desk', priority: 'p3' } as const;
  const all = await textOf('service_levels', { format: 'html' });
  const narrowed = await textOf('service_levels', options);
  t.notRegex(all, /Only group/);
  t.regex(narrowed, /Only group service_desk · Only priority p3/);
  t.regex(
    await textOf('service_levels', { ...options, locale: 'fr' }),
    /Seulement le groupe service_desk · Seulement la priorité p3/,
  );
  t.not(numbersOf(narrowed), numbersOf(all));
});

type Part = { vconcat?: Part[]; hconcat?: Part[]; spacing?: number };

test('the names beside a chart have room, and stand in no other chart', async (t) => {
  const rowsOf = (part: Part): Part[] => [part, ...(part.vconcat ?? []).flatMap(rowsOf)];
  for (const name of ['agents', 'escalations', 'satisfaction', 'service_levels']) {
    const spec = JSON.parse(await textOf(name, { format: 'vl.json' }));
    const charts = rowsOf(spec).filter((part) => /"width":480/.test(JSON.stringify(part.hconcat)));
    t.true(charts.length > 1);
    for (const { spacing } of charts) t.true(Number(spacing) > 200, name);
  }
});

test('a page says what its numbers mean in its own language', async (t) => {
  const french = await textOf('backlog', { format: 'html', locale: 'fr' });
  t.regex(french, /Combien de tickets étaient ouverts à la fin de la période/);
  t.regex(french, /<dd>analyse du support<\/dd>/);
  t.notRegex(french, /lang="en"|How many tickets/);
  const english = await textOf('backlog', { format: 'html', locale: 'en' });
  t.regex(english, /How many tickets were open at the end of the period/);
});

/** The tables under a dashboard's charts. */
function numbersOf(page: string): string {
  return [...page.matchAll(/<table[\s\S]*?<\/table>/g)].join('');
}

// One after the other: all dashboards at once ask more than may wait for an answer.
for (const name of names) {
  test.serial(`${name} compiles without a warning, in both themes and languages`, async (t) => {
    for (const theme of ['light', 'dark'] as const) {
      for (const locale of ['en', 'fr'] as const) {
        const spec = JSON.parse(await textOf(name, { format: 'vl.json', theme, locale }));
        const { warnings } = await pool.ask({ spec, kind: 'vega' }, 30_000);
        t.deepEqual(warnings, []);
      }
    }
  });

  test.serial(`${name} is drawn as SVG that loads nothing, the same each time`, async (t) => {
    const svg = await textOf(name, { format: 'svg' });
    t.regex(svg, /^<svg/);
    t.true((svg.match(/<path/g)?.length ?? 0) > 20);
    t.regex(svg, /Snapshot 1 \(position 0\) · Processes small_desk 1/);
    selfContained(t, svg.replace(/xmlns(:\w+)?="[^"]*"/g, ''));
    const again = await full.render(name, { format: 'svg' });
    t.is(again.etag, (await full.render(name, { format: 'svg' })).etag);
  });

  test.serial(`${name} is drawn as PNG`, async (t) => {
    const { body, contentType } = await full.render(name, { format: 'png', locale: 'fr' });
    t.is(contentType, 'image/png');
    t.is(body.subarray(1, 4).toString(), 'PNG');
    const [width, height] = [body.readUInt32BE(16), body.readUInt32BE(20)];
    t.true(width > 1500 && height > 300 && width < 6000, `${width} × ${height}`);
  });

  test.serial(
    `${name} is one HTML file with numbers and definitions, readable without script`,
    async (t) => {
      const html = await textOf(name, { format: 'html', locale: 'en' });
      selfContained(t, html.replace(/xmlns(:\w+)?="[^"]*"/g, ''));
      const definition = dashboardDefinitions().find((dashboard) => dashboard.name === name);
      for (const metric of definition?.metrics ?? []) t.true(html.includes('<dt>'), metric);
      t.regex(html, /<table>/);
      t.regex(html, /Data through 14 Feb 2026/);
      t.regex(html, /Snapshot 1 \(position 0\)/);
      t.regex(html, /Processes small_desk 1/);
    },
  );

  test.serial(`${name} says so where there is nothing to show`, async (t) => {
    const svg = await textOf(name, { format: 'svg' }, empty);
    t.regex(svg, /Nothing has been exported yet/);
    t.regex(svg, /No data in this period/);
    t.regex(
      await textOf(name, { format: 'html', locale: 'fr' }, empty),
      /Rien n’a encore été exporté/,
    );
    t.is((await empty.render(name, { format: 'png' })).snapshot, null);
  });

  test.serial(`${name} as compiled Vega needs no data and no eval`, async (t) => {
    const vega = JSON.parse(await textOf(name, { format: 'vg.json' }));
    t.regex(vega.$schema, /vega\.github\.io\/schema\/vega\/v6/);
    t.false(JSON.stringify(vega.data).includes('"url"'));
  });
}

test('French is French: title, months and numbers', async (t) => {
  const svg = await textOf('service_desk_overview', { format: 'svg', locale: 'fr' });
  t.regex(svg, /Vue d’ensemble du centre de services/);
  t.regex(svg, /janv\./);
  t.notRegex(svg, /First-contact|Open tickets|Jan 2026/);
});

test('a period that is not over is marked', async (t) => {
  const spec = JSON.parse(await textOf('service_desk_overview', { format: 'vl.json' }));
  const months = spec.datasets.first_contact_resolution.map(
    (row: { period: string; is_partial: boolean }) => [row.period, row.is_partial],
  );
  t.deepEqual(months, [
    ['2026-01-01', false],
    ['2026-02-01', true],
  ]);
});

const refused = test.macro(
  async (t, name: string, options: object, code: string, field?: string) => {
    const error = await t.throwsAsync(full.render(name, options as RenderOptions), { code });
    t.is((error as unknown as { field?: string }).field, field);
  },
);

test(
  'an unknown dashboard is refused',
  refused,
  'nonsense',
  { format: 'svg' },
  'unknown_dashboard',
);
test(
  'an unknown format is refused',
  refused,
  'service_desk_overview',
  { format: 'pdf' },
  'invalid_parameter',
  'format',
);
test(
  'an unknown theme is refused',
  refused,
  'service_desk_overview',
  { format: 'svg', theme: 'pink' },
  'invalid_parameter',
  'theme',
);
test(
  'a date that is none is refused',
  refused,
  'service_desk_overview',
  { format: 'svg', from: 'today' },
  'invalid_parameter',
  'from',
);

const closed = test.macro(async (t, part: object) => {
  const spec = {
    width: 50,
    height: 50,
    data: { values: [{ a: 1, u: 'file:///etc/passwd', l: 'javascript:alert(1)' }] },
    ...part,
  };
  const drawn = await pool
    .ask({ spec, kind: 'svg' }, 30_000)
    .catch((error: Error) => error.message);
  const text = typeof drawn === 'string' ? drawn : String(drawn.body);
  t.notRegex(text, /root:x|href="(javascript|file)/);
  const alive = await pool.ask(
    { spec: { data: { values: [{}] }, mark: 'point' }, kind: 'svg' },
    30_000,
  );
  t.regex(String(alive.body), /^<svg/);
});

const point = { mark: 'point', encoding: { x: { field: 'a', type: 'quantitative' } } };
test('a chart cannot read a file as data', closed, {
  ...point,
  data: { url: 'file:///etc/passwd', format: { type: 'csv' } },
});
test('a chart cannot read a path as data', closed, {
  ...point,
  data: { url: '/etc/passwd', format: { type: 'csv' } },
});
test('a chart cannot show a file as an image', closed, {
  mark: { type: 'image', width: 9, height: 9 },
  encoding: { url: { field: 'u' } },
});
test('a chart cannot carry a script in a link, nor end the process by one', closed, {
  mark: 'point',
  encoding: { href: { field: 'l' } },
});
test('a chart cannot run code made from text', closed, {
  ...point,
  transform: [{ calculate: 'constructor.constructor("return process")()', as: 'a' }],
});

test('the width of a text is the font’s own', (t) => {
  const regular = new FontMetrics(fontFiles.regular);
  // DejaVu Sans: all digits are 1303 of 2048 units wide, a space 651.
  t.is(regular.widthOf('0123456789'), (10 * 1303) / 2048);
  t.is(regular.widthOf(' '), 651 / 2048);
  t.true(regular.widthOf('é') > 0);
  t.true(new FontMetrics(fontFiles.bold).widthOf('wide') > regular.widthOf('wide'));
});
