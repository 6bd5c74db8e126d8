import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { metricDefinitions } from '../../analytics/catalogue.ts';
import { readLayout } from '../../analytics/layout/layout.ts';
import { type LayoutSummary, writeLayout } from '../../analytics/layout/write_layout.ts';
import { withLock } from '../../analytics/lock.ts';
import type { WarehouseReader } from '../../analytics/reader.ts';
import { publishedTables } from '../../analytics/tables.ts';
import { dashboardDefinitions } from '../../dashboards/catalogue.ts';
import { createDashboardRenderer } from '../../dashboards/render.ts';
import { at, requester } from '../domain/desk.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { DeskDatabase } from './desk_database.ts';
import { manyTickets } from './histories.ts';
import { emptyWarehouse, publishedWarehouse, readerOf, rounded } from './published.ts';

/** A year of tickets, so that every table has several months. */
const tickets = manyTickets(2000);
const through = at(200, '12:00');

let warehouseDir: string;
let root: string;
let written: LayoutSummary;
let snapshots: WarehouseReader;
let parquet: WarehouseReader;

test.before(async () => {
  warehouseDir = await publishedWarehouse(tickets, through);
  root = temporaryFolder();
  written = await writeLayout({ warehouseDir, to: root });
  snapshots = readerOf(warehouseDir);
  parquet = readerOf(root);
});

for (const { name, periods, segments } of metricDefinitions()) {
  test(`${name} gives the same rows over partitioned Parquet`, async (t) => {
    for (const by of ['', periods.at(-1), segments[0], `${periods.at(-1)},${segments.at(-1)}`]) {
      const args = { from: '2026-01-05', to: '2026-07-01', by: by ?? '' };
      const one = await snapshots.runMetric(name, args);
      const other = await parquet.runMetric(name, args);
      t.deepEqual(other.columns, one.columns);
      t.deepEqual(rounded(other.rows), rounded(one.rows), `by ${by}`);
    }
  });
}

test('every table has the same rows, columns and comments in both', async (t) => {
  const describe = async (reader: WarehouseReader) =>
    (await reader.schema()).map(({ name, comment, columns }) => ({
      name,
      comment,
      columns: columns.map(({ name: column, type, comment: text }) => [column, type, text]),
    }));
  t.deepEqual(await describe(parquet), await describe(snapshots));
  for (const table of publishedTables) {
    const sql = `select count(*), sum(hash(facts)::hugeint)::varchar from ${table} as facts`;
    const [one, other] = [await snapshots.runSql({ sql }), await parquet.runSql({ sql })];
    t.deepEqual(other.rows, one.rows, table);
  }
});

test('a dashboard is drawn from Parquet with the same numbers', async (t) => {
  const [dashboard] = dashboardDefinitions();
  const drawn = [];
  for (const reader of [snapshots, parquet]) {
    const renderer = createDashboardRenderer({ reader });
    onTeardown(() => renderer.close());
    const { body } = await renderer.render(dashboard?.name ?? '', { format: 'vl.json' });
    drawn.push(JSON.parse(body.toString('utf8')).datasets);
  }
  t.deepEqual(drawn[1], drawn[0]);
});

test('the files are partitioned by month, and their manifest names every one', async (t) => {
  const layout = await readLayout(root);
  const months = layout?.tables.tickets?.partitions.map(({ month }) => month) ?? [];
  t.deepEqual(months.slice(0, 3), ['2026-01', '2026-02', '2026-03']);
  t.is(layout?.tables.calendar?.partitions.length, 1);
  t.deepEqual(await readdir(path.join(root, 'tickets', 'month=2026-02')), ['1-0.parquet']);
  t.true(written.writtenCount > 20);
});

test('any DuckDB opens the layout by its file of views, metrics included', async (t) => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(await readFile(path.join(root, 'views.sql'), 'utf8'));
  const counted = await connection.runAndReadAll(
    `select opened_count::integer as n from opened_and_resolved(date '2026-01-01', date '2026-12-31')`,
  );
  t.deepEqual(counted.getRowObjectsJson(), [{ n: 2000 }]);
  connection.closeSync();
  instance.closeSync();
});

test('an analyst of the Parquet can read no other file and write none', async (t) => {
  const refused = [
    `from read_parquet('${root}/tickets/month=2026-02/1-0.parquet')`,
    `copy tickets to '${root}/tickets/month=2026-02/1-0.parquet'`,
    "select * from glob('/*')",
  ];
  for (const sql of refused) await t.throwsAsync(parquet.runSql({ sql }), { code: 'sql_refused' });
});

test('only months in which a row changed are written again', async (t) => {
  const desk = await DeskDatabase.create();
  const few = manyTickets(900);
  await desk.record(few);
  await desk.export();
  const to = temporaryFolder();
  const first = await writeLayout({ warehouseDir: desk.warehouseDir, to });
  const nothing = await writeLayout({ warehouseDir: desk.warehouseDir, to });
  const open = few.find(
    ({ state }) => state.status === 'in_progress' && state.openedAt > at(40, '00:00'),
  );
  open?.does(at(90, '10:00'), requester, 'cancel');
  await desk.record(open ? [open] : []);
  await desk.export();
  const held = readerOf(to);
  const before = await held.runSql({ sql: 'select count(*) from tickets where is_cancelled' });

  const second = await writeLayout({ warehouseDir: desk.warehouseDir, to });

  t.is(nothing.n, null);
  t.is(second.n, 2);
  t.true(second.writtenCount > 0 && second.writtenCount < first.writtenCount / 2);
  t.is(second.keptCount + second.writtenCount, first.writtenCount);
  const after = await held.runSql({ sql: 'select count(*) from tickets where is_cancelled' });
  t.is(Number(after.rows[0]?.[0]), Number(before.rows[0]?.[0]) + 1);
  t.is(after.snapshot?.name, 'parquet 2');
  const names = (await readdir(to, { recursive: true })).filter((name) => /\.parquet$/.test(name));
  // The state before is kept for whoever reads it still; the next export removes it.
  t.is(names.length, first.writtenCount + second.writtenCount);
});

test('a Parquet folder is not put over something else, nor written twice at once', async (t) => {
  await t.throwsAsync(writeLayout({ warehouseDir, to: warehouseDir }), {
    code: 'invalid_parameter',
    message: /holds a warehouse of another kind/,
  });
  await t.throwsAsync(
    writeLayout({ warehouseDir: await emptyWarehouse(), to: temporaryFolder() }),
    {
      code: 'nothing_exported',
      message: /Nothing has been exported/,
    },
  );
  const to = temporaryFolder();
  await withLock(path.join(to, 'export.lock'), 0, () =>
    t.throwsAsync(writeLayout({ warehouseDir, to }), { code: 'warehouse_locked' }),
  );
});

test('a file that was lost, or a manifest that is damaged, is named', async (t) => {
  const to = temporaryFolder();
  await writeLayout({ warehouseDir, to });
  const reader = readerOf(to);
  await rm(path.join(to, 'tickets'), { recursive: true });
  await t.throwsAsync(reader.runMetric('time_to_acknowledge'), {
    code: 'warehouse_damaged',
    message: new RegExp(`${to}.*month=2026-01/1-0.parquet`, 's'),
  });
  await writeFile(path.join(to, 'manifest.json'), '{');
  await t.throwsAsync(reader.snapshot(), { code: 'warehouse_damaged', message: /manifest/ });
});
