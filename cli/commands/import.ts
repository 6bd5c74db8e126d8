import path from 'node:path';
import type { Command } from 'commander';
import { chooseMapping, getMapping } from '../../activities/import/choose_mapping.ts';
import { type ImportSummary, importLog } from '../../activities/import/import_log.ts';
import { listLogs } from '../../activities/import/log_file.ts';
import type { Reject } from '../../activities/import/log_record.ts';
import { type Mapping, MappingError } from '../../activities/import/mapping.ts';
import { writeRejects } from '../../activities/import/rejects_file.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { pendingMigrations } from '../../database/migrate.ts';
import { CliError, reasonOf } from '../cli_error.ts';
import { getDesk } from '../desk/desk_file.ts';
import { readSettings } from '../desk/settings.ts';
import { coloured, tell } from '../talk.ts';

interface ImportOptions {
  mapping?: string;
  rejects: string;
}

export function register(program: Command): void {
  program
    .command('import')
    .description('bring the log of another help desk in as history')
    .argument('<path>', 'an event log (.xes, .csv, or either with .gz), or a folder of them')
    .option('--mapping <file>', 'mapping file, or the name of a shipped one; found when absent')
    .option('--rejects <file>', 'where rows that cannot be imported go', 'rejects.csv')
    .action(importLogs);
}

async function importLogs(source: string, options: ImportOptions): Promise<void> {
  const files = await asUsage(() => listLogs(source, options.rejects));
  const mappings = await asUsage(() => mappingsFor(files, options.mapping));
  const database = await openDatabase();
  try {
    const rejected: { file: string; rejects: Reject[] }[] = [];
    for (const file of files) {
      const mapping = mappings.get(file) as Mapping;
      tell(`${path.basename(file)}: mapping ${mapping.name} (${mapping.title.en})`);
      const summary = await importLog({
        database,
        file,
        mapping,
        progress: (line) => tell(`  ${coloured('dim', line)}`),
      });
      tell(`  ${summaryLine(summary)}`);
      if (summary.rejects.length > 0) rejected.push({ file, rejects: summary.rejects });
    }
    await reportRejects(rejected, options.rejects);
  } finally {
    await database.destroy();
  }
}

async function mappingsFor(
  files: string[],
  asked: string | undefined,
): Promise<Map<string, Mapping>> {
  const mappings = new Map<string, Mapping>();
  const given = asked === undefined ? undefined : await getMapping(asked);
  for (const file of files) mappings.set(file, given ?? (await chooseMapping(file)));
  return mappings;
}

async function asUsage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const advice =
      error instanceof MappingError
        ? 'docs/import.md says what a mapping is; activities/import/mappings/ has examples.'
        : undefined;
    throw new CliError(reasonOf(error), { cause: error, exitCode: 2, ...(advice && { advice }) });
  }
}

async function openDatabase(): Promise<Database> {
  const databaseUrl = readSettings().databaseUrl ?? (await getDesk()).databaseUrl;
  const database = connectDatabase(databaseUrl, { name: 'import', statementTimeoutMs: 0 });
  const missing = await pendingMigrations(database).catch(async (error: unknown) => {
    await database.destroy();
    throw new CliError(`The database cannot be reached: ${reasonOf(error)}`, { cause: error });
  });
  if (missing.length === 0) return database;
  await database.destroy();
  throw new CliError(`The tables lack ${missing.join(', ')}`, { advice: 'Run: palier migrate' });
}

function summaryLine(summary: ImportSummary): string {
  const { rowCount, importedCount, unchangedCount, eventCount, rejects } = summary;
  const unchanged = unchangedCount > 0 ? `, ${unchangedCount} tickets were there already` : '';
  const not = rejects.length > 0 ? `, ${rejects.length} rows not imported` : '';
  return `${rowCount} rows: ${importedCount} tickets, ${eventCount} events${unchanged}${not}`;
}

async function reportRejects(
  rejected: { file: string; rejects: Reject[] }[],
  target: string,
): Promise<void> {
  const count = rejected.reduce((sum, { rejects }) => sum + rejects.length, 0);
  if (count === 0) return;
  await writeRejects(target, rejected);
  throw new CliError(`${count} rows were not imported`, {
    advice: `${target} lists them with line and reason. What else there was is imported.`,
  });
}
