import { readFileSync } from 'node:fs';
import test from 'ava';
import type { WorkerPool } from '../../analytics/workers/worker_pool.ts';
import { dashboardDefinition } from '../../dashboards/catalogue.ts';
import type { Drawing, Picture } from '../../dashboards/drawing.ts';
import { openDrawingPool } from '../../dashboards/drawing_pool.ts';
import { fateColours, mailFlowSpec } from '../../dashboards/mail_flow_chart.ts';
import { mailFates } from '../../database/mail_words.ts';
import { onTeardown } from '../support/teardown.ts';

let pool: WorkerPool<Drawing, Picture>;

test.before(() => {
  pool = openDrawingPool(100);
  onTeardown(() => pool.close());
});

test('every fate has its colour, and one that waits for its fate has one too', (t) => {
  t.deepEqual(Object.keys(fateColours).toSorted(), [...mailFates, 'waiting'].toSorted());
  t.is(new Set(Object.values(fateColours)).size, mailFates.length + 1);
});

test('a fate has one colour: in the chart of a day, beside it, and on the dashboard', (t) => {
  const style = readFileSync(
    new URL('../../api/ui/app/administration/mail_flow.css', import.meta.url),
    'utf8',
  );
  for (const [fate, colour] of Object.entries(fateColours)) {
    t.true(style.includes(`.fate-${fate} {\n  --fate: ${colour};\n}`), fate);
  }
  const { scale } = JSON.stringify(dashboardDefinition('mail').spec).match(
    /"scale":(?<scale>\{"domain":\["ticket",[^}]*\})/,
  )?.groups ?? { scale: '{}' };
  const { domain, range } = JSON.parse(scale ?? '{}') as { domain: string[]; range: string[] };
  t.deepEqual(
    Object.fromEntries(domain.map((word, n) => [word.replaceAll(' ', '_'), range[n]])),
    fateColours,
  );
});

for (const locale of ['en', 'fr'] as const) {
  test(`the chart of a day is drawn in ${locale}, without data of its own and without a warning`, async (t) => {
    const spec = mailFlowSpec(['parked', 'ticket'], { locale, theme: 'dark' });
    const { body, warnings } = await pool.ask({ spec, kind: 'vega' }, 30_000);
    t.deepEqual(warnings, []);
    const vega = JSON.parse(String(body));
    t.false(JSON.stringify(vega.data).includes('"values"'));
    const values = ['00:00', '01:00'].flatMap((hour, n) =>
      ['ticket', 'parked'].map((id) => ({ hour, segment: id, segment_id: id, count: n })),
    );
    const drawn = await pool.ask(
      { spec: { ...spec, data: { name: 'flow', values } }, kind: 'svg' },
      30_000,
    );
    const svg = String(drawn.body);
    t.regex(svg, /00:00/, 'an hour without any mail is there');
    t.true(svg.includes(fateColours.parked) && svg.includes(fateColours.ticket));
    t.false(svg.includes(fateColours.bounce));
  });
}
