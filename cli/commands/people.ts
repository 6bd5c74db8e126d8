import type { Command } from 'commander';
import { findAccountPage } from '../../api/people/find_accounts.ts';
import { type ColumnName, columnNames } from '../../api/people/import/columns.ts';
import type { AccountImport } from '../../api/people/import/contract.ts';
import { exportPeople } from '../../api/people/import/export_people.ts';
import { importGiven } from '../../api/people/import/import_people.ts';
import { type GivenPeople, readPeople } from '../../api/people/import/read_people.ts';
import { closeAccount } from '../../database/leaving.ts';
import type { Author } from '../../database/people.ts';
import { amount } from '../../workflows/processes/counted.ts';
import { CliError } from '../cli_error.ts';
import { idOf } from '../desk/person.ts';
import { typedLocale } from '../locale.ts';
import { tell } from '../talk.ts';
import { registerDirectory } from './directory.ts';
import {
  type ImportFlags,
  readGivenFile,
  takesFile,
  tellErrors,
  tellImport,
  writesOf,
} from './file_import.ts';
import { withDeskDatabase } from './process/desk_database.ts';

const author: Author = { by: { program: 'cli' } };
const pageSize = 200;

type Cells = Partial<Record<ColumnName, string>>;

/** `palier people`: who there is, one by one or by a file. */
export function register(program: Command): void {
  const people = program
    .command('people')
    .description('list, add, change and close accounts, one by one or by a CSV file');
  takesFile(
    people
      .command('import')
      .description(
        `add and change people by a CSV file with the columns ${columnNames.join(', ')}`,
      ),
    'CSV; people are known by `addresses` or `id`',
  ).action(importFile);
  registerDirectory(people);
  people
    .command('export')
    .description('write everybody with an open account as CSV, as an import takes them')
    .action(async () => {
      process.stdout.write(await withDeskDatabase('people', exportPeople));
    });
  people
    .command('list')
    .description('list people by name: id, name, main address, roles')
    .argument('[words]', 'parts of a name, an address, a phone, a department or a site')
    .action(list);
  const add = people.command('add').description('add a person').argument('<address>');
  const change = people
    .command('change')
    .description('change a person; what is not named stays')
    .argument('<person>', 'an address or the id');
  for (const name of columnNames.filter((one) => one !== 'id' && one !== 'addresses')) {
    add.option(`--${name} <${name}>`);
    change.option(`--${name} <${name}>`);
  }
  change.option('--addresses <addresses>', 'all of them, the main one first');
  add.action((addresses: string, cells: Cells) => writeOne({ ...cells, addresses }));
  change.action(async (person: string, cells: Cells) =>
    writeOne({ ...cells, id: await withDeskDatabase('people', (one) => idOf(one, person)) }),
  );
  people
    .command('close')
    .description('somebody leaves: sign-ins end, tickets in hand go to their groups')
    .argument('<person>', 'an address or the id')
    .option('--deputy <person>', 'gets what they had in hand, where that is possible')
    .action(close);
}

async function importFile(file: string, flags: ImportFlags): Promise<void> {
  const given = await readPeople(await readGivenFile(file));
  const done = await write(given, writesOf(flags));
  tellImport(file, done.people, done);
}

async function writeOne(cells: Cells): Promise<void> {
  const columns = columnNames.filter((name) => cells[name] !== undefined);
  const rows = [{ line: 1, cells }];
  const done = await write({ rows, columns, encoding: 'utf-8', faults: [] }, 'all');
  tellErrors(done);
  if (done.errors.length > 0) throw new CliError('Nothing was written', { exitCode: 2 });
}

function write(given: GivenPeople, writes: 'nothing' | 'all' | 'right'): Promise<AccountImport> {
  return withDeskDatabase('people', (database) =>
    importGiven(database, given, { writes, author, locale: typedLocale() }),
  );
}

/** Whoever may run this reads the database itself. */
const reader = { id: '', roles: ['administrator'], locale: 'en' } as const;

async function list(q: string | undefined): Promise<void> {
  await withDeskDatabase('people', async (database) => {
    for (let cursor: string | undefined; ; ) {
      const page = await findAccountPage(database, { q, limit: pageSize, cursor }, reader);
      for (const { id, name, addresses, roles } of page.items) {
        process.stdout.write(`${id}\t${name}\t${addresses?.[0] ?? ''}\t${roles.join(' ')}\n`);
      }
      if (page.next === null) return;
      cursor = page.next;
    }
  });
}

async function close(person: string, { deputy }: { deputy?: string }): Promise<void> {
  const closed = await withDeskDatabase('people', async (database) => {
    const accountId = await idOf(database, person);
    const deputyId = deputy === undefined ? null : await idOf(database, deputy);
    return database.transaction((trx) => closeAccount(trx, author, { accountId, deputyId }));
  });
  if (closed === null) tell(`${person} had left before`);
  else {
    const tickets = amount(closed.ticketCount, 'ticket');
    tell(`The account of ${person} is closed; ${tickets} to be handed over by the worker`);
  }
}
