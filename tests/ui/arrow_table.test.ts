import { buffer } from 'node:stream/consumers';
import test from 'ava';
import type { WarehouseReader } from '../../analytics/reader.ts';
import { cellText, readArrow } from '../../api/ui/app/analytics/arrow_table.ts';
import { emptyWarehouse, readerOf } from '../analytics/published.ts';

let reader: WarehouseReader;
test.before(async () => {
  reader = readerOf(await emptyWarehouse());
});

async function tableOf(sql: string) {
  const file = await reader.runSqlAs({ sql }, 'arrow');
  return readArrow(await buffer(file.body));
}

const shown: Record<string, [sql: string, kind: string, text: string]> = {
  'a whole number': ['42::bigint', 'number', '42'],
  'a whole number too long for a double': [
    '9007199254740993::bigint',
    'number',
    '9007199254740993',
  ],
  'a huge number': [
    '-170141183460469231731687303715884105::hugeint',
    'number',
    '-170141183460469231731687303715884105',
  ],
  'a decimal': ['12.30::decimal(6, 2)', 'number', '12.3'],
  'a decimal under one, below zero': ['-0.05::decimal(6, 2)', 'number', '-0.05'],
  'a long decimal': ['-12345678901234567.89::decimal(20, 2)', 'number', '-12345678901234567.89'],
  'a fraction': ['1.5::double', 'number', '1.5'],
  'no number': ["'nan'::double", 'number', 'NaN'],
  'a truth': ['true', 'boolean', 'true'],
  'a text': ['\'é; "ï"\'', 'text', 'é; "ï"'],
  'a word of an enumeration': ["'x'::enum('w', 'x')", 'text', 'x'],
  'a date': ["date '2026-03-29'", 'date', '2026-03-29'],
  'a date before 1970': ["date '1969-12-31'", 'date', '1969-12-31'],
  'an instant': ["timestamp '2026-03-29 01:02:03.456'", 'instant', '2026-03-29 01:02:03.456'],
  'an instant with a zone, in UTC': [
    "timestamptz '2026-03-29 01:02:03+02'",
    'instant',
    '2026-03-28 23:02:03',
  ],
  'a time of day': ["time '13:14:15'", 'text', '13:14:15.000'],
  bytes: ["'\\xAB'::blob", 'text', 'ab'],
  'a list': ['[1, 2]', 'text', '[1,2]'],
  'a structure': ["{'a': 1}", 'text', '{"a": 1}'],
};

for (const [what, [sql, kind, text]] of Object.entries(shown)) {
  test(`${what} of the warehouse is read in the browser as it is`, async (t) => {
    const table = await tableOf(`select ${sql} as it union all select null`);
    t.is(String(table.columns[0]?.kind), kind);
    t.is(cellText(table.cell(0, 0), table.columns[0]?.kind ?? 'text'), text);
    t.is(table.cell(1, 0), null);
  });
}

test('a result of many batches is one table', async (t) => {
  const table = await tableOf("select range as n, 'w' || range % 7 as word from range(200000)");
  t.is(table.rowCount, 200_000);
  t.is(table.cell(199_999, 0), 199_999);
  t.is(table.cell(131_072, 1), `w${131_072 % 7}`);
});

test('an empty result still has its columns', async (t) => {
  const table = await tableOf("select 1 as n, 'a' as word where false");
  t.is(table.rowCount, 0);
  t.deepEqual(
    table.columns.map(({ name }) => name),
    ['n', 'word'],
  );
});
