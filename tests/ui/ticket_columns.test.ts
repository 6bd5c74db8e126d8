import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { tableFromIPC } from 'apache-arrow';
import test from 'ava';
import { metricDefinitions } from '../../analytics/catalogue.ts';
import { emptyWarehouse, readerOf } from '../analytics/published.ts';
import { englishWordIn, wrongFrenchSpaces } from '../support/french.ts';

const messagesDir = path.resolve(import.meta.dirname, '../../api/ui/messages');

async function messagesIn(language: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(path.join(messagesDir, `${language}.json`), 'utf8'));
}

test('every column behind a number, and what it is cut by, has a heading in both languages', async (t) => {
  const reader = readerOf(await emptyWarehouse());
  const [en, fr] = await Promise.all([messagesIn('en'), messagesIn('fr')]);
  const isSaid = (column: string) => [en, fr].every((words) => words[`ticket_column.${column}`]);
  for (const { name, rowsSql, segments } of metricDefinitions()) {
    if (rowsSql === null) continue;
    const { body } = await reader.runMetricRowsAs(name, {}, 'arrow');
    const columns = tableFromIPC(await buffer(body)).schema.fields.map((field) => field.name);
    t.is(
      new Set(columns.map((column) => column.replace(/[_:]\d+$/, ''))).size,
      columns.length,
      name,
    );
    for (const column of columns)
      t.true(column === 'ticket_id' || isSaid(column), `${name}: ${column}`);
    for (const segment of segments) {
      const columnsOfIt = [segment, `${segment}_id`, `${segment}_name`];
      t.true(columnsOfIt.some(isSaid), `${name} cut by ${segment}`);
    }
  }
});

test('what stands behind a number is said in French in the French of the desk', async (t) => {
  const fr = Object.entries(await messagesIn('fr'));
  const said = fr.filter(([key]) => /^ticket_(column|value)\./.test(key));
  t.true(said.length > 50);
  for (const [key, words] of said) {
    t.is(englishWordIn(words), null, key);
    t.notRegex(words, wrongFrenchSpaces, key);
  }
});
