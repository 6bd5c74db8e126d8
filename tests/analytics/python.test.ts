import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { warehouseFiles } from '../../analytics/files.ts';
import { findSnapshot, snapshotFile } from '../../analytics/manifest.ts';
import { openReader } from '../../analytics/reader.ts';
import { at } from '../domain/desk.ts';
import { findPython, type Python } from '../support/python.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { DeskDatabase } from './desk_database.ts';
import { manyTickets } from './histories.ts';
import { publishedWarehouse } from './published.ts';

const scripts = path.join(import.meta.dirname, 'python');
let python: Python | string;
test.before(async (t) => {
  t.timeout(300_000, 'Python packages are installed once');
  python = await findPython(path.join(scripts, 'requirements.txt'));
});

/** A test that says in a word why it has nothing to say on a machine without Python. */
function withPython(title: string, run: (t: ExecutionContext) => Promise<void>): void {
  test(title, async (t) => {
    if (typeof python !== 'string') return run(t);
    t.log(`skipped: ${python}`);
    t.pass();
  });
}

async function runPython(script: string, ...args: string[]): Promise<unknown> {
  if (typeof python === 'string') throw new Error(python);
  return JSON.parse(await python.run(path.join(scripts, script), args));
}

/** A column: its SQL, what a reader must find, and the types it has where they are not the same. */
interface Kept {
  sql: string;
  value: unknown;
  /** As pyarrow, polars and duckdb call it. */
  arrow: [string, string, string];
  /** The same in Parquet, where that differs. */
  parquet?: [string, string, string];
}

const columns: Record<string, Kept> = {
  small: { sql: '7::tinyint', value: 7, arrow: ['int8', 'Int8', 'TINYINT'] },
  whole: {
    sql: '9007199254740993::bigint',
    value: '9007199254740993',
    arrow: ['int64', 'Int64', 'BIGINT'],
  },
  total: {
    sql: '(170141183460469231731687303715884105)::hugeint',
    value: '170141183460469231731687303715884105',
    arrow: ['decimal128(38, 0)', 'Decimal(precision=38, scale=0)', 'DECIMAL(38,0)'],
  },
  price: {
    sql: '-12.34::decimal(6, 2)',
    value: '-12.34',
    arrow: ['decimal128(6, 2)', 'Decimal(precision=6, scale=2)', 'DECIMAL(6,2)'],
  },
  long_price: {
    sql: '12345678901234567.89::decimal(20, 2)',
    value: '12345678901234567.89',
    arrow: ['decimal128(20, 2)', 'Decimal(precision=20, scale=2)', 'DECIMAL(20,2)'],
  },
  ratio: { sql: '0.1::double', value: 0.1, arrow: ['double', 'Float64', 'DOUBLE'] },
  nothing: { sql: "'nan'::double", value: 'nan', arrow: ['double', 'Float64', 'DOUBLE'] },
  yes: { sql: 'true', value: true, arrow: ['bool', 'Boolean', 'BOOLEAN'] },
  text: {
    sql: "'longer than twelve bytes, with an é'",
    value: 'longer than twelve bytes, with an é',
    arrow: ['string', 'String', 'VARCHAR'],
  },
  bytes: { sql: "'\\x00\\xFF'::blob", value: '00ff', arrow: ['binary', 'Binary', 'BLOB'] },
  day: { sql: "date '2026-03-29'", value: '2026-03-29', arrow: ['date32[day]', 'Date', 'DATE'] },
  clock: {
    sql: "time '01:02:03.5'",
    value: '01:02:03.500000',
    arrow: ['time64[us]', 'Time', 'TIME'],
  },
  instant: {
    sql: "timestamp '1969-12-31 23:59:59.999999'",
    value: '1969-12-31T23:59:59.999999',
    arrow: ['timestamp[us]', "Datetime(time_unit='us', time_zone=None)", 'TIMESTAMP'],
  },
  zoned: {
    sql: "timestamptz '2026-03-29 01:02:03+02'",
    value: '2026-03-28T23:02:03+00:00',
    arrow: [
      'timestamp[us, tz=UTC]',
      "Datetime(time_unit='us', time_zone='UTC')",
      'TIMESTAMP WITH TIME ZONE',
    ],
  },
  word: {
    sql: "'x'::enum ('w', 'x')",
    value: 'x',
    arrow: ['dictionary<values=string, indices=uint8, ordered=0>', 'Categorical', 'VARCHAR'],
    parquet: ['string', 'String', 'VARCHAR'],
  },
  document: {
    sql: `'{"a": 1}'::json`,
    value: '{"a": 1}',
    arrow: ['string', 'String', 'VARCHAR'],
  },
  list: {
    sql: '[1, null, 2]',
    value: [1, null, 2],
    arrow: ['list<item: int32>', 'List(Int32)', 'INTEGER[]'],
    parquet: ['list<element: int32>', 'List(Int32)', 'INTEGER[]'],
  },
  lists: {
    sql: '[[1], [], null, [2, 3]]',
    value: [[1], [], null, [2, 3]],
    arrow: ['list<item: list<item: int32>>', 'List(List(Int32))', 'INTEGER[][]'],
    parquet: ['list<element: list<element: int32>>', 'List(List(Int32))', 'INTEGER[][]'],
  },
  pair: {
    sql: '[1.5, null]::double[2]',
    value: [1.5, null],
    arrow: ['fixed_size_list<item: double>[2]', 'Array(Float64, shape=(2,))', 'DOUBLE[2]'],
    parquet: ['list<element: double>', 'List(Float64)', 'DOUBLE[]'],
  },
  record: {
    sql: "{'n': 1, 'in': {'price': 1.5::decimal(3, 1)}}",
    value: { n: 1, in: { price: '1.5' } },
    arrow: [
      'struct<n: int32, in: struct<price: decimal128(3, 1)>>',
      "Struct({'n': Int32, 'in': Struct({'price': Decimal(precision=3, scale=1)})})",
      'STRUCT(n INTEGER, "in" STRUCT(price DECIMAL(3,1)))',
    ],
  },
  numbers: {
    sql: "map {'k': 1.5::double, 'l': null}",
    value: { k: 1.5, l: null },
    arrow: ['map<string, double>', 'Map(String, Float64)', 'MAP(VARCHAR, DOUBLE)'],
    parquet: ["map<string, double ('numbers')>", 'Map(String, Float64)', 'MAP(VARCHAR, DOUBLE)'],
  },
};

/** One row of values between rows of nulls: what comes before shifts what comes after. */
const everyType = `
  select ${Object.keys(columns).join(', ')}
  from range(1, 4) as rows (n)
  left join (
    select 2 as n, ${Object.entries(columns)
      .map(([name, { sql }]) => `${sql} as ${name}`)
      .join(', ')}
  ) as filled using (n)
  order by n`;

interface Seen {
  types: Record<string, string>;
  rows: Record<string, unknown>[];
}

async function writeResult(format: 'arrow' | 'parquet'): Promise<string> {
  const reader = openReader({ warehouseDir: temporaryFolder(), concurrency: 1 });
  onTeardown(() => reader.close());
  const { body, fileName } = await reader.runSqlAs({ sql: everyType }, format);
  const file = path.join(temporaryFolder(), fileName);
  await writeFile(file, body);
  return file;
}

for (const format of ['arrow', 'parquet'] as const) {
  withPython(`pyarrow, polars and duckdb read a result in ${format}, types and all`, async (t) => {
    const [byReader] = (await runPython('read_results.py', await writeResult(format))) as [
      Record<string, Seen>,
    ];
    const expected = Object.entries(columns);
    const nulls = Object.fromEntries(expected.map(([name]) => [name, null]));
    const values = Object.fromEntries(expected.map(([name, { value }]) => [name, value]));
    for (const [place, reader] of ['pyarrow', 'polars', 'duckdb'].entries()) {
      const types = expected.map(([name, kept]) => [
        name,
        (format === 'parquet' && kept.parquet ? kept.parquet : kept.arrow)[place],
      ]);
      t.deepEqual(byReader[reader]?.types, Object.fromEntries(types), reader);
      t.deepEqual(byReader[reader]?.rows, [nulls, values, nulls], reader);
    }
  });
}

/** What other programs have read wrongly, each in a row of its own. */
const hardCells = [
  'a\nb',
  'a\r\nb',
  'a\rb',
  'a,b;c\td',
  '"',
  'say ""so""',
  "it's",
  ' blanks ',
  '\\',
  '\\"',
  '# no comment',
  'NULL',
  'nan',
  '007',
  '=1+1',
  '-x',
  '@x',
  'é ж 中 🦉',
  'true',
  '2026-01-05',
  '',
  null,
];

interface SeenTexts {
  names: string[];
  rows: (string | null)[][];
}

async function readCsv(columnsSql: string, format: 'csv' | 'csv_verbatim') {
  const reader = openReader({ warehouseDir: temporaryFolder(), concurrency: 1 });
  onTeardown(() => reader.close());
  const sql = `select ${columnsSql}
    from (
      select n, from_json($cells, '["varchar"]')[n] as cell
      from range(1, ${hardCells.length + 1}) as numbers (n)
    )
    order by n`;
  const query = { sql, params: { cells: JSON.stringify(hardCells) } };
  const { body, fileName } = await reader.runSqlAs(query, format);
  const file = path.join(temporaryFolder(), fileName);
  await writeFile(file, body);
  return (await runPython('read_csv.py', file)) as Record<string, SeenTexts>;
}

for (const place of ['n, cell', 'cell, n', 'cell']) {
  withPython(`csv, pandas and duckdb read a CSV of ${place} back cell for cell`, async (t) => {
    const seen = await readCsv(place, 'csv_verbatim');
    t.deepEqual(Object.keys(seen), ['csv', 'pandas', 'duckdb']);
    const names = place.split(', ');
    for (const [reader, { names: seenNames, rows }] of Object.entries(seen)) {
      t.deepEqual(seenNames, names, reader);
      const expected = hardCells.map((cell, index) =>
        names.map((name) => (name === 'n' ? String(index + 1) : cell)),
      );
      // Two of them know no null among texts, and a null alone in its row is an empty text to all.
      const knowsNull = reader === 'duckdb' && names.length > 1;
      const told = knowsNull ? expected : expected.map((row) => row.map((cell) => cell ?? ''));
      t.deepEqual(rows, told, reader);
    }
  });
}

withPython('a CSV that is safe in a spreadsheet differs in its formulas alone', async (t) => {
  const { csv } = await readCsv('n, cell', 'csv');
  const guarded = hardCells.filter((cell) => cell !== null && /^[=@-]/.test(cell));
  const expected = hardCells.map((cell) =>
    guarded.includes(cell) ? `'${String(cell)}` : (cell ?? ''),
  );
  t.is(guarded.length, 3);
  t.deepEqual(
    csv?.rows.map(([, cell]) => cell),
    expected,
  );
});

withPython('a table of the warehouse by `palier sql` is the table they read', async (t) => {
  const warehouseDir = await publishedWarehouse(manyTickets(40), at(40, '12:00'));
  const folder = temporaryFolder();
  const files = ['tickets.arrows', 'tickets.parquet'].map((name) => path.join(folder, name));
  for (const [index, format] of ['arrow', 'parquet'].entries()) {
    const statement = 'select * exclude (satisfaction_score) from tickets order by ticket_id';
    await palier(warehouseDir, [
      'sql',
      statement,
      '--format',
      format,
      '--out',
      String(files[index]),
    ]);
  }
  const results = (await runPython('read_results.py', ...files)) as Record<string, Seen>[];
  const rows = results.flatMap((byReader) => Object.values(byReader).map((seen) => seen.rows));
  t.is(rows.length, 6);
  t.is(rows[0]?.length, 40);
  for (const others of rows) t.deepEqual(others, rows[0]);
  const [row] = rows[0] as [Record<string, unknown>];
  t.is(row.opened_at, '2026-01-05T09:00:00');
  t.is(row.opened_date, '2026-01-05');
});

withPython('the plain duckdb module reads a snapshot in the middle of an export', async (t) => {
  const desk = await DeskDatabase.createBehind();
  const child = desk.exportElsewhere();
  onTeardown(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  child.kill('SIGSTOP');

  const during = await readSnapshot(desk.warehouseDir);
  await resume(child);

  t.deepEqual([during.tickets, during.opened], [5, 5]);
  t.regex(String(during.comment), /^One row per ticket/);
  t.like(await readSnapshot(desk.warehouseDir), { tickets: 60, opened: 60 });
});

async function resume(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.stdout?.resume();
  child.kill('SIGCONT');
  await exited;
}

async function readSnapshot(warehouseDir: string): Promise<Record<string, unknown>> {
  const snapshot = await findSnapshot(warehouseDir);
  const file = snapshotFile(warehouseFiles(warehouseDir), snapshot?.n ?? 0);
  return (await runPython('open_snapshot.py', file)) as Record<string, unknown>;
}

async function palier(warehouseDir: string, args: string[]): Promise<void> {
  const program = path.resolve(import.meta.dirname, '../../cli/palier.ts');
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, PALIER_WAREHOUSE: warehouseDir },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [told, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new Error(told);
}
