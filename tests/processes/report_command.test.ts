import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { initPackage } from '../../packages/init_package.ts';
import { officeMapping, writeLog } from '../import/small_logs.ts';
import { runPalier } from '../support/palier.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** What a reviewer reads under a request: a folder of processes in git, without a desk. */

const nowhere = temporaryFolder();

function git(folder: string, ...command: string[]): void {
  const who = ['-c', 'user.name=Owner', '-c', 'user.email=owner@desk.example'];
  execFileSync('git', ['-C', folder, ...who, ...command], { stdio: 'pipe' });
}

/** A folder as `process init` makes it, its first state committed, in a folder of a repository. */
function begun(): string {
  const repository = temporaryFolder();
  const folder = path.join(repository, 'processes');
  initPackage(folder);
  git(repository, 'init', '--quiet', '--initial-branch=main');
  git(repository, 'add', '.');
  git(repository, 'commit', '--quiet', '--message', 'Begin');
  return folder;
}

function change(folder: string, ...replacements: [before: string, after: string][]): void {
  const file = path.join(folder, 'building.ts');
  let text = readFileSync(file, 'utf8');
  for (const [before, after] of replacements) {
    if (!text.includes(before)) throw new Error(`building.ts has no ${before}`);
    text = text.replace(before, after);
  }
  writeFileSync(file, text);
}

const report = (folder: string, ...more: string[]) =>
  runPalier(['process', 'report', folder, '--base', 'main', ...more], { PALIER_HOME: nowhere });

test('a report says the proof and the change in words, beside what git has', async (t) => {
  const folder = begun();
  change(folder, ['version: 1,', 'version: 2,'], ['p3: hours(4)', 'p3: hours(1)']);
  const { code, stdout, stderr } = await report(folder);
  t.is(code, 0, stderr);
  t.regex(stdout, /^# Processes, beside `main`\n\n## `building`: version 1 → version 2\n/);
  t.regex(stdout, /### The proof\n\n✅ No ticket can be forgotten: [\d,]+ states, [\d,]+ moves\./);
  t.regex(stdout, /### What changes\n\n- .*\n/);
  t.regex(stdout, /4 h.*1 h/);
  t.regex(stdout, /### Open tickets\n\nNo desk runs here/);
  t.regex(stdout, /No desk runs here: name a log with `--history`/);
});

test('what no ticket may meet fails the report, with the moves that lead there', async (t) => {
  const folder = begun();
  change(
    folder,
    ['version: 1,', 'version: 2,'],
    ['escalate: { hierarchical: 1 }', "escalate: 'functional'"],
    ['hierarchyLevels: 1', 'hierarchyLevels: 0'],
  );
  const { code, stdout, stderr } = await report(folder);
  t.is(code, 1, stdout);
  t.regex(stdout, /❌/);
  t.regex(stderr, /building/);
});

test('a change under a version that was shipped is told to raise it', async (t) => {
  const folder = begun();
  change(folder, ['p3: hours(4)', 'p3: hours(1)']);
  const { code, stdout } = await report(folder);
  t.is(code, 0);
  t.regex(stdout, /> \*\*The version is not raised\.\*\* Tickets follow version 1 as it was/);
});

test('nothing that changes is nothing to review, and other titles are', async (t) => {
  const folder = begun();
  t.is((await report(folder)).stdout, '# Processes, beside `main`\n\nNo process changes.\n');
  change(folder, ["en: 'Janitors'", "en: 'Caretakers *of the house*'"]);
  const { stdout } = await report(folder);
  t.regex(stdout, /Caretakers \\\*of the house\\\*/, 'as it is written, not as Markdown');
  t.notRegex(stdout, /### The proof/, 'its rules are what they were');
});

test('a process that is new is proved, and compared with nothing', async (t) => {
  const folder = begun();
  const text = readFileSync(path.join(folder, 'building.ts'), 'utf8');
  writeFileSync(
    path.join(folder, 'garden.ts'),
    text.replace("id: 'building'", "id: 'garden'").replace('const building', 'const garden'),
  );
  const entry = path.join(folder, 'index.ts');
  writeFileSync(
    entry,
    readFileSync(entry, 'utf8')
      .replace(
        "from './building.ts';",
        "from './building.ts';\nimport { garden } from './garden.ts';",
      )
      .replace('[building]', '[building, garden]'),
  );
  const { code, stdout, stderr } = await report(folder);
  t.is(code, 0, stderr);
  t.regex(stdout, /## `garden`: version 1, new/);
  t.notRegex(stdout, /## `building`/);
});

test('a history runs through both, side by side', async (t) => {
  const folder = begun();
  change(folder, ['version: 1,', 'version: 2,'], ['p3: hours(4)', 'p3: hours(1)']);
  const log = writeLog(
    'log.csv',
    [
      'case,activity,time,agent',
      '1,open,2026-01-05T09:00:00Z,Anna',
      '1,solve,2026-01-05T15:00:00Z,Anna',
      '2,open,2026-01-06T09:00:00Z,Anna',
      '2,solve,2026-01-07T15:00:00Z,Anna',
    ].join('\n'),
  );
  const mapping = writeLog('office.json', JSON.stringify(officeMapping));
  const { stdout, stderr } = await report(folder, '--history', log, '--mapping', mapping);
  t.regex(stdout, /### The same history under both\n\n```text\n2 tickets, 2026-01-05/, stderr);
  t.regex(stdout, /current {4}building@1/);
  t.regex(stdout, /candidate {2}building@2/);
});

test('a revision that git does not know, and a folder in no repository, are told', async (t) => {
  const folder = begun();
  const unknown = await runPalier(['process', 'report', folder, '--base', 'nowhere']);
  t.is(unknown.code, 2);
  t.regex(unknown.stderr, /nowhere/);
  const outside = path.join(temporaryFolder(), 'desk');
  initPackage(outside);
  const { code, stderr } = await report(outside);
  t.is(code, 2);
  t.regex(stderr, /not a git repository/);
});

test('what this Palier cannot read of the base is told, and the rest of the report is there', async (t) => {
  const folder = begun();
  const repository = path.dirname(folder);
  const file = path.join(folder, 'building.ts');
  const good = readFileSync(file, 'utf8');
  change(folder, ["entryGroup: 'janitors'", "entryGroup: 'nobody'"]);
  git(repository, 'commit', '--quiet', '--all', '--message', 'Break it');
  writeFileSync(file, good.replace('version: 1,', 'version: 2,'));
  const { code, stdout, stderr } = await report(folder);
  t.is(code, 0, stderr);
  t.regex(stdout, /> \*\*What it was cannot be read\*\*: .*entryGroup/);
  t.regex(stdout, /✅ No ticket can be forgotten/);
});
