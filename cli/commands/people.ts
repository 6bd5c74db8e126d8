import { readFile } from 'node:fs/promises';
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
import type { Locale } from '../../workflows/processes/locales.ts';
import { CliError } from '../cli_error.ts';
import { idOf } from '../desk/person.ts';
import { typedLocale } from '../locale.ts';
import { coloured, tell } from '../talk.ts';
import { registerDirectory } from './directory.ts';
import { withDeskDatabase } from './process/desk_database.ts';

const author: Author = { by: { program: 'cli' } };
const pageSize = 200;

type Cells = Partial<Record<ColumnName, string>>;

/** `palier people`: who there is, one by one or by a file. */
export function register(program: Command): void {
  const people = program
    .command('people')
    .description('list, add, change and close accounts, one by one or by a CSV file');
  people
    .command('import')
    .description(`add and change people by a CSV file with the columns ${columnNames.join(', ')}`)
    .argument('<file>', 'CSV; people are known by `addresses` or `id`')
    .option('--dry-run', 'say what would be done, and write nothing')
    .option('--skip-errors', 'write the lines that have no error')
    .action(importFile);
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

async function importFile(
  file: string,
  options: { dryRun?: true; skipErrors?: true },
): Promise<void> {
  const given = await readPeople(await read(file));
  const writes = options.skipErrors ? 'right' : 'all';
  const done = await write(given, options.dryRun ? 'nothing' : writes);
  for (const { line, name, outcome, fields } of done.people) {
    process.stdout.write(`${line}\t${outcome}\t${name}\t${fields.join(' ')}\n`);
  }
  tellErrors(done);
  const { createdCount, changedCount, unchangedCount } = done;
  const counts = `${createdCount} new, ${changedCount} changed, ${unchangedCount} as they were`;
  tell(done.isWritten ? `${coloured('green', '✓')} ${counts}` : `Nothing was written: ${counts}`);
  if (done.errors.length > 0) {
    const advice = 'Correct the lines, or take the others with --skip-errors.';
    throw new CliError(`${amount(done.errors.length, 'error')} in ${file}`, { advice });
  }
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { message } = error as Error;
    throw new CliError(`${file} cannot be read: ${message}`, { cause: error, exitCode: 2 });
  }
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

function tellErrors({ errors }: AccountImport): void {
  const say = words[typedLocale()];
  for (const error of errors) tell(`${coloured('red', '✗')} ${say(error)}`);
}

const words: Record<Locale, (error: AccountImport['errors'][number]) => string> = {
  en: ({ line, column, expected, received }) =>
    `line ${line}${column === null ? '' : `, ${column}`}: expected ${expected}, received ${received}`,
  fr: ({ line, column, expected, received }) =>
    `ligne ${line}${column === null ? '' : `, ${column}`} : attendu ${expected}, reçu ${received}`,
};

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
  else tell(`${amount(closed.ticketCount, 'ticket')} to be handed over by the worker`);
}
