import type { Command } from 'commander';
import { itemColumnNames } from '../../api/configuration_items/import/columns.ts';
import { exportItems, importItems } from '../../api/configuration_items/import/import_items.ts';
import { typedLocale } from '../locale.ts';
import { type ImportFlags, readGivenFile, takesFile, tellImport, writesOf } from './file_import.ts';
import { withDeskDatabase } from './process/desk_database.ts';

/** `palier devices`: the register of devices and services, by a file. */
export function register(program: Command): void {
  const devices = program
    .command('devices')
    .description('list, import and export the register of devices and services');
  takesFile(
    devices
      .command('import')
      .description(
        `add and change items by a CSV file with the columns ${itemColumnNames.join(', ')}`,
      ),
    'CSV; items are known by `inventory_number`',
  ).action(importFile);
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

async function importFile(file: string, flags: ImportFlags): Promise<void> {
  const bytes = await readGivenFile(file);
  const by = { by: { program: 'cli' } } as const;
  const options = { writes: writesOf(flags), by, locale: typedLocale() };
  const done = await withDeskDatabase('devices', (database) =>
    importItems(database, bytes, options),
  );
  tellImport(file, done.items, done);
}

async function list(): Promise<void> {
  await withDeskDatabase('devices', async (database) => {
    const rows = await database('configuration_items').orderByRaw('search_fold(name), item_id');
    for (const { item_id: id, name, type, inventory_number: number, status } of rows) {
      process.stdout.write(`${id}\t${name}\t${type ?? ''}\t${number ?? ''}\t${status}\n`);
    }
  });
}
