import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { recordHistory } from '../../activities/projection.ts';
import { livePast } from '../../cli/demo/past.ts';
import { deviationKinds } from '../../workflows/domain/deviations.ts';
import { DeskDatabase } from '../analytics/desk_database.ts';
import { writeLog } from '../import/small_logs.ts';
import { runPalier } from '../support/palier.ts';

const root = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/mining.md'), 'utf8');
const importPage = readFileSync(path.join(root, 'docs/import.md'), 'utf8');

function snippet(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(importPage)?.[1];
  if (found === undefined) throw new Error(`docs/import.md has no ${language} snippet`);
  return found;
}

/** The words of a line, as a shell would part them. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

const commands = [...page.matchAll(/^palier .+$/gm)].map(([line]) => wordsOf(line).slice(1));

test('every command of the page on mining does what it says', async (t) => {
  t.timeout(400_000, 'A desk, and a process for each command');
  const desk = await DeskDatabase.create();
  await recordHistory(desk.database, livePast(Date.UTC(2027, 0, 15, 12)).slice(0, 60), 'demo');
  await desk.export();
  const log = writeLog('log.csv', snippet('csv'));
  const folder = path.dirname(log);
  const mapping = writeLog('mapping.json', snippet('json'));
  t.true(commands.length >= 10);
  for (const command of commands) {
    const placed = command.map((word) => {
      if (word === 'log.csv') return log;
      if (word === 'mapping.json') return mapping;
      return /^tickets\./.test(word) ? path.join(folder, word) : word;
    });
    const ran = await runPalier(placed, {
      DATABASE_URL: desk.url,
      PALIER_WAREHOUSE: desk.warehouseDir,
    });
    t.is(ran.code, 0, `${command.join(' ')}: ${ran.stderr}`);
    t.not(ran.stdout, '');
  }
  t.regex(await readFile(path.join(folder, 'tickets.xes'), 'utf8'), /<\/log>\n$/);
  const ocel = JSON.parse(await readFile(path.join(folder, 'tickets.ocel2.json'), 'utf8'));
  t.true(ocel.events.length > 0);
  const told = await desk.database('audit_entries').where('kind', 'export').pluck('object_id');
  t.is(told.length, 2);
});

test('the page on mining names every kind of deviation', (t) => {
  for (const kind of deviationKinds) t.true(page.includes(`\`${kind}\``), kind);
});
