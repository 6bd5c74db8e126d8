import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { exportItems, importItems } from '../../api/configuration_items/import/import_items.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { runPalier } from '../support/palier.ts';
import { createTestDatabase, patient } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';

async function emptyDesk(): Promise<{ database: Database; url: string }> {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'item import test', ...patient });
  onTeardown(() => database.destroy());
  return { database, url };
}

const brings = (database: Database, text: string, writes: 'nothing' | 'all' | 'right' = 'all') =>
  importItems(database, Buffer.from(text), {
    ...{ writes, locale: 'en' },
    by: { by: { program: 'cli' } },
  });

const faulty = [
  'inventory_number;name;kind;status;owner;serial_number',
  'INV-1;PC 1;device;in_use;;S1',
  ';PC 2;device;in_use;;',
  'INV-1;PC 3;device;in_use;;',
  'INV-4;;device;in_use;;',
  'INV-5;PC 5;toaster;lost;;',
  'INV-6;PC 6;device;in_use;nobody@c.example;',
  `INV-7;PC 7;device;in_use;;${'9'.repeat(101)}`,
  'INV-8;PC 8',
].join('\n');

test('what is wrong with a file of devices is told by line and column, and nothing is written', async (t) => {
  const { database } = await emptyDesk();
  for (const writes of ['nothing', 'all'] as const) {
    const done = await brings(database, faulty, writes);
    t.deepEqual(
      done.errors.map(({ line, column }) => [line, column]),
      [
        [3, 'inventory_number'],
        [4, 'inventory_number'],
        [5, 'name'],
        [6, 'kind'],
        [6, 'status'],
        [7, 'owner'],
        [8, 'serial_number'],
        [9, null],
      ],
    );
    t.false(done.isWritten);
    t.is((await database('configuration_items')).length, 0);
  }
  const right = await brings(database, faulty, 'right');
  t.like(right, { isWritten: true, createdCount: 1 });
  t.deepEqual(
    (await database('configuration_items')).map(({ name }) => name),
    ['PC 1'],
  );
});

test('a file without inventory numbers is refused, for repeated it would add all again', async (t) => {
  const { database } = await emptyDesk();
  const done = await brings(database, 'name,kind\nPC 1,device\n');
  t.like(done.errors[0], { line: 1, column: null });
  t.is((await database('configuration_items')).length, 0);
});

test('a file changes what it names and leaves the rest, tells the audit, and changes nothing when repeated', async (t) => {
  const { database } = await emptyDesk();
  const first = 'inventory_number,name,type,site\nI-1,Printer,Laser,Évry\nI-2,Server,,\n';
  t.like(await brings(database, first), { createdCount: 2, changedCount: 0 });
  t.like(await brings(database, first), { createdCount: 0, changedCount: 0, unchangedCount: 2 });
  const second = await brings(database, 'inventory_number,status,site,name\nI-1,in_repair,,\n');
  t.like(second, { changedCount: 1, items: [{ fields: ['site', 'status'] }] });
  const [printer] = await database('configuration_items').where('inventory_number', 'I-1');
  t.like(printer, { name: 'Printer', type: 'Laser', site: null, status: 'in_repair', version: 2 });
  const told = await database('audit_entries').orderBy('position').select('kind');
  t.deepEqual(
    told.map(({ kind }) => kind),
    ['item_created', 'item_created', 'item_changed'],
  );
});

test('what is exported can be imported as it is, and a spreadsheet computes nothing of it', async (t) => {
  const { database } = await emptyDesk();
  const text =
    'inventory_number,name,notes,remote_id\nI-1,=1+1,"two\nlines, a ""word""",123 456\nI-2,\'+1,,\n';
  await brings(database, text);
  const before = await database('configuration_items').orderBy('inventory_number');
  const file = await exportItems(database);
  t.notRegex(file, /(^|,)=/m);
  t.like(await brings(database, file), { unchangedCount: 2, errors: [] });
  await database('configuration_items').del();
  await brings(database, file);
  const after = await database('configuration_items').orderBy('inventory_number');
  const said = (rows: typeof before) =>
    rows.map(({ name, notes, remote_id }) => [name, notes, remote_id]);
  t.deepEqual(said(after), said(before));
});

test('palier imports, lists and exports devices', async (t) => {
  const { url } = await emptyDesk();
  const folder = temporaryFolder();
  const file = path.join(folder, 'devices.csv');
  await writeFile(file, 'inventory_number,name,type\nI-1,PC 1,Laptop\n');
  const env = { DATABASE_URL: url, PALIER_HOME: folder };
  const dry = await runPalier(['devices', 'import', file, '--dry-run'], env);
  t.regex(dry.stderr, /Nothing was written: 1 new/);
  const done = await runPalier(['devices', 'import', file], env);
  t.is(done.code, 0, done.stderr);
  t.regex((await runPalier(['devices', 'list'], env)).stdout, /\tPC 1\tLaptop\tI-1\tin_use\n/);
  t.regex((await runPalier(['devices', 'export'], env)).stdout, /I-1,device,PC 1,Laptop/);
  await writeFile(file, faulty);
  const wrong = await runPalier(['devices', 'import', file], env);
  t.not(wrong.code, 0);
  t.regex(wrong.stderr, /line 6, status/);
});
