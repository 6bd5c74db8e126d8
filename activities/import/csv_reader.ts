import { CsvRows, saidDelimiter } from './csv_rows.ts';
import type { LogItem } from './log_record.ts';

/** @param delimiter undefined to find it out from the head line. */
export interface CsvOptions {
  delimiter?: string | undefined;
  quote?: string | undefined;
}

/** The head line of a log that says which columns it has cannot be trusted. */
export class HeadError extends Error {
  override readonly name = 'HeadError';
}

const delimiters = [',', ';', '\t', '|'];

/**
 * The rows of a CSV log in file order, piece by piece, by the names in its head line.
 * @param expected columns that must be there
 * @throws HeadError where two columns have one name, or one that is expected is missing
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  options: CsvOptions,
  expected: readonly string[] = [],
): AsyncGenerator<LogItem[]> {
  const { head, all } = await peekHead(text);
  const delimiter = options.delimiter ?? saidDelimiter(head) ?? likelyDelimiter(head);
  const rows = new CsvRows({ delimiter, quote: options.quote ?? '"' });
  let columns: string[] | undefined;
  const itemsOf = (found: ReturnType<CsvRows['add']>): LogItem[] =>
    found.flatMap(({ line, fields, fault }): LogItem[] => {
      if (columns === undefined) {
        if (fault !== undefined) throw new HeadError(`the first line: ${fault}`);
        columns = namedColumns(fields, expected);
        return [];
      }
      const values = valuesOf(columns, fields);
      if (fault === undefined) return [{ kind: 'record', line, values }];
      return [{ kind: 'broken', line, reason: `broken row: ${fault}`, values, isRow: true }];
    });
  for await (const piece of all) yield itemsOf(rows.add(piece));
  yield itemsOf(rows.end());
}

/** Columns without a name are called by their place, as is one whose name no object can have. */
function namedColumns(head: string[], expected: readonly string[]): string[] {
  const columns = head.map((written, index) => {
    const name = written.trim();
    return name === '' || name === '__proto__' ? `column_${index + 1}` : name;
  });
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new HeadError(`two columns are named "${twice}": which one counts cannot be known`);
  }
  const missing = expected.filter((name) => !columns.includes(name));
  if (missing.length === 0) return columns;
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
  throw new HeadError(`no column ${quoted(missing)}, which the mapping names: ${quoted(columns)}`);
}

function valuesOf(columns: string[], fields: string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (let index = 0; index < fields.length; index++) {
    values[columns[index] ?? `column_${index + 1}`] = fields[index] as string;
  }
  return values;
}

function likelyDelimiter(head: string): string {
  const counts = delimiters.map((delimiter) => head.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] as string;
}

/** The first line, and the whole text again. */
async function peekHead(
  text: AsyncIterable<string>,
): Promise<{ head: string; all: AsyncIterable<string> }> {
  const chunks = text[Symbol.asyncIterator]();
  let read = '';
  while (!read.includes('\n') && read.length < 1_000_000) {
    const next = await chunks.next();
    if (next.done) break;
    read += next.value;
  }
  async function* all(): AsyncGenerator<string> {
    try {
      yield read;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    } finally {
      // Whoever has read enough leaves no file open.
      await chunks.return?.();
    }
  }
  return { head: read.split('\n', 1)[0] ?? '', all: all() };
}
