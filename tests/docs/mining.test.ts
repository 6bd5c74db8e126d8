import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { recordHistory } from '../../activities/projection.ts';
import { openReader } from '../../analytics/reader.ts';
import { type MapQuery, remedyCommands } from '../../api/ui/app/analytics/map/map_query.ts';
import { livePast } from '../../cli/demo/past.ts';
import { deviationKinds } from '../../workflows/domain/deviations.ts';
import { DeskDatabase } from '../analytics/desk_database.ts';
import { writeLog } from '../import/small_logs.ts';
import { runPalier } from '../support/palier.ts';
import { temporaryFolder } from '../support/temporary.ts';

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

let desk: DeskDatabase;
let folder: string;
let mapping: string;
/** A process of one's own in git, that says on `main` what it said before somebody changed it. */
let ownProcess: string;

test.before(async (t) => {
  t.timeout(400_000, 'A desk');
  desk = await DeskDatabase.create();
  await recordHistory(desk.database, livePast(Date.UTC(2027, 0, 15, 12)).slice(0, 60), 'demo');
  await desk.export();
  folder = path.dirname(writeLog('log.csv', snippet('csv')));
  mapping = writeLog('mapping.json', snippet('json'));
  ownProcess = changedProcess();
});

function changedProcess(): string {
  const repository = temporaryFolder();
  const file = path.join(repository, 'it_support.ts');
  const source = path.join(root, 'workflows/processes/it_support.ts');
  const written = (change: string) =>
    `import { itSupport } from ${JSON.stringify(source)};\n` +
    `export const changed = { ...itSupport, ${change} };\n`;
  const git = (...command: string[]) => {
    const who = ['-c', 'user.name=Owner', '-c', 'user.email=owner@desk.example'];
    execFileSync('git', ['-C', repository, ...who, ...command], { stdio: 'pipe' });
  };
  writeFileSync(file, written(''));
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Begin');
  writeFileSync(file, written('version: itSupport.version + 1, bounceLimit: 1'));
  return file;
}

/** Runs a command of the page, with its files where they are here. */
function ran(command: readonly string[]) {
  const placed = command.map((word) => {
    if (word === 'log.csv') return path.join(folder, word);
    if (word === 'mapping.json') return mapping;
    if (word === './it_support.ts') return ownProcess;
    return /^tickets\./.test(word) ? path.join(folder, word) : word;
  });
  // Written in the folder of the processes, which is another here.
  if (placed[1] === 'report') placed.splice(2, 0, ownProcess);
  const env = { DATABASE_URL: desk.url, PALIER_WAREHOUSE: desk.warehouseDir };
  return runPalier(placed, env);
}

test.serial('every command of the page on mining does what it says', async (t) => {
  t.timeout(400_000, 'A process for each command');
  t.true(commands.length >= 12);
  for (const command of commands) {
    const { code, stdout, stderr } = await ran(command);
    t.is(code, 0, `${command.join(' ')}: ${stderr}`);
    t.not(stdout, '');
  }
  t.regex(await readFile(path.join(folder, 'tickets.xes'), 'utf8'), /<\/log>\n$/);
  const ocel = JSON.parse(await readFile(path.join(folder, 'tickets.ocel2.json'), 'utf8'));
  t.true(ocel.events.length > 0);
  const told = await desk.database('audit_entries').where('kind', 'export').pluck('object_id');
  t.is(told.length, 2);
});

test.serial(
  'the commands that a map tells try a change on just the tickets that it shows',
  async (t) => {
    t.timeout(400_000, 'A process for each command');
    const reader = openReader({ warehouseDir: desk.warehouseDir });
    t.teardown(() => reader.close());
    const process = 'it_support';
    const groups = await reader.groups();
    const cuts: MapQuery[] = [
      {},
      ...groups.slice(0, 2).map((group) => ({ group })),
      { channel: 'email' },
      { from: '2026-12-20', to: '2027-01-10' },
    ];
    const counts = new Set<number>();
    for (const cut of cuts) {
      const asked = { ...cut, process };
      const { parts, from, to } = await reader.mineProcess(asked);
      const caseCount = Number(parts.totals[0]?.case_count);
      if (caseCount === 0) continue;
      counts.add(caseCount);
      const [simulate = ''] = remedyCommands(asked, { from, to, processes: [] });
      const { code, stdout, stderr } = await ran([...wordsOf(simulate).slice(1), '--json']);
      t.is(code, 0, `${simulate}: ${stderr}`);
      t.is(JSON.parse(stdout).ticketCount, caseCount, simulate);
    }
    t.true(counts.size > 2, 'the cuts are of several sizes');
    const [, report = ''] = remedyCommands(
      { process },
      { from: '2026-01-01', to: '2027-01-31', processes: [] },
    );
    const { code, stdout, stderr } = await ran(wordsOf(report).slice(1));
    t.is(code, 0, stderr);
    t.regex(stdout, /### The same history under both\n\n```text\n60 tickets/);
  },
);

test('the page on mining names every kind of deviation', (t) => {
  for (const kind of deviationKinds) t.true(page.includes(`\`${kind}\``), kind);
});
