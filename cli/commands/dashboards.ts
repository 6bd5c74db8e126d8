import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { openReader } from '../../analytics/reader.ts';
import { dashboardDefinitions } from '../../dashboards/catalogue.ts';
import {
  createDashboardRenderer,
  type DashboardFormat,
  dashboardFormats,
} from '../../dashboards/render.ts';
import { connectDatabase } from '../../database/connection.ts';
import { segmentNames, segmentWords } from '../../database/segment_names.ts';
import { ownPriorityNames } from '../../workflows/processes/index.ts';
import type { Locale } from '../../workflows/processes/locales.ts';
import { findDesk } from '../desk/desk_file.ts';
import { readSettings } from '../desk/settings.ts';
import { asCliError, findWarehouseDir, warehouseOption } from '../desk/warehouse_location.ts';
import { registerMailings } from './mailings.ts';

interface BuildOptions {
  out: string;
  format: DashboardFormat[];
  locale: 'en' | 'fr';
  theme: 'light' | 'dark';
  from?: string;
  to?: string;
  group?: string;
  priority?: string;
  customer?: string;
  warehouse?: string;
}

export function register(program: Command): void {
  const dashboards = program.command('dashboards').description('dashboards as files and mails');
  registerMailings(dashboards);
  dashboards
    .command('list')
    .description('name the dashboards')
    .action(() => {
      for (const { name, title } of dashboardDefinitions()) {
        process.stdout.write(`${name}\t${title.en}\n`);
      }
    });
  dashboards
    .command('build')
    .description('draw dashboards from the newest snapshot')
    .argument('[names...]', 'which ones; all when absent')
    .requiredOption('--out <folder>', 'where the files go')
    .addOption(
      new Option('--format <format...>', 'kinds of file')
        .choices(dashboardFormats)
        .default(['html', 'svg', 'png']),
    )
    .addOption(new Option('--locale <locale>', 'language').choices(['en', 'fr']).default('en'))
    .addOption(new Option('--theme <theme>', 'look').choices(['light', 'dark']).default('light'))
    .option('--from <date>', 'first business date, YYYY-MM-DD')
    .option('--to <date>', 'last business date, YYYY-MM-DD')
    .option('--group <id>', 'only what this support group had or did')
    .option('--priority <name>', 'only tickets of this priority')
    .option('--customer <name>', 'only tickets opened for this customer')
    .option(...warehouseOption)
    .action(build);
}

async function build(names: string[], options: BuildOptions): Promise<void> {
  const { out, format: formats, warehouse, ...look } = options;
  const reader = openReader({
    warehouseDir: await findWarehouseDir(warehouse),
    ownPriorities: ownPriorityNames,
  });
  const renderer = createDashboardRenderer({ reader, names: namesFor(warehouse) });
  const wanted = names.length > 0 ? names : dashboardDefinitions().map(({ name }) => name);
  try {
    await mkdir(out, { recursive: true });
    for (const name of wanted) {
      for (const format of formats) {
        const { body } = await asCliError(() => renderer.render(name, { format, ...look }));
        const file = path.join(out, `${name}.${format}`);
        await writeFile(file, body);
        process.stdout.write(`${file}\n`);
      }
    }
  } finally {
    await renderer.close();
    await reader.close();
  }
}

/**
 * What segments are called: as the running desk says, which knows its agents; of another warehouse,
 * and where no desk answers, as the processes here do.
 */
function namesFor(warehouse: string | undefined) {
  return async (locale: Locale) => {
    const { home, databaseUrl } = readSettings();
    const url = databaseUrl ?? (await findDesk(home))?.databaseUrl;
    if (warehouse !== undefined || url === undefined) return segmentWords(locale);
    const database = connectDatabase(url, { name: 'dashboards' });
    try {
      return await segmentNames(database, locale);
    } catch {
      return segmentWords(locale);
    } finally {
      await database.destroy();
    }
  };
}
