import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type Format, formats } from '../../analytics/formats/format.ts';
import type { JsonValue } from '../../analytics/formats/json_value.ts';
import {
  openReader,
  type QueryResult,
  type SqlQuery,
  type WarehouseReader,
} from '../../analytics/reader.ts';
import { CliError } from '../cli_error.ts';
import { coloured, tell } from '../talk.ts';
import { asCliError, findWarehouseDir, warehouseOption } from '../warehouse_location.ts';

const shownFormats = ['table', ...formats] as const;
type ShownFormat = (typeof shownFormats)[number];

interface SqlOptions {
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
const widestCell = 60;

export function register(program: Command): void {
  program
    .command('sql')
    .description('ask the warehouse: one SELECT over the published tables and metrics')
    .argument('<statement>', 'SQL; `show tables` and `describe tickets` say what there is')
    .option('--format <format>', `${shownFormats.join(', ')}`, readFormat, 'table')
    .option('--param <name=value>', 'binds $name; may be given several times', readParam, {})
    .option('--limit <rows>', 'rows at most; everything when absent, 200 in a table', readCount)
    .option('--timeout <seconds>', 'ends a query that takes longer', readCount, 60)
    .option('--out <file>', 'writes to a file instead of standard output')
    .option(...warehouseOption)
    .action(sql);
}

async function sql(statement: string, options: SqlOptions): Promise<void> {
  const reader = openReader({
    warehouseDir: await findWarehouseDir(options.warehouse),
    concurrency: 1,
  });
  try {
    await asCliError(() => answer(reader, statement, options));
  } finally {
    await reader.close();
  }
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
    timeoutMs: options.timeout * 1000,
  };
  if (format === 'table') showTable(await reader.runSql(query));
  else await writeFile(reader, query, format, options.out);
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

function showTable(result: QueryResult): void {
  const names = result.columns.map(({ name }) => name);
  const cells = [names, ...result.rows.map((row) => row.map(cellText))];
  const widths = names.map((_name, at) =>
    Math.min(widestCell, Math.max(...cells.map((row) => row[at]?.length ?? 0))),
  );
  const isNumber = names.map((_name, at) => result.rows.some((row) => typeof row[at] === 'number'));
  const lines = cells.map((row) =>
    row
      .map((text, at) => padded(text, widths[at] ?? 0, isNumber[at] ?? false))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  process.stdout.write(`${[lines[0], rule, ...lines.slice(1)].join('\n')}\n`);
  tellAbout(result);
}

function padded(text: string, width: number, isNumber: boolean): string {
  if (text.length > width) return `${text.slice(0, width - 1)}…`;
  return isNumber ? text.padStart(width) : text.padEnd(width);
}

function cellText(value: JsonValue): string {
  if (value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replaceAll('\n', ' ');
}

function tellAbout({
  rowCount,
  truncated,
  snapshot,
  elapsedMs,
}: Pick<QueryResult, 'rowCount' | 'truncated' | 'snapshot' | 'elapsedMs'>): void {
  const counted = `${rowCount} ${rowCount === 1 ? 'row' : 'rows'}`;
  const rows = truncated ? `the first ${counted} (more with --limit)` : counted;
  const source = snapshot
    ? `snapshot ${snapshot.n}, data through ${snapshot.dataThrough}`
    : 'nothing has been exported yet';
  tell(coloured('dim', `${rows} in ${Math.round(elapsedMs)} ms · ${source}`));
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
