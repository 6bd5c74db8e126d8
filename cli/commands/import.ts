import path from 'node:path';
import type { Command } from 'commander';
import { chooseMapping, getMapping } from '../../activities/import/choose_mapping.ts';
import { HeadError } from '../../activities/import/csv_reader.ts';
import {
  type ImportProgress,
  type ImportSummary,
  importLog,
} from '../../activities/import/import_log.ts';
import { listLogs, NoLogError } from '../../activities/import/log_file.ts';
import { type Mapping, MappingError } from '../../activities/import/mapping.ts';
import { NamesError } from '../../activities/import/names.ts';
import { RejectsFile } from '../../activities/import/rejects_file.ts';
import type { InstantDoubt } from '../../activities/import/timestamps.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { pendingMigrations } from '../../database/migrate.ts';
import { keysOf } from '../../workflows/domain/keys.ts';
import { amount } from '../../workflows/processes/counted.ts';
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
    .argument(
      '<path>',
      'an event log (.xes, .csv, or either with .gz), or a folder of logs or parts',
    )
    .option('--mapping <file>', 'mapping file, or the name of a shipped one; found when absent')
    .option('--rejects <file>', 'where rows that cannot be imported go', 'rejects.csv')
    .action(importLogs);
}

async function importLogs(source: string, options: ImportOptions): Promise<void> {
  const files = await asUsage(() => listLogs(source, options.rejects));
  const logs = await asUsage(() => logsOf(files, options.mapping));
  const database = await openDatabase();
  const rejects = new RejectsFile(options.rejects);
  try {
    for (const { mapping, files: parts } of logs) {
      tell(`${namesOf(parts)}: mapping ${mapping.name} (${mapping.title.en})`);
      const summary = await asUsage(() =>
        importLog({
          database,
          files: parts,
          mapping,
          reject: (reject) => rejects.add(reject),
          progress: told(),
        }),
      );
      for (const line of summaryLines(summary)) tell(`  ${line}`);
    }
  } finally {
    await rejects.close();
    await database.destroy();
  }
  const { rowCount, faultCount } = rejects;
  if (rowCount + faultCount === 0) return;
  const faults = faultCount > 0 ? `, and ${amount(faultCount, 'fault')} of files or traces` : '';
  throw new CliError(`${amount(rowCount, 'row was', 'rows were')} not imported${faults}`, {
    advice: `${options.rejects} lists them with line, case and reason. What else there was is imported.`,
  });
}

interface MappedLog {
  mapping: Mapping;
  /** Files that one mapping fits are parts of one log: a case may go on in the next. */
  files: string[];
}

async function logsOf(files: string[], asked: string | undefined): Promise<MappedLog[]> {
  if (asked !== undefined) return [{ mapping: await getMapping(asked), files }];
  const logs = new Map<string, MappedLog>();
  for (const file of files) {
    const mapping = await chooseMapping(file);
    const log = logs.get(mapping.name);
    if (log) log.files.push(file);
    else logs.set(mapping.name, { mapping, files: [file] });
  }
  return [...logs.values()];
}

const filesNamed = 3;

function namesOf(files: readonly string[]): string {
  const names = files.slice(0, filesNamed).map((file) => path.basename(file));
  const others = files.length - names.length;
  return others > 0 ? `${names.join(', ')} and ${others} more` : names.join(', ');
}

const progressEveryMs = 2000;
/** Without a new percent to tell: that it goes on. */
const silenceMaxMs = 30_000;

/** A line at each new percent, now and then: how far reading is, then how far the tickets are. */
function told(): (done: ImportProgress) => void {
  let toldAt = performance.now();
  let toldShare = '';
  return (done) => {
    const silentMs = performance.now() - toldAt;
    const share = `${Math.floor(done.share * 100)} %`;
    if (silentMs < (share === toldShare ? silenceMaxMs : progressEveryMs)) return;
    toldAt = performance.now();
    toldShare = share;
    const line =
      done.phase === 'read'
        ? `reading: ${share}, ${amount(done.rowCount, 'row')}`
        : `importing: ${share}, ${amount(done.ticketCount, 'ticket')}`;
    tell(`  ${coloured('dim', line)}`);
  };
}

const usageErrors = [MappingError, HeadError, NamesError, NoLogError];

async function asUsage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!usageErrors.some((kind) => error instanceof kind)) throw error;
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

function summaryLines(summary: ImportSummary): string[] {
  const { rowCount, importedCount, unchangedCount, eventCount, rejectCount } = summary;
  const unchanged =
    unchangedCount > 0
      ? `, ${amount(unchangedCount, 'ticket was', 'tickets were')} there already`
      : '';
  const not = rejectCount > 0 ? `, ${amount(rejectCount, 'row')} not imported` : '';
  const lines = [
    `${amount(rowCount, 'row')}: ${amount(importedCount, 'ticket')}, ${amount(eventCount, 'event')}${unchanged}${not}`,
  ];
  for (const doubt of keysOf(doubtWords)) {
    const { count: rows, first } = summary.doubts[doubt];
    if (rows > 0) lines.push(`${doubtWords[doubt](rows)}; the first: ${first}`);
  }
  lines.push(...summary.notes);
  const { unusedInstantCount: unused } = summary;
  if (unused > 0) {
    lines.push(
      `${amount(unused, 'time in columns lies', 'times in columns lie')} before what came earlier or after their row: the row’s own count`,
    );
  }
  return lines;
}

const having = (rows: number) => amount(rows, 'row has', 'rows have');

const doubtWords: Record<InstantDoubt, (rows: number) => string> = {
  no_time: (rows) => `${having(rows)} a date without a time: 00:00 counts`,
  skipped: (rows) =>
    `${having(rows)} a time in the hour that the clocks skip: one hour later counts`,
  twice: (rows) => `${having(rows)} a time that comes twice that night: the first counts`,
};
