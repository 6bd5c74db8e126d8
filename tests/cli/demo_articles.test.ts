import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { wrongFrenchSpaces } from '../support/french.ts';

const folder = path.resolve(import.meta.dirname, '../../cli/demo/articles');
/** Keys, commands and addresses are written as they are. */
const verbatim = /`[^`]*`|\]\([^)]*\)|https?:\/\/\S+/g;

test('the French articles of the demo have the spaces and apostrophes of French', async (t) => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.fr.md'));
  t.true(files.length > 5);
  for (const name of files) {
    const text = (await readFile(path.join(folder, name), 'utf8')).replaceAll(verbatim, '');
    t.is(wrongFrenchSpaces.exec(text)?.[0], undefined, name);
  }
});
