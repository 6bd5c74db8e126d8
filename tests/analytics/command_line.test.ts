import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { tableFromIPC } from 'apache-arrow';
import test from 'ava';
import { at } from '../domain/desk.ts';
import { DeskDatabase } from './desk_database.ts';
import { manyTickets } from './histories.ts';
import { emptyWarehouse, publishedWarehouse } from './published.ts';

const program = path.resolve(import.meta.dirname, '../../cli/palier.ts');

interface Ran {
  code: number;
  out: Buffer;
  told: string;
}

async function palier(warehouseDir: string, args: string[], env = {}): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, NO_COLOR: '1', PALIER_WAREHOUSE: warehouseDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, told, code] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    new Promise<number>((resolve) => child.on('close', (exit) => resolve(exit ?? -1))),
  ]);
  return { code, out, told };
}

let warehouseDir: string;
test.before(async () => {
  warehouseDir = await publishedWarehouse(manyTickets(30), at(30, '12:00'));
});

test('palier sql prints a table, and where it is from on standard error', async (t) => {
  const { code, out, told } = await palier(warehouseDir, [
    'sql',
    'select count(*) as tickets from tickets',
  ]);
  t.is(code, 0);
  t.is(out.toString(), 'tickets\n-------\n     30\n');
  t.regex(told, /1 row in \d+ ms · snapshot 1, data through 2026-02-04T12:00:00\.000Z/);
});

test('palier sql gives all rows as CSV and Arrow, and binds parameters', async (t) => {
  const sql = 'select ticket_id from ticket_events where seq >= $least::integer';
  const csv = await palier(warehouseDir, ['sql', sql, '--param', 'least=1', '--format', 'csv']);
  const arrow = await palier(warehouseDir, ['sql', sql, '--param', 'least=1', '--format', 'arrow']);
  const lines = csv.out.toString().trimEnd().split('\r\n');
  t.is(lines[0], 'ticket_id');
  t.true(lines.length > 400);
  t.is(tableFromIPC(arrow.out).numRows, lines.length - 1);
});

test('palier sql refuses what may not run with exit code 2', async (t) => {
  const refused = await palier(warehouseDir, ['sql', "select * from read_text('/etc/passwd')"]);
  t.is(refused.code, 2);
  t.regex(refused.told, /read_text is not allowed/);
  t.is(refused.out.length, 0);
});

test('palier dashboards build writes every kind of file', async (t) => {
  const out = await emptyWarehouse();
  const { code, told } = await palier(warehouseDir, ['dashboards', 'build', '--out', out]);
  t.is(code, 0, told);
  t.deepEqual(
    (await readdir(out)).filter((name) => name.startsWith('service_desk_overview')),
    ['service_desk_overview.html', 'service_desk_overview.png', 'service_desk_overview.svg'],
  );
  t.regex(await readFile(path.join(out, 'service_desk_overview.svg'), 'utf8'), /^<svg/);
});

test('palier dashboards build draws one group and priority when it is told which', async (t) => {
  const out = await emptyWarehouse();
  const cut = ['--group', 'service_desk', '--priority', 'p2', '--format', 'html', '--out', out];
  const { code, told } = await palier(warehouseDir, ['dashboards', 'build', 'backlog', ...cut]);
  t.is(code, 0, told);
  t.regex(
    await readFile(path.join(out, 'backlog.html'), 'utf8'),
    /Only group Service desk · Only priority P2/,
  );
  const refused = await palier(warehouseDir, [
    'dashboards',
    'build',
    'backlog',
    ...cut,
    '--priority',
    'p5',
  ]);
  t.not(refused.code, 0);
  t.regex(refused.told, /p5.*p1, p2, p3, p4/);
});

test('palier export makes the warehouse, and a rebuild proves it', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(10));
  const env = { DATABASE_URL: desk.url };
  const first = await palier(desk.warehouseDir, ['export'], env);
  const again = await palier(desk.warehouseDir, ['export'], env);
  const rebuilt = await palier(desk.warehouseDir, ['export', '--rebuild'], env);
  t.regex(first.out.toString(), /^rebuilt from 10 tickets, \d+ events: published 1\.duckdb\n$/);
  t.is(again.out.toString(), 'exported 0 tickets, 0 events: nothing new to publish\n');
  t.regex(rebuilt.out.toString(), /published 2\.duckdb, equal to what it was\n$/);
});

test('palier export writes Parquet beside the warehouse, and palier sql reads it', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(10));
  const env = { DATABASE_URL: desk.url };
  const to = await emptyWarehouse();
  const layout = ['--layout', 'parquet', '--to', to];
  const half = await palier(desk.warehouseDir, ['export', '--to', to], env);
  const first = await palier(desk.warehouseDir, ['export', ...layout], env);
  const again = await palier(desk.warehouseDir, ['export', ...layout], env);
  const asked = await palier(desk.warehouseDir, [
    'sql',
    'select count(*) as n from tickets',
    '--format',
    'csv',
    '--warehouse',
    to,
  ]);
  t.is(half.code, 2);
  t.regex(first.out.toString(), /state 1, \d+ partitions of [\d,]+ rows written, 0 unchanged\n$/);
  // That it was exported is an entry of the audit, and in the next one.
  t.regex(again.out.toString(), /state 2, 2 partitions of 2 rows written, \d+ unchanged\n$/);
  t.is(asked.out.toString(), 'n\r\n10\r\n');
});
