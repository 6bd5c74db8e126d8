import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { itemColumnNames } from '../../api/configuration_items/import/columns.ts';
import { exportItems, importItems } from '../../api/configuration_items/import/import_items.ts';
import { amount } from '../../workflows/processes/counted.ts';
import { CliError } from '../cli_error.ts';
import { typedLocale } from '../locale.ts';
import { coloured, tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

/** `palier devices`: the register of devices and services, by a file. */
export function register(program: Command): void {
  const devices = program
    .command('devices')
    .description('list, import and export the register of devices and services');
  devices
    .command('import')
    .description(
      `add and change items by a CSV file with the columns ${itemColumnNames.join(', ')}`,
    )
    .argument('<file>', 'CSV; items are known by `inventory_number`')
    .option('--dry-run', 'say what would be done, and write nothing')
    .option('--skip-errors', 'write the lines that have no error')
    .action(importFile);
  devices
    .command('export')
    .description('write the register as CSV, as an import takes it')
    .action(async () => {
      process.stdout.write(await withDeskDatabase('devices', exportItems));
    });
  devices
    .command('list')
    .description('list items by name: id, name, type, inventory number, status')
    .action(list);
}

async function importFile(
  file: string,
  { dryRun, skipErrors }: { dryRun?: true; skipErrors?: true },
): Promise<void> {
  const bytes = await read(file);
  const writes = dryRun ? 'nothing' : skipErrors ? 'right' : 'all';
  const by = { by: { program: 'cli' } } as const;
  const done = await withDeskDatabase('devices', (database) =>
    importItems(database, bytes, { writes, by, locale: typedLocale() }),
  );
  for (const { line, name, outcome, fields } of done.items) {
    process.stdout.write(`${line}\t${outcome}\t${name}\t${fields.join(' ')}\n`);
  }
  for (const { line, column, expected, received } of done.errors) {
    const place = column === null ? `line ${line}` : `line ${line}, ${column}`;
    tell(`${coloured('red', '✗')} ${place}: expected ${expected}, received ${received}`);
  }
  const { createdCount, changedCount, unchangedCount } = done;
  const counts = `${createdCount} new, ${changedCount} changed, ${unchangedCount} as they were`;
  tell(done.isWritten ? `${coloured('green', '✓')} ${counts}` : `Nothing was written: ${counts}`);
  if (done.errors.length === 0) return;
  const advice = 'Correct the lines, or take the others with --skip-errors.';
  throw new CliError(`${amount(done.errors.length, 'error')} in ${file}`, { advice });
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { message } = error as Error;
    throw new CliError(`${file} cannot be read: ${message}`, { cause: error, exitCode: 2 });
  }
}

async function list(): Promise<void> {
  await withDeskDatabase('devices', async (database) => {
    const rows = await database('configuration_items').orderByRaw('search_fold(name), item_id');
    for (const { item_id: id, name, type, inventory_number: number, status } of rows) {
      process.stdout.write(`${id}\t${name}\t${type ?? ''}\t${number ?? ''}\t${status}\n`);
    }
  });
}
