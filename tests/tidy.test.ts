import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';

/** The house keeps its shape because these tests look: who may import whom, and what is left over. */

const root = path.resolve(import.meta.dirname, '..');
const skipped = new Set(['node_modules', '.git', '.palier', '.tools']);

async function filesUnder(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesUnder(name)));
    else files.push(name);
  }
  return files;
}

const read = (file: string) => readFile(path.join(root, file), 'utf8');

interface Import {
  from: string;
  /** A file of ours by its path from the root, or the name of a package. */
  to: string;
  isTypeOnly: boolean;
}

async function importsOf(file: string): Promise<Import[]> {
  const text = await read(file);
  const pattern = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?from\s+)?'([^']+)'/gms;
  const dynamic = /\bimport\('([^']+)'\)/g;
  const found = [
    ...[...text.matchAll(pattern)].map(([, type, to]) => ({ to: String(to), type })),
    ...[...text.matchAll(dynamic)].map(([, to]) => ({ to: String(to), type: undefined })),
  ];
  return found.map(({ to, type }) => ({
    from: file,
    to: to.startsWith('.') ? path.posix.join(path.posix.dirname(file), to) : to,
    isTypeOnly: type !== undefined,
  }));
}

/** Longest first: the room of a file is the first that its path begins with. */
const rooms = [
  'workflows/domain/',
  'workflows/processes/',
  'workflows/',
  'activities/',
  'api/ui/app/',
  'api/ui/',
  'api/',
  'analytics/',
  'dashboards/',
  'cli/',
  'database/',
  'settings/',
  'telemetry/',
  'oauth/',
  'packages/',
  'tests/',
] as const;

type Room = (typeof rooms)[number];

interface Rule {
  rooms: readonly (Room | string)[];
  /** What it may import the types of, and run nothing of it. */
  types?: readonly (Room | string)[];
  packages: RegExp | null;
}

/** What each room may import of ours (beside itself), and whether it may use packages. */
const table: Record<Room, Rule> = {
  'workflows/domain/': { rooms: [], packages: null },
  // Compiled outside the workflow, where calendars and holidays are libraries' matter.
  'workflows/processes/': {
    rooms: ['workflows/domain/'],
    packages:
      /^(node:(crypto|fs|path|url)|temporal-polyfill|date-holidays|node-ical|zod|@viz-js\/viz)/,
  },
  'workflows/': { rooms: ['workflows/domain/'], packages: /^@temporalio\/workflow$/ },
  'database/': {
    rooms: [
      'workflows/domain/',
      'workflows/processes/',
      'workflows/ports.ts',
      'workflows/playbooks/port.ts',
      'workflows/ids.ts',
    ],
    packages: /^(node:|(knex|pg)$)/,
  },
  // What the environment says is judged in one place, for all programs alike.
  'settings/': {
    rooms: ['workflows/domain/durations.ts'],
    packages: /^(node:|@temporalio\/envconfig$)/,
  },
  'telemetry/': {
    rooms: ['workflows/domain/durations.ts'],
    packages: /^(node:|(pino|prom-client)$)/,
  },
  // Code that is not ours is read by the command line and the worker, never by the API.
  'packages/': {
    rooms: ['workflows/domain/', 'workflows/processes/', 'package.json'],
    packages: /^(node:|palier\/|oxc-parser$)/,
  },
  // Mail is read by the API and sent by the worker: both sign in alike.
  'oauth/': {
    rooms: ['database/', 'settings/', 'workflows/domain/durations.ts'],
    packages: /^(node:|openid-client$)/,
  },
  'activities/': {
    rooms: [
      'database/',
      'settings/',
      'telemetry/',
      'oauth/',
      'packages/',
      'workflows/domain/',
      'workflows/processes/',
      'workflows/ports.ts',
      'workflows/playbooks/port.ts',
      'workflows/playbooks/playbook.ts',
      'workflows/messages.ts',
      'workflows/ids.ts',
      'analytics/',
      // Mailed dashboards are drawn where they are sent.
      'dashboards/',
    ],
    // The workflow's function type gives a client its argument types.
    types: ['workflows/'],
    packages: /./,
  },
  // What runs in the browser knows the API by its contract, as any other client does.
  'api/ui/app/': {
    rooms: [
      'api/routes.ts',
      'api/ui/messages/',
      // Lists of words, of what tells somebody, and lengths of time: they have no second meaning on a screen.
      'workflows/domain/ticket.ts',
      'workflows/domain/recipients.ts',
      'workflows/domain/muting.ts',
      'workflows/domain/notification_words.ts',
      'workflows/domain/durations.ts',
      // What of a text can be followed is the same on a screen, without script and in a mail.
      'workflows/domain/text_parts.ts',
      // Which fields a form shows and asks for, the core alone says.
      'workflows/domain/expression.ts',
      'workflows/domain/fields.ts',
      'workflows/domain/form_subject.ts',
      // A row is drawn, and a date written, alike on paper and in the browser.
      'dashboards/shown_rows.ts',
      'dashboards/french_dates.ts',
      // What is copied is guarded as what is downloaded.
      'analytics/formats/formula.ts',
    ],
    types: ['api/contract.ts'],
    packages:
      /^(icon:|preact|qr$|@dagrejs\/dagre$|@simplewebauthn\/browser$|@preact\/|intl-messageformat$|vega|apache-arrow$|@codemirror\/|@lezer\/)/,
  },
  'api/ui/': { rooms: ['api/routes.ts'], packages: /^(node:|(esbuild|express)$)/ },
  'api/': {
    rooms: [
      'api/ui/server.ts',
      // The portal without script says the same words as the one with it.
      'api/ui/messages/',
      'api/ui/app/portal/plain_words.ts',
      'database/',
      'settings/',
      'telemetry/',
      'oauth/',
      'workflows/domain/',
      'workflows/processes/',
      'workflows/messages.ts',
      'workflows/ids.ts',
      'workflows/playbooks/port.ts',
      'workflows/playbooks/playbook.ts',
      'analytics/',
      'dashboards/',
    ],
    // What it does for workflows, as they know it.
    types: ['workflows/ports.ts'],
    packages: /./,
  },
  // Facts are made of what the core has written, and told from it as the core tells it.
  'analytics/': {
    rooms: [
      'workflows/domain/durations.ts',
      'workflows/domain/record.ts',
      // Where a ticket was, where it departed from its process, and how long in whose hours.
      'workflows/domain/course.ts',
      'workflows/domain/deviations.ts',
      'workflows/domain/calendar.ts',
      // What a clock of a process's own measures.
      'workflows/domain/ticket.ts',
    ],
    types: ['workflows/domain/'],
    packages: /./,
  },
  'dashboards/': { rooms: ['analytics/'], packages: /./ },
  'cli/': { rooms: [...rooms], packages: /./ },
  'tests/': { rooms: [...rooms], packages: /./ },
};

function roomOf(file: string): Room | undefined {
  return rooms.find((room) => file.startsWith(room));
}

function isAllowed({ from, to, isTypeOnly }: Import): boolean {
  const room = roomOf(from);
  if (!room) return true;
  const rule = table[room];
  const target = roomOf(to);
  if (target === undefined) {
    const isPackage = !/\.(ts|tsx|js|mjs|mts|json)$/.test(to) || !to.includes('/');
    return !isPackage || rule.packages?.test(to) === true || to.startsWith('package.json');
  }
  const isIn = (places: readonly string[]) => places.some((one) => to.startsWith(one));
  return target === room || isIn(rule.rooms) || (isTypeOnly && isIn(rule.types ?? []));
}

async function sources(): Promise<string[]> {
  const all = await Promise.all(
    [
      'workflows',
      'activities',
      'api',
      'analytics',
      'dashboards',
      'cli',
      'database',
      'settings',
      'telemetry',
      'oauth',
      'packages',
      'tests',
    ].map(filesUnder),
  );
  return all.flat().filter((file) => /\.(ts|tsx)$/.test(file) && !file.endsWith('.d.ts'));
}

test('each room imports only what the table of rooms allows', async (t) => {
  const imports = (await Promise.all((await sources()).map(importsOf))).flat();
  const broken = imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} → ${to}`);
  t.deepEqual(broken, []);
  t.true(imports.length > 500, 'the pattern still finds imports');
});

/** The subject of a file of the API, its first folder there; undefined for one at the root. */
function subjectOf(file: string): string | undefined {
  return /^api\/(\w+)\//.exec(file)?.[1];
}

test('the API is sorted by subject: three imports of four stay in one, or go to http/', async (t) => {
  const files = (await sources()).filter((file) => /^api\/(?!ui\/)/.test(file));
  const own = (await Promise.all(files.map(importsOf)))
    .flat()
    .filter(({ to }) => files.includes(to));
  const near = own.filter(({ from, to }) => {
    const subject = subjectOf(to);
    return subject === 'http' || subject === subjectOf(from);
  });
  t.true(own.length > 400, 'the pattern still finds imports');
  t.true(near.length / own.length >= 0.75, `${near.length} of ${own.length} stay`);
  const atTheRoot = files.filter((file) => subjectOf(file) === undefined);
  t.true(atTheRoot.length <= 6, `at its root: ${atTheRoot.join(', ')}`);
});

test('only the database’s own room opens it for the desk; the warehouse reads it in its own way', async (t) => {
  const imports = (await Promise.all((await sources()).map(importsOf))).flat();
  const openers = imports
    .filter(
      ({ from, to, isTypeOnly }) =>
        !isTypeOnly && !from.startsWith('tests/') && /^(knex|pg)$/.test(to),
    )
    .map(({ from }) => from);
  t.deepEqual([...new Set(openers)].sort(), [
    'analytics/source.ts',
    // Makes the server itself, and its first database.
    'cli/servers/postgres_server.ts',
    'database/connection.ts',
  ]);
});

test('the screens ask by the names of operations, and take the answers as the contract types them', async (t) => {
  const asserted = /(\.data|\bawait [^;=]*\)|\.json\(\))\)? as (?!const\b)/;
  const screens = (await sources()).filter((file) => file.startsWith('api/ui/app/'));
  for (const file of screens) {
    const text = await read(file);
    t.notRegex(text, /['"`]\/api\//, file);
    t.notRegex(text, asserted, file);
    t.notRegex(text, / as (unknown as|never|any)\b/, file);
    if (!file.startsWith('api/ui/app/client/')) {
      t.notRegex(text, /\bfetch\(|new (EventSource|XMLHttpRequest)\b/, file);
    }
  }
  for (const one of [
    'answer.data as Ticket',
    '(await desk.getMe()) as Me',
    'await r.json() as X',
  ]) {
    t.regex(one, asserted);
  }
});

/** The methods of a chain that begins at `start` of the text: `('tickets').where(…).update(…)`. */
function chainFrom(text: string, start: number): string[] {
  const methods: string[] = [];
  for (let at = afterBrackets(text, start); ; ) {
    const [all, name] = /^\s*\.(\w+)(?:<[^()]*>)?(?=\()/.exec(text.slice(at)) ?? [];
    if (all === undefined || name === undefined) return methods;
    methods.push(name);
    at = afterBrackets(text, at + all.length);
  }
}

function afterBrackets(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}

const writing = ['insert', 'update', 'delete', 'del', 'truncate', 'upsert'];

/** The tables of Postgres that a text writes, by chains of Knex and by SQL. */
function tablesWritten(text: string, tables: readonly string[]): string[] {
  const inSql =
    /\b(?:insert\s+into|delete\s+from|update|truncate(?:\s+table)?)\s+(?:only\s+)?(\w+)/g;
  const bySql = [...text.matchAll(inSql)].map(([, table]) => String(table));
  const byChain = [...text.matchAll(/(\('(\w+)(?: as \w+)?'\))/g)]
    .filter(({ index }) => chainFrom(text, index).some((name) => writing.includes(name)))
    .map(([, , table]) => String(table));
  return [...bySql, ...byChain].filter((table) => tables.includes(table));
}

test('each table is typed, and written by triggers alone or one file, in the database’s room', async (t) => {
  const migrations = (await filesUnder('database/migrations')).filter((file) =>
    file.endsWith('.sql'),
  );
  const sql = (await Promise.all(migrations.map(read))).join('\n');
  const dropped = [...sql.matchAll(/^drop table (\w+)/gm)].map(([, name]) => String(name));
  const tables = [...sql.matchAll(/^create table (\w+)/gm)]
    .map(([, name]) => String(name))
    .filter((name) => !dropped.includes(name));
  t.true(tables.length > 30, 'the pattern still finds tables');
  const types = await read('database/tables.ts');
  for (const table of tables) {
    t.regex(types, new RegExp(`^  ${table}: Table<`, 'm'), `${table} has no row type in tables.ts`);
  }
  const writers = new Map(tables.map((table) => [table, new Set<string>()]));
  for (const file of (await sources()).filter((one) => !one.startsWith('tests/'))) {
    for (const table of tablesWritten(await read(file), tables)) writers.get(table)?.add(file);
  }
  const byTriggers = [...sql.matchAll(/ returns trigger [\s\S]*?^end \$\$/gm)].join('\n');
  for (const [table, files] of writers) {
    if (files.size === 0 && byTriggers.includes(`insert into ${table} `)) continue;
    t.is(files.size, 1, `${table} is written by ${[...files].join(', ') || 'nobody'}`);
    for (const file of files) t.regex(file, /^database\//, `${table} is written by ${file}`);
  }
});

test('a function that code calls stands once, whole, in a file of its name', async (t) => {
  const named = /create (?:or replace )?function (\w+)/g;
  const files = await filesUnder('database/functions');
  t.true(files.length > 10, 'the folder is still there');
  const own = files.map((file) => path.basename(file, '.sql'));
  for (const file of files) {
    const name = path.basename(file, '.sql');
    t.deepEqual(
      [...(await read(file)).matchAll(named)].map(([statement]) => statement),
      [`create or replace function ${name}`],
      file,
    );
  }
  const migrations = await filesUnder('database/migrations');
  const sql = (await Promise.all(migrations.map(read))).join('\n');
  for (const [statement, name = ''] of sql.matchAll(named)) {
    const place = `database/functions/${name}.sql`;
    t.false(own.includes(name), `${statement}, in a migration: change ${place} instead`);
    // What migrations make without using it, in a trigger, an index or a column, code calls.
    const used = new RegExp(`(?<!(?:create|replace) function )\\b${name}\\(`);
    t.true(used.test(sql), `${statement}, used in no migration: it belongs to ${place}`);
  }
});

test('a statement that writes names its table', async (t) => {
  // A writer that is given its table, or part of a chain, would escape the test before this one.
  const byValue = /(?<![.\w])\w+\(\w+\)\s*\.(insert|update|delete)\(/;
  const elsewhere = /\.(insert|onConflict|upsert|del)\(|\.delete\(\)/;
  const schedules = /\.schedule\.getHandle\([^;]*;/g;
  for (const file of (await sources()).filter((one) => !/^(tests|api\/ui)\//.test(one))) {
    const text = (await read(file)).replaceAll(schedules, '');
    t.notRegex(text, byValue, file);
    if (!file.startsWith('database/')) t.notRegex(text, elsewhere, file);
  }
});

test('a workflow carries no package but Temporal’s into its bundle', async (t) => {
  const seen = new Set<string>();
  const queue = ['workflows/index.ts'];
  const packages = new Set<string>();
  for (let file = queue.pop(); file; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { to, isTypeOnly } of await importsOf(file)) {
      if (isTypeOnly) continue;
      if (to.startsWith('workflows/')) queue.push(to);
      else packages.add(to);
    }
  }
  t.deepEqual([...packages], ['@temporalio/workflow']);
});

/** The first circle that an import leads into, as the files it goes through. */
function circleFrom(imports: Import[]): string[] | null {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] | null => {
    const start = path.indexOf(file);
    if (start !== -1) return [...path.slice(start), file];
    if (done.has(file)) return null;
    done.add(file);
    for (const { to } of targets.get(file) ?? []) {
      const circle = visit(to, [...path, file]);
      if (circle) return circle;
    }
    return null;
  };
  for (const file of targets.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return null;
}

test('no file needs itself by way of others', async (t) => {
  const imports = (await Promise.all((await sources()).map(importsOf))).flat();
  const circle = circleFrom(imports.filter(({ isTypeOnly }) => !isTypeOnly));
  t.is(circle, null, `These import each other in a circle: ${circle?.join(' → ')}`);
});

test('time is an argument of the rules, never read by them', async (t) => {
  for (const file of await filesUnder('workflows/domain')) {
    t.notRegex(await read(file), /Date\.now\(|new Date\(|Math\.random\(|\bIntl\./, file);
  }
});

test('minutes, hours and days are written once', async (t) => {
  for (const file of await sources()) {
    if (/^tests\/|^workflows\/domain\/durations\.ts$/.test(file)) continue;
    t.notRegex(await read(file), /\b(minute|hour|day)Ms = \d|\b(86_400|3_600)_000\b/, file);
  }
});

test('no type is forced on a value by way of unknown or never', async (t) => {
  for (const file of await sources()) {
    if (!/^(?!tests\/|api\/ui\/)/.test(file)) continue;
    t.notRegex(await read(file), /\bas (unknown as|never)\b/, file);
  }
});

test('nobody imports the tests', async (t) => {
  const imports = (await Promise.all((await sources()).map(importsOf))).flat();
  const back = imports.filter(
    ({ from, to }) => to.startsWith('tests/') && !from.startsWith('tests/'),
  );
  t.deepEqual(back, []);
});

test('nothing is left to be done later in the code', async (t) => {
  const words = new RegExp(['TO', 'DO|FIX', 'ME|X', 'XX|HA', 'CK'].join(''));
  for (const file of await sources()) t.notRegex(await read(file), words, file);
});

test('no test waits inside a page, where the content policy lets it look but once', async (t) => {
  const word = ['waitFor', 'Function'].join('');
  for (const file of await sources()) t.false((await read(file)).includes(word), file);
});

test('every link of the documents leads somewhere', async (t) => {
  const documents = (await filesUnder('.')).filter((file) => file.endsWith('.md'));
  t.true(documents.includes('README.md'));
  for (const document of documents) {
    for (const [, target] of (await read(document)).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      const link = String(target);
      if (/^[a-z]+:/.test(link) || link.includes('../shared/')) continue;
      const file = path.join(root, path.dirname(document), link);
      await t.notThrowsAsync(
        readFile(file).catch(() => readdir(file)),
        `${document}: ${link}`,
      );
    }
  }
});

test('every metric is named by a test', async (t) => {
  const metrics = (await filesUnder('analytics/metrics'))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => path.basename(file, '.sql'));
  const tests = (
    await Promise.all((await filesUnder('tests/analytics')).map((file) => read(file)))
  ).join('\n');
  for (const metric of metrics) {
    t.true(tests.includes(`'${metric}'`), `no test names '${metric}'`);
  }
});
