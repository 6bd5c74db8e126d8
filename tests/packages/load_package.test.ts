import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { initPackage } from '../../packages/init_package.ts';
import { loadPackage, PackageError, problemLine } from '../../packages/load_package.ts';
import { checkTypes } from '../../packages/type_check.ts';
import { temporaryFolder } from '../support/temporary.ts';

function begun(): string {
  const folder = path.join(temporaryFolder(), 'desk');
  initPackage(folder);
  return folder;
}

function change(folder: string, file: string, before: string, after: string): void {
  const target = path.join(folder, file);
  const text = readFileSync(target, 'utf8');
  if (!text.includes(before)) throw new Error(`${file} has no ${before}`);
  writeFileSync(target, text.replace(before, after));
}

function append(folder: string, file: string, text: string): void {
  const target = path.join(folder, file);
  writeFileSync(target, `${readFileSync(target, 'utf8')}${text}\n`);
}

const lineIn = (folder: string, file: string, text: string) =>
  readFileSync(path.join(folder, file), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

async function refusedLines(t: ExecutionContext, folder: string): Promise<string[]> {
  const error = await t.throwsAsync(loadPackage(folder), { instanceOf: PackageError });
  return error instanceof PackageError
    ? error.problems.map((problem) => problemLine(problem, folder))
    : [];
}

test('what was begun is read as it stands, and its types hold', async (t) => {
  const folder = begun();
  const { definitions, offers } = await loadPackage(folder);
  t.deepEqual(
    definitions.map(({ definition, file }) => [
      definition.id,
      definition.version,
      path.basename(file),
    ]),
    [['building', 1, 'building.ts']],
  );
  t.is(offers?.default, 'building');
  t.deepEqual(await checkTypes(folder), { outcome: 'checked', problems: [] });
});

test('nothing is begun over what is there already', (t) => {
  const folder = begun();
  t.throws(() => initPackage(folder), {
    message: /is not empty; expected an empty folder or none/,
  });
});

test('a name that a process does not have is told with its file and line, by the types and without them', async (t) => {
  const folder = begun();
  change(folder, 'building.ts', "entryGroup: 'janitors'", "entryGroup: 'plumbers'");
  const line = lineIn(folder, 'building.ts', 'plumbers');
  t.deepEqual(await refusedLines(t, folder), [
    `building.ts:${line}: entryGroup: "plumbers"; expected one of janitors, technicians`,
  ]);
  const { problems } = await checkTypes(folder);
  t.is(problems[0]?.line, line);
});

test('what is no TypeScript is told with its file and line', async (t) => {
  const folder = begun();
  append(folder, 'building.ts', 'export const wrong = { a: };');
  const line = lineIn(folder, 'building.ts', 'wrong');
  t.deepEqual(await refusedLines(t, folder), [`building.ts:${line}: Expression expected`]);
});

test('a module that throws is told with the line where it does', async (t) => {
  const folder = begun();
  append(folder, 'building.ts', "throw new Error('no plan');");
  const line = lineIn(folder, 'building.ts', 'no plan');
  t.deepEqual(await refusedLines(t, folder), [`building.ts:${line}: no plan`]);
});

for (const [what, code, told] of [
  [
    'another file',
    "import { readFileSync } from 'node:fs';\nreadFileSync('/etc/hostname');",
    /FileSystemRead of \/etc\/hostname was asked for/,
  ],
  [
    'the settings of the desk',
    `import { readFileSync } from 'node:fs';\nreadFileSync(${JSON.stringify(path.resolve('.env'))});`,
    /FileSystemRead of .*\.env was asked for/,
  ],
  [
    'the key of the desk',
    `import { readFileSync } from 'node:fs';\nreadFileSync(${JSON.stringify(path.resolve('.palier/secret.key'))});`,
    /FileSystemRead of .*secret\.key was asked for/,
  ],
  [
    'a setting beside it',
    "import { readFileSync } from 'node:fs';\nreadFileSync(import.meta.dirname + '/.env');",
    /FileSystemRead of .*\.env was asked for/,
  ],
  [
    'a file of its own to write',
    "import { writeFileSync } from 'node:fs';\nwriteFileSync('out', '');",
    /FileSystemWrite of .*out was asked for|--allow-fs-write/,
  ],
  ['the network', "await fetch('http://127.0.0.1');", /fetch\(\) is called; expected none/],
  [
    'the network by a way round imports',
    "process.getBuiltinModule('node:net').connect(80, '127.0.0.1');",
    /getBuiltinModule\(\) is called; expected none/,
  ],
  [
    'the ways of imports',
    "import { registerHooks } from 'node:module';\nregisterHooks({});",
    /registerHooks\(\) is called; expected none/,
  ],
  ['whoever reads it', 'process.send?.({ definitions: [] });', /send\(\) is called; expected none/],
  [
    'a server',
    "import { createServer } from 'node:http';\ncreateServer();",
    /import of "node:http"; expected none/,
  ],
  [
    'a program',
    "import { execSync } from 'node:child_process';\nexecSync('ls');",
    /import of "node:child_process"; expected none/,
  ],
] as const) {
  test(`a process that reaches for ${what} is refused with file and line`, async (t) => {
    const folder = begun();
    append(folder, 'building.ts', code);
    const [line = ''] = await refusedLines(t, folder);
    t.regex(line, /^building\.ts:\d+: /);
    t.regex(line, told);
  });
}

test('a folder sees nothing of the environment of the desk', async (t) => {
  const folder = begun();
  append(folder, 'building.ts', "throw new Error('sees ' + Object.keys(process.env).length);");
  process.env.PALIER_TEST_SECRET = 'secret';
  const [line = ''] = await refusedLines(t, folder);
  t.regex(line, /: sees [01]$/);
});

test('a function in a process is refused: it is data', async (t) => {
  const folder = begun();
  change(folder, 'building.ts', 'bounceLimit: 2', 'bounceLimit: (() => 2) as never');
  t.deepEqual(await refusedLines(t, folder), [
    'building.ts: bounceLimit: a function; expected plain data',
  ]);
});

test('what would arrive as something else than was written is refused', async (t) => {
  for (const [code, told] of [
    ['Infinity', 'Infinity'],
    ['new Date() as never', 'a Date'],
    ['{ __proto__: { two: 2 } } as never', 'an object with a prototype of its own'],
  ] as const) {
    const folder = begun();
    change(folder, 'building.ts', 'bounceLimit: 2', `bounceLimit: ${code}`);
    t.deepEqual(await refusedLines(t, folder), [
      `building.ts: bounceLimit: ${told}; expected plain data`,
    ]);
  }
});

test('a module that throws nothing is told, too', async (t) => {
  const folder = begun();
  append(folder, 'building.ts', 'throw undefined;');
  t.deepEqual(await refusedLines(t, folder), ['index.ts: undefined']);
});

test('a module that ends the program is told as that', async (t) => {
  const folder = begun();
  append(folder, 'building.ts', 'process.exit(3);');
  t.deepEqual(await refusedLines(t, folder), ['index.ts: ended by code 3 before it was read']);
});

test('two processes of one id, a folder without an entry and one that is not there are refused', async (t) => {
  const folder = begun();
  change(folder, 'index.ts', '[building]', '[building, { ...building, version: 2 }]');
  const lines = await refusedLines(t, folder);
  t.regex(
    lines.join('\n'),
    /id: "building"; expected an id that no other process of this folder has/,
  );
  const empty = path.join(temporaryFolder(), 'empty');
  mkdirSync(empty);
  t.regex(
    (await refusedLines(t, empty)).join('\n'),
    /has none of index\.ts, processes\.ts, index\.js/,
  );
  t.regex(
    (await refusedLines(t, path.join(empty, 'nowhere'))).join('\n'),
    /is not there; expected a folder/,
  );
});

test('a package that is installed is read by its name, types and all', async (t) => {
  const folder = begun();
  const installed = path.join(folder, 'node_modules', 'our-processes');
  initPackage(installed);
  const { directory } = await loadPackage(installed);
  t.is(directory, installed);
});

test('a file of holidays goes into the definition: what is shipped is whole', async (t) => {
  const folder = begun();
  change(folder, 'building.ts', "holidays: { country: 'FR' }", "holidays: { ics: './site.ics' }");
  const event =
    'BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20261224\r\nSUMMARY:x\r\nEND:VEVENT\r\n';
  writeFileSync(
    path.join(folder, 'site.ics'),
    `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n${event}END:VCALENDAR\r\n`,
  );
  const { definitions } = await loadPackage(folder);
  const office = definitions[0]?.definition.calendars.office;
  t.regex(JSON.stringify(office), /"ics":"data:text\/calendar;base64,/);
});
