import { readFileSync } from 'node:fs';
import test from 'ava';
import { processesPage, writtenPage } from './processes_page.ts';

test('the page of the shipped processes says what their code says', async (t) => {
  const page = readFileSync(processesPage, 'utf8');
  t.is(page, await writtenPage(), 'write it again: npm run docs:processes');
});
