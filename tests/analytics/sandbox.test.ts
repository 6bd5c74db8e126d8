import { readdir, readFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import type { AnalyticsErrorCode } from '../../analytics/errors.ts';
import { warehouseFiles } from '../../analytics/files.ts';
import { snapshotFile } from '../../analytics/manifest.ts';
import type { WarehouseReader } from '../../analytics/reader.ts';
import { allowedFunctions } from '../../analytics/sandbox/functions.ts';
import { Gate } from '../../analytics/sandbox/gate.ts';
import { LockedSnapshot } from '../../analytics/sandbox/locked_snapshot.ts';
import { at } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import { manyTickets } from './histories.ts';
import { emptyWarehouse, publishedWarehouse, readerOf } from './published.ts';

let warehouseDir: string;
let reader: WarehouseReader;
let gate: Gate;
let resultsDir: string;

test.before(async () => {
  // Other test files leave results in the common folder while they run.
  resultsDir = await emptyWarehouse();
  process.env.TMPDIR = resultsDir;
  warehouseDir = await publishedWarehouse(manyTickets(20), at(30, '12:00'));
  reader = readerOf(warehouseDir);
  gate = await Gate.open();
});

const refused = test.macro<[sql: string, message?: RegExp]>({
  title: (_title, sql: string) => `refused: ${sql.slice(0, 90)}`,
  async exec(t, sql: string, message?: RegExp) {
    await t.throwsAsync(gate.check(sql), { code: 'sql_refused', message: message ?? /./ });
  },
});

// The file system and the network ----------------------------------------------------------------
test(refused, "select * from read_text('/etc/passwd')", /read_text/);
test(refused, "select * from read_csv('/etc/passwd')");
test(refused, "select * from read_json('/etc/passwd')");
test(refused, "select * from read_blob('/etc/passwd')");
test(refused, "select * from read_parquet('/tmp/x.parquet')");
test(refused, "select * from parquet_metadata('/tmp/x.parquet')");
test(refused, "select * from sniff_csv('/etc/passwd')");
test(refused, "select * from glob('/*')");
test(refused, "select * from '/etc/passwd.csv'", /There is no table/);
test(refused, 'select * from "/etc/passwd.csv"', /There is no table/);
test(refused, "select * from read_duckdb('/tmp/x.duckdb')");
test(refused, "from 'https://example.org/x.parquet'");
test(refused, "select * from query('select 1')");
test(refused, "select * from query_table('tickets')");
test(refused, "select * from json_execute_serialized_sql(json_serialize_sql('select 1'))");
test(refused, "copy tickets to '/tmp/x.csv'", /not a SELECT/);
test(refused, "copy tickets from '/tmp/x.csv'");
test(refused, "export database '/tmp/x'");
test(refused, "attach '/tmp/x.duckdb'");
test(refused, 'install httpfs');
test(refused, "load '/tmp/x.duckdb_extension'");

// Settings ---------------------------------------------------------------------------------------
test(refused, "set memory_limit = '100GB'");
test(refused, 'reset memory_limit');
test(refused, "pragma enable_profiling = 'json'");
test(refused, 'pragma database_list');
test(refused, "set variable x = '1'");
test(refused, 'set search_path = exporter');
test(refused, "select current_setting('temp_directory')", /current_setting/);
test(refused, "select getvariable('x')");
test(refused, "select getenv('HOME')");

// Writing ----------------------------------------------------------------------------------------
test(refused, 'insert into tickets select * from tickets');
test(refused, 'delete from tickets');
test(refused, 'update tickets set number = 1');
test(refused, 'drop table tickets');
test(refused, 'create table x (a integer)');
test(refused, 'create temp table tickets as select 1');
test(refused, 'create temp view tickets as select 1');
test(refused, 'create temp macro f() as 1');
test(refused, 'explain analyze delete from tickets');
test(refused, 'explain insert into tickets select * from tickets');
test(refused, "select write_log('x')");
test(refused, "select nextval('s')");
test(refused, 'begin');
test(refused, 'prepare p as select 1');
test(refused, 'checkpoint');
test(refused, 'vacuum');

// Other people's queries, and paths of the machine ------------------------------------------------
test(refused, "select * from enable_logging('QueryLog')");
test(refused, "select * from enable_logging('QueryLog', storage = 'file')");
test(refused, "select * from enable_profiling(save_location = '/tmp/x')");
test(refused, 'select * from duckdb_logs');
test(refused, 'select * from duckdb_logs()');
test(refused, 'select * from duckdb_settings()');
test(refused, 'select * from duckdb_databases()');
test(refused, 'select * from duckdb_secrets()');
test(refused, 'select * from information_schema.tables');
test(refused, 'select * from pg_catalog.pg_settings');
test(refused, 'select * from sqlite_master');
test(refused, 'show databases');
test(refused, 'select * from exporter.watermark');

// More than one statement, and names that only look defined ---------------------------------------
test(refused, 'select 1; select 2', /2 statements/);
test(refused, 'select 1; drop table tickets');
test(refused, '', /0 statements/);
test(
  refused,
  'select * from (with watermark as (select 1) from watermark), watermark',
  /'watermark'/,
);
test(refused, 'with duckdb_logs as (from duckdb_logs) from duckdb_logs', /'duckdb_logs'/);
test(
  refused,
  'with recursive duckdb_logs as (from duckdb_logs union all from duckdb_logs) from duckdb_logs',
  /'duckdb_logs'/,
);
test(
  refused,
  'with recursive pg_settings as (select name from pg_settings union select name from pg_settings) from pg_settings',
  /'pg_settings'/,
);
test(refused, 'with watermark as (select 1) select * from exporter.watermark');
test(refused, "select (select content from read_text('/etc/passwd'))");
test(refused, "select * from tickets where exists (from read_text('/etc/passwd'))");
test(
  refused,
  "select count(*) over (order by (select max(content) from read_text('/etc/passwd')))",
);
test(refused, "select list_transform([1], x -> getenv('HOME'))");
test(refused, "from tickets order by (select 1 from glob('/*'))");
test(refused, "from tickets limit (select count(*) from glob('/*'))");
test(refused, "values ((select content from read_text('/etc/passwd')))");
test(refused, "select case when true then (from read_text('/x')) end");
test(refused, "describe select * from read_text('/etc/passwd')");
test(refused, "summarize select * from read_text('/etc/passwd')");
test(refused, "select * from tickets pivot (max(getenv('HOME')) for priority in ('p1'))");
test(refused, "with a as materialized (from read_text('/x')) from a");
test(refused, "select 1 union all select 2 from glob('/*')");
test(refused, 'select system.main.write_log(1)');

const passes = test.macro({
  title: (_title, sql: string) => `answered: ${sql.slice(0, 90)}`,
  async exec(t, sql: string) {
    const result = await reader.runSql({ sql });
    t.true(result.columns.length > 0);
  },
});

test(passes, 'select count(*) from tickets');
test(passes, 'from tickets');
test(passes, 'select * from main.tickets -- a comment at the end');
test(passes, 'select 1;');
test(
  passes,
  'with a as (select tier from tickets), b as (from a) select * from a join b using (tier)',
);
test(
  passes,
  'with recursive r as (select 1 as n union all select n + 1 from r where n < 5) from r',
);
test(passes, "select * from tickets pivot (count(*) for priority in ('p1', 'p2'))");
test(passes, 'describe tickets');
test(passes, 'summarize tickets');
test(passes, 'show tables');
test(passes, 'explain select * from tickets');
test(passes, 'explain analyze select count(*) from tickets');
test(passes, "select data ->> 'group' from ticket_events where type like 'ticket_%'");
test(passes, "select list_transform([1, 2], x -> x + 1), {'a': 1}.a, map {'k': 1}");
test(passes, 'select unnest([1, 2]), * from range(3)');
test(passes, "from backlog(date '2026-01-01', date '2026-01-31', by_period := 'day')");
test(passes, "select period_of('month', opened_date), count(*) from tickets group by all");
test(passes, 'select percentile_cont(0.9) within group (order by tier) from tickets');
test(
  passes,
  'select row_number() over (partition by tier order by opened_at) from tickets qualify true',
);
test(passes, "select cast('1' as decimal(10, 2)), try_cast('x' as integer), interval 3 day, now()");

test('the engine alone refuses what would reach the host, should the gate fail', async (t) => {
  const { snapshots } = warehouseFiles(warehouseDir);
  const snapshot = await LockedSnapshot.open(snapshotFile(warehouseFiles(warehouseDir), 1), true);
  const connection = await snapshot.connect();
  const attacks = [
    "select * from read_text('/etc/passwd')",
    "select * from glob('/*')",
    `copy tickets to '${snapshots}/x.csv'`,
    `attach '${snapshots}/x.duckdb'`,
    'install httpfs',
    "set memory_limit = '100GB'",
    'set enable_external_access = true',
    'delete from tickets',
    'create table x (a integer)',
  ];
  for (const attack of attacks) await t.throwsAsync(connection.run(attack), undefined, attack);
  t.deepEqual(await readdir(snapshots), ['1.duckdb']);
  connection.closeSync();
  snapshot.close();
});

const ends = test.macro({
  title: (_title, sql: string) => `ended: ${sql}`,
  async exec(t, sql: string, codes: AnalyticsErrorCode[]) {
    // Where only the memory may end it, a busy machine gets the time to run out of it.
    const limit = codes.includes('query_timeout') ? { timeoutMs: 3000 } : {};
    const error = await t.throwsAsync(reader.runSql({ sql, ...limit }));
    t.true(codes.includes((error as unknown as { code: AnalyticsErrorCode }).code), `${error}`);
    const { rows } = await reader.runSql({ sql: 'select count(*) from tickets' });
    t.deepEqual(rows, [[20]]);
  },
});

test.serial(ends, 'select count(*) from range(1000000) a, range(1000000) b', ['query_timeout']);
test.serial(ends, 'select len(range(1000000000))', ['memory_limit']);
test.serial(ends, 'select list_reduce(range(60000000), (a, b) -> a + b)', [
  'memory_limit',
  'query_timeout',
]);
test.serial(ends, "select levenshtein(repeat('x', 60000), repeat('y', 60000))", [
  'query_timeout',
  'memory_limit',
]);
test.serial(ends, "select lpad('x', 2000000000, 'y')", [
  'memory_limit',
  'query_timeout',
  'sql_failed',
]);
test.serial(
  ends,
  'with recursive r as (select 1 as n union all select n + 1 from r) select max(n) from r',
  ['query_timeout', 'memory_limit'],
);

test.serial('a runaway query stops only itself', async (t) => {
  const runaway = t.throwsAsync(
    reader.runSql({
      sql: 'select count(*) from range(1000000) a, range(1000000) b',
      timeoutMs: 4000,
    }),
    { code: 'query_timeout' },
  );
  const turns: number[] = [];
  for (let count = 0; count < 3; count++) {
    const { rows } = await reader.runSql({ sql: 'select count(*) from tickets' });
    turns.push(Number(rows[0]?.[0]));
  }
  t.deepEqual(turns, [20, 20, 20]);
  await runaway;
});

test.serial('a query that is cancelled ends at once', async (t) => {
  const cancel = new AbortController();
  const query = reader.runSql({
    sql: 'select count(*) from range(1000000) a, range(1000000) b',
    signal: cancel.signal,
  });
  setImmediate(() => cancel.abort());
  await t.throwsAsync(query, { code: 'query_cancelled' });
});

test.serial('beyond a number of waiting queries the next is told to come back', async (t) => {
  const busy = readerOf(warehouseDir, 1);
  const cancel = new AbortController();
  const slow = {
    sql: 'select count(*) from range(1000000) a, range(1000000) b',
    signal: cancel.signal,
  };
  // One runs and fifty wait: whichever comes last is refused, and is the first to be answered.
  const queries = Array.from({ length: 52 }, () => busy.runSql(slow));
  await t.throwsAsync(Promise.race(queries), { code: 'too_busy' });
  cancel.abort();
  const codes = (await Promise.allSettled(queries)).map(
    (query) => query.status === 'rejected' && query.reason.code,
  );
  t.is(codes.filter((code) => code === 'too_busy').length, 1);
  t.is(codes.filter((code) => code === 'query_cancelled').length, 51);
  t.is((await busy.runSql({ sql: 'select 1' })).rowCount, 1);
});

async function environmentsOfChildren(): Promise<string[]> {
  const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8');
  const pids = children.split(' ').filter((pid) => pid !== '');
  const read = (pid: string) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return (await Promise.all(pids.map(read))).filter((environment) => environment !== '');
}

test('a worker knows nothing of our environment', async (t) => {
  process.env.PALIER_TEST_SECRET = 'not for workers';
  const cancel = new AbortController();
  const slow = 'select count(*) from range(1000000) a, range(1000000) b';
  const query = reader.runSql({ sql: slow, signal: cancel.signal }).catch(() => {});
  // A child that has just ended, or has not begun its own program yet, has nothing to show.
  await eventually(async () => {
    const environments = await environmentsOfChildren();
    return environments.length > 0 && environments.every((one) => !one.includes('PALIER_TEST'));
  });
  t.pass();
  cancel.abort();
  await query;
});

test('every function that is allowed exists, so that the list says nothing false', async (t) => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reading = await connection.runAndReadAll(
    'select distinct lower(function_name) from duckdb_functions()',
  );
  const known = new Set(reading.getRowsJson().map(([name]) => String(name)));
  // Syntax that the parser itself turns into other functions or operators.
  for (const name of ['coalesce', 'if', 'ifnull', 'grouping', 'grouping_id', '->']) known.add(name);
  t.deepEqual(
    [...allowedFunctions].filter((name) => !known.has(name)),
    [],
  );
  connection.closeSync();
});

test('no result file is left behind', async (t) => {
  const file = await reader.runSqlAs({ sql: 'from tickets' }, 'csv');
  file.body.resume();
  await new Promise((resolve) => file.body.on('close', resolve));
  await t.throwsAsync(reader.runSqlAs({ sql: 'select nothing' }, 'csv'), { code: 'sql_failed' });
  const left = await readdir(resultsDir);
  t.deepEqual(
    left.filter((name) => name.startsWith('palier-result-')),
    [],
  );
});
