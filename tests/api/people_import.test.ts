import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { findAccountPage } from '../../api/people/find_accounts.ts';
import { exportPeople } from '../../api/people/import/export_people.ts';
import { importPeople } from '../../api/people/import/import_people.ts';
import { writePlanned } from '../../api/people/import/overtaken.ts';
import { planPeople } from '../../api/people/import/plan_people.ts';
import { type LineFault, readPeople } from '../../api/people/import/read_people.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import type { Author } from '../../database/people.ts';
import { type PeopleRefusal, PeopleRefused } from '../../database/people_refused.ts';
import { eventually } from '../support/eventually.ts';
import { runPalier } from '../support/palier.ts';
import { createTestDatabase, patient } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';

const author: Author = { by: { program: 'cli' } };

const reader = { id: '', roles: ['administrator'], locale: 'en' } as const;

async function emptyDesk(): Promise<{ database: Database; url: string }> {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'people import test', ...patient });
  onTeardown(() => database.destroy());
  return { database, url };
}

type Writes = 'nothing' | 'all' | 'right';

const brings = (database: Database, text: string | Buffer, writes: Writes = 'all') =>
  importPeople(database, Buffer.from(text), { writes, author, locale: 'en' });

test('a file is read with any usual mark, delimiter, line end, header and encoding', async (t) => {
  const french =
    'Nom;Courriel;Téléphone;Responsable\r\n"Dupré; Zoé";zoe@c.example;+33612345678;\r\n';
  for (const bytes of [
    Buffer.from(french),
    Buffer.from(`\uFEFF${french}`),
    Buffer.from(french.replaceAll('\r\n', '\n')),
    Buffer.from(french, 'latin1'),
  ]) {
    const { rows, faults } = await readPeople(bytes);
    t.deepEqual(faults, []);
    t.like(rows[0], { line: 2, cells: { name: 'Dupré; Zoé', addresses: 'zoe@c.example' } });
  }
  for (const bytes of [
    Buffer.from(`\uFEFF${french}`, 'utf16le'),
    Buffer.from(`\uFEFF${french}`, 'utf16le').swap16(),
  ]) {
    const { rows, faults } = await readPeople(bytes);
    t.deepEqual(faults, []);
    t.like(rows[0], { line: 2, cells: { name: 'Dupré; Zoé', addresses: 'zoe@c.example' } });
  }
  const unmarked = await readPeople(Buffer.from(french, 'utf16le'));
  t.deepEqual(
    unmarked.faults.map(({ line, expected }) => [line, expected.code]),
    [[1, 'file_in_utf8']],
  );
  const unclosed = await readPeople(Buffer.from('name,addresses\n"open,a@b.example\n'));
  t.is(unclosed.faults.length, 1);
  const unknown = await readPeople(Buffer.from('name,addresses,shoe size\nA,a@b.example,44\n'));
  t.like(unknown.faults[0], { line: 1, column: 'shoe size' });
});

test('what is wrong is told by line and column, what is right is shown, and nothing is written', async (t) => {
  const { database } = await emptyDesk();
  const text = [
    'name,addresses,phones,manager,groups,roles',
    'Ana,ana@c.example,+33 6 12 34 56 78,ben@c.example,it_support/network,agent',
    'Ben,ben@c.example,,,,',
    'Cleo,cleo@c.example,0612,,,',
    'Dan,ANA@c.example,,,,',
    'Eve,eve@c.example,,fay@c.example,,',
    'Fay,fay@c.example,,eve@c.example,,',
    'Gus,gus@c.example,,,it_support/moon,king',
    'Hal,hal@c.example',
  ].join('\n');
  const dry = await brings(database, text, 'nothing');
  t.deepEqual(
    dry.errors.map(({ line, column }) => [line, column]),
    [
      [4, 'phones'],
      [5, 'addresses'],
      [6, 'manager'],
      [7, 'manager'],
      [8, 'roles'],
      [8, 'groups'],
      [9, null],
    ],
  );
  t.deepEqual(
    dry.people.map(({ name, outcome }) => [name, outcome]),
    [
      ['Ana', 'created'],
      ['Ben', 'created'],
    ],
  );
  t.false((await brings(database, text, 'all')).isWritten);
  t.is((await database('accounts')).length, 0);
  t.true((await brings(database, text, 'right')).isWritten);
  const [ana] = (await findAccountPage(database, { q: 'ana' }, reader)).items;
  t.like(ana, { manager: { name: 'Ben' }, groups: [{ id: 'network', capacity: 5 }] });
});

test('what was exported and is imported changes nothing, whoever they are', async (t) => {
  const { database } = await emptyDesk();
  const names = fc.stringMatching(/^[A-Za-zÀ-ÿ'=+@;,"-]{1,12} [A-Za-zÀ-ÿ]{1,12}$/);
  const word = fc.constantFrom(
    '',
    'Lyon',
    'R&D; "Lab"',
    '=1+1',
    "'=1+1",
    "''@x",
    '+33',
    '-2ᵉ',
    "'s",
  );
  let n = 0;
  const person = fc.record({
    name: names,
    site: word,
    department: word,
    zone: fc.constantFrom('', 'Europe/Paris'),
    vip: fc.constantFrom('yes', 'no', 'oui', ''),
    phones: fc.constantFrom('', '+33612345678', '+33612345678, +442079460958'),
    groups: fc.constantFrom('', 'it_support/network', 'it_support/network it_support/service_desk'),
    roles: fc.constantFrom('requester', 'agent requester', 'team_lead'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 5 }), async (people) => {
      const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
      const lines = people.map((one, index) => {
        n += 1;
        const manager = index === 0 ? '' : `p${n - 1}@c.example`;
        const addresses = `p${n}@c.example z${n}@c.example a${n}@c.example`;
        return [...Object.values(one), addresses, manager].map(quoted).join(',');
      });
      const header = [...Object.keys(people[0] ?? {}), 'addresses', 'manager'].join(',');
      const done = await brings(database, [header, ...lines].join('\n'));
      t.deepEqual(done.errors, []);
      const exported = await exportPeople(database);
      const cells: string[] = parse(exported).flat();
      t.false(
        cells.some((cell) => /^[=@]/.test(cell)),
        'a spreadsheet computes nothing of it',
      );
      const again = await brings(database, exported);
      t.deepEqual([again.errors, again.people], [[], []]);
    }),
    { numRuns: 15 },
  );
});

test('whoever is overtaken while people are written is told by line, not by what is inside', async (t) => {
  const { database } = await emptyDesk();
  await brings(database, 'name,addresses\nAna,ana@c.example\nBen,ben@c.example\n');
  const { rows } = await database.raw('select account_id from accounts where display_name = ?', [
    'Ana',
  ]);
  const other = await database.transaction();
  const ben = await other('accounts').where('display_name', 'Ben').first('account_id');
  await other('mail_addresses').insert({
    address: 'both@c.example',
    account_id: String(ben?.account_id),
    is_main: false,
  });
  const file = `id,addresses\n${rows[0].account_id},ana@c.example both@c.example\n`;
  const importing = brings(database, file);
  await eventually(async () => {
    const { rows: waiting } = await database.raw(
      `select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like 'insert%'`,
    );
    return waiting.length > 0;
  });
  await other.commit();
  const done = await importing;
  t.false(done.isWritten);
  t.deepEqual(
    done.errors.map(({ line, column }) => [line, column]),
    [[2, 'addresses']],
  );
});

test('whoever is overtaken time and again is told by line, too', async (t) => {
  const { database } = await emptyDesk();
  const given = await readPeople(
    Buffer.from('name,addresses\nAna,ana@c.example\nBen,ben@c.example\n'),
  );
  const plan = await planPeople(database, given, { locale: 'en' });
  let attempts = 0;
  const overtakenBy = (refusal: PeopleRefusal) =>
    writePlanned<LineFault[]>(
      async (note) => {
        attempts++;
        note({ given, plan });
        throw new PeopleRefused(refusal);
      },
      (attempted) => attempted.plan.faults,
    );
  const faults = await overtakenBy({
    code: 'address_taken',
    parameters: { address: 'ben@c.example' },
  });
  t.true(attempts > 1);
  t.like(faults, { length: 1, 0: { line: 3, column: 'addresses' } });
  const accountId = plan.people[0]?.accountId ?? '';
  const circle = await overtakenBy({ code: 'manager_circle', parameters: { accountId } });
  t.like(circle, { length: 1, 0: { line: 2, column: 'manager' } });
});

test('however many are above one another, each is looked at once', async (t) => {
  const { database } = await emptyDesk();
  const line = (count: number, above: (n: number) => number, first = 'P0') => {
    const people = Array.from({ length: count }, (_, n) => {
      const manager = above(n) >= 0 && above(n) < count ? `p${above(n)}@c.example` : '';
      return `${n === 0 ? first : `P${n}`},p${n}@c.example,${manager}`;
    });
    return ['name,addresses,manager', ...people].join('\n');
  };
  const down = (n: number) => n - 1;
  t.is((await brings(database, line(50_000, down), 'nothing')).createdCount, 50_000);
  const lost = await brings(database, line(50_000, down, ''), 'right');
  t.is(lost.errors.length, 50_000, 'nobody below one who is not written is');
  t.is((await brings(database, line(3_000, down))).createdCount, 3_000);
  const turned = await brings(
    database,
    line(3_000, (n) => n + 1),
  );
  t.like(turned, { isWritten: true, changedCount: 3_000 });
  const circle = await brings(
    database,
    line(3, (n) => (n + 1) % 3),
  );
  t.deepEqual(
    circle.errors.map(({ line: at, column }) => [at, column]),
    [2, 3, 4].map((at) => [at, 'manager']),
  );
});

test('a file of too many lines is read no further', async (t) => {
  const rows = Array.from({ length: 100_001 }, (_, n) => `,p${n}@c.example`);
  const file = Buffer.from(['name,addresses', ...rows, '"'].join('\n'));
  const { faults } = await readPeople(file);
  t.like(faults, { length: 1, 0: { line: 100_002, expected: { code: 'records_at_most' } } });
});

test('thousands of people with forty errors are one answer, and are found at once', async (t) => {
  const { database } = await emptyDesk();
  const lines = Array.from({ length: 5_000 }, (_, n) => {
    const phone = n % 125 === 7 ? 'none' : `+336${String(10_000_000 + n)}`;
    const manager = n === 0 ? '' : `person${Math.floor((n - 1) / 10)}@c.example`;
    return `Given${n} Family${n % 997},person${n}@c.example,${phone},Site ${n % 50},${manager}`;
  });
  const text = ['name,addresses,phones,site,manager', ...lines].join('\n');
  const dry = await brings(database, text, 'nothing');
  t.is(dry.errors.filter(({ column }) => column === 'phones').length, 40);
  t.is(dry.people.length, 500);
  t.is((await database('accounts')).length, 0);
  const right = lines.map((line) => line.replace(',none,', ',,'));
  const written = await brings(
    database,
    ['name,addresses,phones,site,manager', ...right].join('\n'),
  );
  t.is(written.createdCount, 5_000);
  for (const q of ['amily500', 'person471@', '0610000471', 'Site 7', 'gi']) {
    const page = await findAccountPage(database, { q, limit: 20 }, reader);
    t.true(page.total > 0, q);
  }
});

test('the command line imports, lists, changes, closes and exports', async (t) => {
  const { url } = await emptyDesk();
  const folder = temporaryFolder();
  const people = (...args: string[]) =>
    runPalier(['people', ...args], { DATABASE_URL: url, PALIER_HOME: folder });
  const file = path.join(folder, 'people.csv');
  await writeFile(file, 'name;addresses\r\nAna;ana@c.example\r\nBen;not an address\r\n');
  const dry = await people('import', file, '--dry-run');
  t.is(dry.code, 1);
  t.regex(dry.stdout, /2\tcreated\tAna/);
  t.regex(dry.stderr, /line 3, addresses: expected a mail address/);
  t.is((await people('import', file, '--skip-errors')).code, 1);
  t.is(
    (await people('add', 'dan@c.example', '--name', 'Dan', '--manager', 'ana@c.example')).code,
    0,
  );
  t.is((await people('change', 'dan@c.example', '--site', 'Lyon')).code, 0);
  t.regex((await people('list', 'lyon')).stdout, /\tDan\tdan@c.example\trequester/);
  t.is((await people('close', 'ana@c.example')).code, 0);
  const exported = (await people('export')).stdout;
  t.regex(exported, /Dan,dan@c.example/);
  t.notRegex(exported, /ana@c.example/);
});

test('what a command is refused is told in the language of whoever types', async (t) => {
  const { url } = await emptyDesk();
  const people = (language: string, ...args: string[]) =>
    runPalier(['people', ...args], {
      DATABASE_URL: url,
      PALIER_HOME: temporaryFolder(),
      LC_ALL: language,
    });
  t.is((await people('C', 'add', 'ana@c.example', '--name', 'Ana')).code, 0);
  const english = await people('en_GB.UTF-8', 'close', 'ben@c.example');
  t.is(english.code, 2);
  t.regex(english.stderr, /There is no account 'ben@c.example'|ben@c.example/);
  const french = await people('fr_FR.UTF-8', 'close', 'ben@c.example');
  t.is(french.code, 2);
  t.regex(french.stderr, /Il n’y a|n’existe pas|Aucun/);
  t.notRegex(french.stderr, /not_found|not found/i);
  const line = await people('fr_FR.UTF-8', 'add', 'no-address', '--name', 'Eve');
  t.regex(line.stderr, /ligne 1, addresses : attendu /);
});
