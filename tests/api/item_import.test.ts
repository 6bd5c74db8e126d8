import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { circleFrom, findCircles } from '../../api/configuration_items/circles.ts';
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

const dependencies = async (database: Database) => {
  const rows = await database('configuration_items');
  const nameOf = new Map(rows.map((row) => [row.item_id, row.name]));
  return Object.fromEntries(
    rows.map((row) => [row.name, row.depends_on_ids.map((id) => nameOf.get(id)).toSorted()]),
  );
};

test('a file says what depends on what, further down too, and which group looks after it', async (t) => {
  const { database } = await emptyDesk();
  const text = [
    'inventory_number,name,kind,depends_on,support_group',
    'S-1,Mail,service,H-1 | H-2,it_support/network',
    'H-1,Host 1,device,R-1,',
    'H-2,Host 2,device,,',
    'R-1,Rack,device,,it_support/infrastructure',
  ].join('\n');
  t.like(await brings(database, text), { createdCount: 4, errors: [] });
  t.like(await brings(database, text), { unchangedCount: 4 });
  const told = { Mail: ['Host 1', 'Host 2'], 'Host 1': ['Rack'], 'Host 2': [], Rack: [] };
  t.deepEqual(await dependencies(database), told);
  const file = await exportItems(database);
  t.regex(file, /it_support\/network,H-1\|H-2/);
  t.like(await brings(database, file), { unchangedCount: 4, errors: [] });
  // What it does not name stays; an empty cell takes away.
  t.like(await brings(database, 'inventory_number,site\nS-1,Paris\n'), { changedCount: 1 });
  t.deepEqual(await dependencies(database), told);
  t.like(await brings(database, 'inventory_number,depends_on\nS-1,\n'), {
    items: [{ fields: ['depends_on'] }],
  });
  t.deepEqual((await dependencies(database)).Mail, []);
});

test('what is exported can be imported though a group is gone from its process', async (t) => {
  const { database } = await emptyDesk();
  await brings(database, 'inventory_number,name,support_group\nA,One,it_support/network\n');
  await database('configuration_items').update({ support_group: 'dissolved' });
  const file = await exportItems(database);
  t.like(await brings(database, file), { unchangedCount: 1, errors: [] });
  const other = await brings(database, 'inventory_number,support_group\nA,it_support/never\n');
  t.like(other.errors, [{ line: 2, column: 'support_group' }]);
});

test('a number that would be read as two items is exported as an id, and one without a number too', async (t) => {
  const { database } = await emptyDesk();
  await brings(database, 'inventory_number,name\n"A;B",Odd\nC,Plain\n');
  const [odd] = await database('configuration_items').where('name', 'Odd');
  await brings(database, `inventory_number,depends_on\nC,${odd?.item_id}\n`);
  t.deepEqual((await dependencies(database)).Plain, ['Odd']);
  t.like(await brings(database, await exportItems(database)), { unchangedCount: 2, errors: [] });
});

test('a circle in a file is named by its line, and what falls takes with it what would need it', async (t) => {
  const { database } = await emptyDesk();
  const text = [
    'inventory_number,name,depends_on,support_group',
    'A,Mail,B,',
    'B,Host,C,',
    'C,Rack,A,',
    'D,Fax,A,',
    'E,Printer,none,',
    'F,Alone,,',
    'G,Lost,,it_support/attic',
  ].join('\n');
  const done = await brings(database, text, 'right');
  t.deepEqual(
    done.errors.map(({ line, column }) => [line, column]),
    [
      [2, 'depends_on'],
      [3, 'depends_on'],
      [4, 'depends_on'],
      [5, 'depends_on'],
      [6, 'depends_on'],
      [8, 'support_group'],
    ],
  );
  t.regex(done.errors[0]?.expected ?? '', /Mail → Host → Rack → Mail/);
  t.regex(done.errors[2]?.expected ?? '', /Rack → Mail → Host → Rack/);
  t.deepEqual(await dependencies(database), { Alone: [] });
});

test('a file may turn a dependency round, and close no circle with what is in the register', async (t) => {
  const { database } = await emptyDesk();
  await brings(database, 'inventory_number,name,depends_on\nA,One,B\nB,Other,\n');
  const closed = await brings(database, 'inventory_number,depends_on\nB,A\n');
  t.like(closed, { isWritten: false, errors: [{ line: 2, column: 'depends_on' }] });
  t.like(await brings(database, 'inventory_number,depends_on\nB,A\nA,\n'), { changedCount: 2 });
  t.deepEqual(await dependencies(database), { One: [], Other: ['One'] });
});

test('a circle as long as the register is found, and none where there is none', (t) => {
  const ids = Array.from({ length: 50_000 }, (_, n) => `i${n}`);
  const chain = new Map(ids.map((id, n) => [id, ids.slice(n + 1, n + 3)]));
  t.deepEqual(findCircles(chain), []);
  chain.set('i49999', ['i0']);
  const [circle = []] = findCircles(chain);
  t.is(circle.length, 50_000);
  const names = circleFrom('i7', circle, new Map());
  t.deepEqual([names[0], names.at(-1), names.length], ['i7', 'i7', 7]);
});

test('circles are found in whatever depends on whatever, until none is left', (t) => {
  const letter = fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e');
  const graph = fc.dictionary(letter, fc.array(letter));
  t.notThrows(() =>
    fc.assert(
      fc.property(graph, (edges) => {
        const left = new Map<string, readonly string[]>(Object.entries(edges));
        for (let circles = findCircles(left); circles.length > 0; circles = findCircles(left)) {
          for (const circle of circles) {
            for (const [n, id] of circle.entries()) {
              const next = circle[(n + 1) % circle.length] ?? '';
              if (!edges[id]?.includes(next)) return false;
            }
            left.delete(circle[0] ?? '');
          }
        }
        // What is left can be put in an order in which nothing comes before what it depends on.
        const placed = new Set<string>();
        const isPlaced = (id: string) => placed.has(id) || !left.has(id);
        for (let n = 0; n < 5; n += 1) {
          for (const [id, needed] of left) if (needed.every(isPlaced)) placed.add(id);
        }
        return [...left.keys()].every(isPlaced);
      }),
    ),
  );
});
