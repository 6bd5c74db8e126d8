import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type Format, formats } from '../../../analytics/formats/format.ts';
import { openReader, type SqlQuery, type WarehouseReader } from '../../../analytics/reader.ts';
import { secondMs } from '../../../workflows/domain/durations.ts';
import { CliError } from '../../cli_error.ts';
import { readSettings } from '../../desk/settings.ts';
import { asCliError, findWarehouseDir, warehouseOption } from '../../desk/warehouse_location.ts';
import { runRepl } from './repl.ts';
import { tableText, tellAbout } from './result_text.ts';

const shownFormats = ['table', ...formats] as const;
type ShownFormat = (typeof shownFormats)[number];

interface SqlOptions {
  repl?: boolean;
  format: ShownFormat;
  param: Record<string, string>;
  limit?: number;
  timeout: number;
  out?: string;
  warehouse?: string;
}

/** A screenful; files and pipes get everything. */
const tableRowLimit = 200;
const unlimited = Number.MAX_SAFE_INTEGER - 1;

export function register(program: Command): void {
  program
    .command('sql')
    .description('ask the warehouse: one SELECT over the published tables and metrics')
    .argument('[statement]', 'SQL; `show tables` and `describe tickets` say what there is')
    .option('--repl', 'asks again and again: .help says what else can be done')
    .option('--format <format>', `${shownFormats.join(', ')}`, readFormat, 'table')
    .option('--param <name=value>', 'binds $name; may be given several times', readParam, {})
    .option('--limit <rows>', 'rows at most; everything when absent, 200 in a table', readCount)
    .option('--timeout <seconds>', 'ends a query that takes longer', readCount, 60)
    .option('--out <file>', 'writes to a file instead of standard output')
    .option(...warehouseOption)
    .action(sql);
}

async function sql(statement: string | undefined, options: SqlOptions): Promise<void> {
  if ((statement === undefined) !== (options.repl === true)) {
    throw new CliError('Give one statement, or --repl to be asked for them', { exitCode: 2 });
  }
  const reader = openReader({
    warehouseDir: await findWarehouseDir(options.warehouse),
    concurrency: 1,
  });
  try {
    await asCliError(() =>
      statement === undefined ? askAgain(reader, options) : answer(reader, statement, options),
    );
  } finally {
    await reader.close();
  }
}

function askAgain(reader: WarehouseReader, options: SqlOptions): Promise<void> {
  return runRepl({
    reader,
    historyFile: path.join(readSettings().home, 'sql_history'),
    rowLimit: options.limit ?? tableRowLimit,
    timeoutMs: options.timeout * secondMs,
  });
}

async function answer(
  reader: WarehouseReader,
  statement: string,
  options: SqlOptions,
): Promise<void> {
  const { format } = options;
  const query: SqlQuery = {
    sql: statement,
    params: options.param,
    rowLimit: options.limit ?? (format === 'table' ? tableRowLimit : unlimited),
    timeoutMs: options.timeout * secondMs,
  };
  if (format !== 'table') return writeFile(reader, query, format, options.out);
  const result = await reader.runSql(query);
  process.stdout.write(tableText(result));
  tellAbout(result);
}

async function writeFile(
  reader: WarehouseReader,
  query: SqlQuery,
  format: Format,
  out: string | undefined,
): Promise<void> {
  if (out === undefined && process.stdout.isTTY && (format === 'arrow' || format === 'parquet')) {
    throw new CliError(`${format} is not for a terminal`, {
      advice: 'Give --out FILE, or pipe it to a program.',
      exitCode: 2,
    });
  }
  const file = await reader.runSqlAs(query, format);
  const target = out === undefined ? process.stdout : createWriteStream(out);
  await pipeline(file.body, target, { end: out !== undefined });
  tellAbout(file);
}

function readFormat(text: string): ShownFormat {
  const format = shownFormats.find((known) => known === text);
  if (format) return format;
  throw new InvalidArgumentError(`Expected ${shownFormats.join(', ')}.`);
}

function readParam(text: string, earlier: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('Expected name=value.');
  }
  return { ...earlier, [name]: value };
}

function readCount(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected an integer above 0.');
}
