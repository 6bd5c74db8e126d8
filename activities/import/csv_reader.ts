import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import type { LogItem } from './log_record.ts';

/** @param delimiter undefined to find it out from the head line. */
export interface CsvOptions {
  delimiter?: string | undefined;
  quote?: string | undefined;
}

const delimiters = [',', ';', '\t', '|'];

/** The rows of a CSV log in file order, by the names in its head line. */
export async function* readCsv(
  text: AsyncIterable<string>,
  options: CsvOptions,
): AsyncGenerator<LogItem> {
  const { head, all } = await peekHead(text);
  const skipped: LogItem[] = [];
  const parser = parse({
    bom: true,
    columns: true,
    delimiter: options.delimiter ?? likelyDelimiter(head),
    quote: options.quote ?? '"',
    info: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error, raw) => {
      skipped.push(brokenRow(error, raw));
      return undefined;
    },
  });
  let lastLine = 1;
  const source = Readable.from(all);
  source.on('error', (error) => parser.destroy(error));
  for await (const row of source.pipe(parser)) {
    yield* skipped.splice(0);
    const { record, info } = row as { record: Record<string, string>; info: { lines: number } };
    // The parser stands at the end of the record, which may span lines.
    const spanned = Object.values(record).reduce((sum, value) => sum + lineBreaks(value), 0);
    lastLine = info.lines;
    yield { kind: 'record', line: lastLine - spanned, values: record };
  }
  yield* skipped;
}

function lineBreaks(value: string): number {
  return value.split('\n').length - 1;
}

function brokenRow(error: CsvError | undefined, raw: string | undefined): LogItem {
  const detail = error as (CsvError & { lines?: number; record?: unknown }) | undefined;
  const line = detail?.lines ?? 0;
  const reason = `broken row: ${detail?.message ?? 'it could not be read'}`;
  return { kind: 'broken', line, reason, values: { row: raw ?? '' } };
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
    yield read;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  }
  return { head: read.split('\n', 1)[0] ?? '', all: all() };
}
