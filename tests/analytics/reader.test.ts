import { rm, writeFile } from 'node:fs/promises';
import { buffer, text } from 'node:stream/consumers';
import { DuckDBInstance, quotedString } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import test from 'ava';
import { getMetric } from '../../analytics/catalogue.ts';
import { warehouseFiles } from '../../analytics/files.ts';
import type { Format } from '../../analytics/formats/format.ts';
import { findSnapshot, snapshotFile } from '../../analytics/manifest.ts';
import type { ResultFile, WarehouseReader } from '../../analytics/reader.ts';
import { at } from '../domain/desk.ts';
import { manyTickets } from './histories.ts';
import { emptyWarehouse, publishedWarehouse, readerOf } from './published.ts';

let reader: WarehouseReader;
let warehouseDir: string;
const tickets = manyTickets(200);

test.before(async () => {
  warehouseDir = await publishedWarehouse(tickets, at(40, '12:00'));
  reader = readerOf(warehouseDir);
});

/** One of every kind of value, and a row of nulls. */
const everyType = `
  select
    9007199254740991::bigint as exact,
    9007199254740993::bigint as too_long,
    170141183460469231731687303715884105::hugeint as huge,
    sum(1) as total,
    12.34::decimal(6, 2) as price,
    12345678901234567.89::decimal(20, 2) as long_price,
    1.5::double as ratio,
    'nan'::double as nothing,
    true as yes,
    'short' as short,
    'a text that is longer than twelve bytes, with an é' as long,
    date '2026-03-29' as day,
    timestamp '2026-03-29 01:02:03.456789' as instant,
    timestamptz '2026-03-29 01:02:03+02' as zoned,
    [1, 2] as list,
    {'a': 1} as structure,
    'x'::enum ('w', 'x') as word
  union all
  select null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null`;

test('values come out as JSON says them: exact numbers, ISO instants, the rest as text', async (t) => {
  const { columns, rows } = await reader.runSql({ sql: everyType });
  const [values, nulls] = rows;
  t.deepEqual(Object.fromEntries(columns.map(({ name }, at) => [name, values?.[at]])), {
    exact: 9007199254740991,
    too_long: '9007199254740993',
    huge: '170141183460469231731687303715884105',
    total: 1,
    price: 12.34,
    long_price: '12345678901234567.89',
    ratio: 1.5,
    nothing: 'NaN',
    yes: true,
    short: 'short',
    long: 'a text that is longer than twelve bytes, with an é',
    day: '2026-03-29',
    instant: '2026-03-29T01:02:03.456789Z',
    zoned: '2026-03-28T23:02:03.000Z',
    list: [1, 2],
    structure: { a: 1 },
    word: 'x',
  });
  t.true(nulls?.every((value) => value === null));
  t.is(JSON.parse(JSON.stringify(rows)).length, 2);
});

async function download(sql: string, format: Format): Promise<{ file: ResultFile; bytes: Buffer }> {
  const file = await reader.runSqlAs({ sql, rowLimit: 1_000_000 }, format);
  const bytes = await buffer(file.body);
  return { file, bytes };
}

test('Arrow keeps the types, and a reader of Arrow finds the same values', async (t) => {
  const { file, bytes } = await download(everyType, 'arrow');
  const table = tableFromIPC(bytes);
  const types = Object.fromEntries(table.schema.fields.map(({ name, type }) => [name, `${type}`]));
  t.is(file.contentType, 'application/vnd.apache.arrow.stream');
  t.is(types.exact, 'Int64');
  t.is(types.huge, 'Decimal[38e0]');
  t.is(types.price, 'Decimal[6e+2]');
  t.is(types.day, 'Date32<DAY>');
  t.is(types.instant, 'Timestamp<MICROSECOND>');
  t.is(types.zoned, 'Timestamp<MICROSECOND, UTC>');
  t.is(types.word, 'Dictionary<Uint8, Utf8>');
  const row = table.get(0)?.toJSON();
  t.is(row?.too_long, 9007199254740993n);
  t.is(row?.long, 'a text that is longer than twelve bytes, with an é');
  t.is(row?.word, 'x');
  t.is(row?.yes, true);
  t.is(Number(row?.day), Date.UTC(2026, 2, 29));
  t.is(table.get(1)?.toJSON().long, null);
  t.is(table.getChild('price')?.nullCount, 1);
});

test('Arrow of many batches and Parquet hold the rows the snapshot holds', async (t) => {
  const sql = `
    select ticket_id, seq, type, event_at, actor_id, command_id, data::varchar as data, copy
    from ticket_events cross join range(40) as copies (copy)`;
  const { file, bytes } = await download(sql, 'arrow');
  const parquet = await download(sql, 'parquet');
  const table = tableFromIPC(bytes);
  t.true(table.batches.length > 1);
  t.is(table.numRows, file.rowCount);

  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const path = `${await emptyWarehouse()}/result.parquet`;
  await writeFile(path, parquet.bytes);
  const sum =
    'sum(hash(ticket_id, seq, type, epoch_ms(event_at), command_id, data, copy)::hugeint)';
  const [inParquet] = (
    await connection.runAndReadAll(`select ${sum} as sum from ${quotedString(path)}`)
  ).getRowsJson();
  const { rows } = await reader.runSql({ sql: `select ${sum}::varchar as sum from (${sql})` });
  t.is(String(inParquet?.[0]), String(rows[0]?.[0]));

  let seqs = 0;
  let length = 0;
  for (const row of table) {
    seqs += row.seq;
    length += row.data.length;
  }
  const [expected] = (
    await reader.runSql({
      sql: 'select sum(seq) * 40, sum(len(data::varchar)) * 40 from ticket_events',
    })
  ).rows;
  t.deepEqual([seqs, length], expected as number[]);
  connection.closeSync();
});

test('a million rows fit a worker as Parquet', async (t) => {
  const sql = `select 'tkt-' || range as ticket_id, range as n, timestamp '2026-01-01' as instant,
    'ticket_assigned' as type, 'acc-' || (range % 1000) as actor_id from range(1000000)`;
  const { file } = await download(sql, 'parquet');
  t.is(file.rowCount, 1_000_000);
});

test('no cell of a CSV can act as a formula, and numbers stay numbers', async (t) => {
  const { bytes } = await download(
    `select '=1+1' as "=head", '+a' as b, '-2' as c, '@x' as d, -5 as e, 'a,"b"' as f, null as g,
      chr(9) || 'x' as h`,
    'csv',
  );
  t.is(bytes.toString(), `'=head,b,c,d,e,f,g,h\r\n'=1+1,'+a,-2,'@x,-5,"a,""b""",,'\tx\r\n`);
});

test('Excel gets a byte order mark, instants it knows, and in French its own separators', async (t) => {
  const sql = `select 'é' as a, 1.5 as b, timestamp '2026-01-05 09:00:00' as c, null as d, '' as e,
    '=1' as f`;
  const english = await download(sql, 'excel');
  const french = await download(sql, 'excel_fr');
  const mark = '\u{feff}';
  t.is(english.bytes.toString(), `${mark}a,b,c,d,e,f\r\né,1.5,2026-01-05 09:00:00,,"",'=1\r\n`);
  t.is(french.bytes.toString(), `${mark}a;b;c;d;e;f\r\né;"1,5";2026-01-05 09:00:00;;"";'=1\r\n`);
});

test('JSON as a file is an array of objects, also of none', async (t) => {
  const some = await download('select range as n from range(2)', 'json');
  const none = await download('select range as n from range(0)', 'json');
  t.deepEqual(JSON.parse(some.bytes.toString()), [{ n: 0 }, { n: 1 }]);
  t.deepEqual(JSON.parse(none.bytes.toString()), []);
  t.is(some.file.byteLength, some.bytes.length);
});

for (const format of ['csv', 'arrow', 'parquet'] as const) {
  test(`an empty result is a valid ${format} file`, async (t) => {
    const { file, bytes } = await download('select ticket_id from tickets where false', format);
    t.is(file.rowCount, 0);
    if (format === 'arrow') t.is(tableFromIPC(bytes).schema.fields.length, 1);
    t.true(bytes.length > 0);
  });
}

test('a result that was cut says so', async (t) => {
  const cut = await reader.runSql({ sql: 'from range(10000)', rowLimit: 5000 });
  const whole = await reader.runSql({ sql: 'from range(5000)', rowLimit: 5000 });
  t.deepEqual([cut.rowCount, cut.rows.length, cut.truncated], [5000, 5000, true]);
  t.deepEqual([whole.rowCount, whole.truncated], [5000, false]);
});

test('parameters are bound, never spliced', async (t) => {
  const { rows } = await reader.runSql({
    sql: 'select $word as word, $n + 1 as n, $none is null as is_null',
    params: { word: "'; drop table tickets; --", n: 41, none: null },
  });
  t.deepEqual(rows, [["'; drop table tickets; --", 42, true]]);
});

test('an error of SQL keeps the engine’s words and the place', async (t) => {
  await t.throwsAsync(reader.runSql({ sql: 'select teir from tickets' }), {
    code: 'sql_failed',
    message: /Candidate bindings: "tier"[\s\S]*\^/,
  });
  await t.throwsAsync(reader.runSql({ sql: 'selct 1' }), {
    code: 'sql_failed',
    message: /^Parser Error: syntax error at or near "selct"[\s\S]*\^/,
  });
});

test('what only running a statement shows is placed in the lines that were written', async (t) => {
  const { length } = 'LINE 2:   ';
  await t.throwsAsync(reader.runSql({ sql: "select\n  'a'::int as n" }), {
    code: 'sql_failed',
    message: new RegExp(`\n\nLINE 2:   'a'::int as n\n {${length + 3}}\\^$`),
  });
});

test('a metric says what it is, of which dates, and from which snapshot', async (t) => {
  const result = await reader.runMetric('opened_and_resolved', {
    from: '2026-01-05',
    to: '2026-01-18',
    by: 'week,channel',
  });
  t.is(result.metric.name, 'opened_and_resolved');
  t.deepEqual(result.by, ['week', 'channel']);
  t.is(result.snapshot?.n, 1);
  t.is(result.snapshot?.dataThrough, new Date(at(40, '12:00')).toISOString());
  t.deepEqual(
    [...new Set(result.records.map(({ segment }) => segment))],
    ['email', 'phone', 'portal'],
  );
  const file = await reader.runMetricAs('opened_and_resolved', { by: 'month' }, 'csv');
  t.regex(await text(file.body), /^period,segment,opened_count/);
});

test('a file of a metric asked for again is not made again, and is the same', async (t) => {
  const ask = () => reader.runMetricAs('opened_and_resolved', { by: 'month,group' }, 'arrow');
  const [first, second] = await Promise.all([ask(), ask()]);
  const third = await ask();
  const bytes = await buffer(first.body);
  t.true(bytes.length > 0);
  t.deepEqual(await buffer(second.body), bytes);
  t.deepEqual(await buffer(third.body), bytes);
  t.deepEqual([second.elapsedMs, third.elapsedMs], [first.elapsedMs, first.elapsedMs]);
  t.is(third.byteLength, bytes.length);
});

test('a metric whose statement gives other columns than its header declares says so', async (t) => {
  const { columns } = getMetric('time_to_acknowledge');
  const [declared = { name: '', description: { en: '', fr: '' } }] = columns.splice(1, 1);
  columns.push({ ...declared, name: 'median_days' });
  const message =
    /^metrics\/time_to_acknowledge\.sql: the statement gives period, .*: it lacks median_days; the header does not declare median_hours$/;

  await t.throwsAsync(reader.runMetric('time_to_acknowledge'), { message });
  await t.throwsAsync(reader.runMetricAs('time_to_acknowledge', {}, 'csv'), { message });

  columns.pop();
  await t.throwsAsync(reader.runMetric('time_to_acknowledge', { by: 'week' }), {
    message: /the header does not declare median_hours$/,
  });
  columns.push(declared);
  await t.throwsAsync(reader.runMetric('time_to_acknowledge', { by: 'day' }), {
    message: /the order differs$/,
  });
  columns.splice(1, 0, ...columns.splice(-1));
  t.true((await reader.runMetric('time_to_acknowledge')).records.length > 0);
});

test('without dates a metric covers the desk’s months, and a still desk’s last ones', async (t) => {
  const young = await reader.runMetric('backlog');
  t.deepEqual([young.from, young.to], ['2026-01-01', '2026-02-14']);
  const still = readerOf(await publishedWarehouse(tickets, at(900, '12:00')));
  const result = await still.runMetric('backlog');
  t.true(result.to < '2026-03-01', result.to);
});

const rejects = test.macro(
  async (t, name: string, args: object, field: string | undefined, message: RegExp) => {
    const error = await t.throwsAsync(reader.runMetric(name, args), { message });
    t.is((error as unknown as { field?: string }).field, field);
  },
);

test(
  'an unknown metric is named, with those there are',
  rejects,
  'nonsense',
  {},
  undefined,
  /No metric 'nonsense'. There are: .*\bbacklog, /,
);
test(
  'a date that does not exist is refused',
  rejects,
  'backlog',
  { from: '2026-02-31' },
  'from',
  /'2026-02-31': expected a date/,
);
test(
  'a range that ends before it begins is refused',
  rejects,
  'backlog',
  { from: '2026-02-01', to: '2026-01-01' },
  'from',
  /after/,
);
test(
  'an unknown cut is refused with those there are',
  rejects,
  'backlog',
  { by: 'moon' },
  'by',
  /by 'moon': expected a cut of backlog: day, week, month, group/,
);
test(
  'two periods at once are refused',
  rejects,
  'backlog',
  { by: 'day,week' },
  'by',
  /at most one period/,
);

test('before the first export everything answers, with nothing in it', async (t) => {
  const empty = readerOf(await emptyWarehouse());
  t.is(await empty.snapshot(), null);
  t.deepEqual((await empty.runMetric('backlog')).rows, []);
  t.deepEqual((await empty.runSql({ sql: 'select count(*) from tickets' })).rows, [[0]]);
});

test('a missing or damaged snapshot is named, and the reader lives on', async (t) => {
  const dir = await publishedWarehouse(manyTickets(3), at(30, '12:00'));
  const other = readerOf(dir);
  const file = snapshotFile(warehouseFiles(dir), (await findSnapshot(dir))?.n ?? 0);
  await writeFile(file, 'no database');
  await t.throwsAsync(other.runSql({ sql: 'select 1' }), {
    code: 'warehouse_damaged',
    message: /1\.duckdb/,
  });
  await rm(file);
  await t.throwsAsync(other.runMetric('backlog'), { code: 'warehouse_damaged' });
  await writeFile(warehouseFiles(dir).manifest, '{');
  await t.throwsAsync(other.snapshot(), { code: 'warehouse_damaged', message: /manifest/ });
});

test('every table and column of the schema is explained', async (t) => {
  const tables = await reader.schema();
  t.true(tables.length > 10);
  for (const { name, comment, columns } of tables) {
    t.not(comment, '', name);
    for (const column of columns) t.not(column.comment, '', `${name}.${column.name}`);
  }
});

test('the editor’s completion knows the columns', async (t) => {
  const completions = await reader.complete('select first_resp', 17);
  t.true(completions.some(({ text: word }) => word.startsWith('first_response')));
});

test('after it is closed a reader answers nothing and holds no process', async (t) => {
  const closing = readerOf(warehouseDir);
  const pending = closing.runSql({
    sql: 'select count(*) from range(1000000) a, range(1000000) b',
  });
  await closing.runMetric('backlog');
  await closing.close();
  await t.throwsAsync(pending);
  await t.throwsAsync(closing.runSql({ sql: 'select 1' }), { code: 'query_cancelled' });
});
