import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { temporaryFolder } from '../support/temporary.ts';

const palier = path.resolve(import.meta.dirname, '../../cli/palier.ts');
const smallProcess = path.resolve(import.meta.dirname, 'small_process.ts');

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `palier process check` as a person would, and gives what it said. */
async function check(...args: string[]): Promise<Run> {
  const command = [palier, 'process', 'check', ...args];
  const environment = { env: { ...process.env, NO_COLOR: '1' } };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, environment);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Run;
    return { code, stdout, stderr };
  }
}

/** A file with the small process, changed; both in a folder of an owner, who has the desk as a package. */
async function variant(change: string): Promise<string> {
  const folder = temporaryFolder();
  const small = await readFile(smallProcess, 'utf8');
  await writeFile(
    path.join(folder, 'small_process.ts'),
    small.replaceAll(/'\.\.\/\.\.\/workflows\/processes\/\w+\.ts'/g, "'palier/processes'"),
  );
  const file = path.join(folder, 'process.ts');
  const source = `import { smallProcess } from './small_process.ts';
export const changed = { ...smallProcess, ${change} };\n`;
  await writeFile(file, source);
  return file;
}

test('a process in which nothing can go wrong passes, and what was searched is said', async (t) => {
  const { code, stderr } = await check(smallProcess);
  t.is(code, 0);
  t.regex(stderr, /✓ small version 1, checked in [\d.]+ s\n +lifecycle +\d+ states, [\d,]+ moves/);
});

test('a process in which something can go wrong fails, move by move', async (t) => {
  const { code, stderr } = await check(await variant('hierarchyLevels: 0'));
  t.is(code, 1);
  t.regex(
    stderr,
    /✗ Handed back 2 times, and no management is told\n {4}at .*small_process\.ts:\d+\n +1\. a requester opens/,
  );
});

/** As `check`, on a terminal: everything it shows there, in one text. */
async function checkOnTerminal(file: string): Promise<string> {
  const command = [process.execPath, palier, 'process', 'check', file].join(' ');
  const env = { ...process.env, NO_COLOR: '1' };
  const shown = await promisify(execFile)('script', ['-qc', command, '/dev/null'], { env });
  return shown.stdout;
}

/** Takes the place of the line before it. */
const inPlace = String.raw`\r\u001b\[K`;

test('on a terminal one line says how far it is, and goes once it is done', async (t) => {
  const shown = await checkOnTerminal(smallProcess);
  t.regex(shown, new RegExp(`${inPlace}small: everything that can happen to a ticket is tried`));
  for (const view of ['lifecycle', 'escalation', 'clocks']) {
    t.regex(shown, new RegExp(`${inPlace}small: ${view}, [\\d,]+ states, [\\d,]+ moves`));
  }
  t.regex(shown, new RegExp(`${inPlace}✓ small version 1`));
  t.notRegex(shown, /in full/);
});

test('on a terminal it is said that a search in full takes longer', async (t) => {
  const shown = await checkOnTerminal(await variant('hierarchyLevels: 0'));
  t.regex(shown, /moves, in full, which may take minutes/);
});

test('a pipe gets what was found, and nothing of how far it is', async (t) => {
  const { stdout, stderr } = await check(smallProcess);
  t.is(stdout, '');
  t.notRegex(stderr, new RegExp(inPlace));
  t.regex(stderr, /^✓ small version 1[^\n]*(\n {2}\w+ +[\d,]+ states, [\d,]+ moves){3}\n$/);
});

test('searched in full at once, the small process passes too', async (t) => {
  const { code, stderr } = await check('--full', smallProcess);
  t.is(code, 0);
  t.regex(stderr, /✓ small version 1/);
});

test('findings as JSON go to standard output, and the exit code stays', async (t) => {
  const { code, stdout } = await check('--json', await variant('hierarchyLevels: 0'));
  t.is(code, 1);
  const [report] = JSON.parse(stdout);
  t.is(report.violations[0].rule, 'bounces_are_told');
});

test('what is found is told with file and line, also of what a helper makes', async (t) => {
  const file = await variant(`
  rules: {
    stale: {
      title: { en: 'Stale', fr: 'Vieux' },
      on: { event: 'opened' },
      when: { all: [{ field: 'priority', in: ['p1'] }, { field: 'priority', in: ['p2'] }] },
      do: [{ notify: ['group'] }],
    },
    late: never('resolution'),
  }`);
  const helper = `const never = (clock: 'resolution') => ({
  title: { en: 'Late', fr: 'En retard' },
  on: { clock, atPercent: 100 },
  when: { all: [{ field: 'priority', in: ['p1'] }, { field: 'priority', in: ['p3'] }] },
  do: [{ notify: ['group'] }],
});\n`;
  const source = await readFile(file, 'utf8');
  await writeFile(file, source.replace('export const changed', `${helper}export const changed`));
  const { code, stderr, stdout } = await check('--json', file);
  t.is(code, 1, stderr);
  const lines = (await readFile(file, 'utf8')).split('\n');
  const [report] = JSON.parse(stdout);
  const told = report.violations.map(({ places }: { places: { file: string; line: number }[] }) =>
    places.map((place) => [path.basename(place.file), lines[place.line - 1]?.trim()]),
  );
  t.deepEqual(told, [
    [
      [
        'process.ts',
        "when: { all: [{ field: 'priority', in: ['p1'] }, { field: 'priority', in: ['p2'] }] },",
      ],
    ],
    [['process.ts', "late: never('resolution'),"]],
  ]);
  const words = (await check(file)).stderr;
  t.regex(words, /✗ rules 'stale' is for .*\n {4}at .*process\.ts:\d+\n/);
});

const refused = test.macro({
  title: (_, change: string) => `refused with file, line, place, value and expectation: ${change}`,
  async exec(t, change: string, problem: RegExp) {
    const file = await variant(change);
    const { code, stderr } = await check(file);
    t.is(code, 1);
    const lines = stderr.trimEnd().split('\n');
    t.is(lines.length, 1, stderr);
    t.regex(stderr.replace(file, ''), /^✗ :[23]: /);
    t.regex(stderr, problem);
  },
});
const title = "title: { en: 'Title', fr: 'Titre' }";

test(refused, "entryGroup: 'nobody'", /entryGroup: "nobody"; expected one of desk, experts$/m);
test(
  refused,
  `categories: { printer: { ${title}, group: 'nobody' } }`,
  /categories\.printer\.group: "nobody"; expected one of desk, experts$/m,
);
test(
  refused,
  "attention: { after: { minutes: 60 }, calendar: 'nights' }",
  /attention\.calendar: "nights"; expected one of office$/m,
);
test(
  refused,
  "triage: [{ name: 'one', when: { all: [] }, set: { category: 'plotter' } }]",
  /triage\.0\.category: "plotter"; expected one of printer$/m,
);
test(
  refused,
  `calendars: { office: { zone: 'Europe/Paris',
    week: { monday: [['09:00', '13:00'], ['12:00', '17:00']] } } }`,
  /week\.monday\.1: \["12:00","17:00"\]; expected a start not before the end of the interval above/,
);

test('a file that cannot be loaded is refused with the line that is wrong', async (t) => {
  const file = path.join(temporaryFolder(), 'process.ts');
  await writeFile(file, "export const process = {\n  id: 'small',\n  groups: { ,\n};\n");
  const { code, stderr } = await check(file);
  t.is(code, 1);
  t.regex(stderr, /process\.ts:3: Unexpected token/);
});

test('a process nobody has is a wrong use of the command', async (t) => {
  const { code, stderr } = await check('nothing');
  t.is(code, 2);
  t.regex(stderr, /Process 'nothing': expected one of it_support/);
});
