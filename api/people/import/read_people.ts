import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { type Expectation, expected, type Receipt, received } from '../../http/expectations.ts';
import { type ColumnName, columnNames, columnOf } from './columns.ts';

/** What is wrong with a file, by line and column as an editor counts them. */
export interface LineFault {
  line: number;
  /** The column by its name in the file; null of a whole line. */
  column: string | null;
  expected: Expectation;
  received: Receipt;
}

/** One person as the file has them: the text of each column that it has. */
export interface GivenRow {
  line: number;
  cells: Partial<Record<ColumnName, string>>;
}

export interface GivenPeople {
  rows: GivenRow[];
  columns: ColumnName[];
  /** Windows-1252 where it is not UTF-8: what old spreadsheets write. */
  encoding: 'utf-8' | 'windows-1252';
  faults: LineFault[];
}

const recordCharactersMax = 100_000;
const pieceCharacters = 64 * 1024;

export function shown(value: string): Receipt {
  return value === ''
    ? received('nothing')
    : received('value', { json: JSON.stringify(value.slice(0, 60)) });
}

/**
 * Reads a file of people: UTF-8 with or without its mark, or Windows-1252; commas, semicolons or
 * tabs; lines that end either way. What cannot be read is told by line, and ends nothing but its row.
 */
export async function readPeople(bytes: Buffer): Promise<GivenPeople> {
  const encoding = isUtf8(bytes) ? 'utf-8' : 'windows-1252';
  const text = new TextDecoder(encoding).decode(bytes);
  const given: GivenPeople = { rows: [], columns: [], encoding, faults: [] };
  let headers: (ColumnName | undefined)[] | null = null;
  const take = (record: string[], line: number) => {
    if (headers === null) headers = readHeaders(record, given);
    else readRow(record, line, headers, given);
  };
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: recordCharactersMax,
    // Taken as they are read: an error at the end would take away what is before it.
    on_record: (record: string[], { lines }) => {
      take(record, lines);
      return null;
    },
  });
  try {
    await pipeline(Readable.from(piecesOf(text)), parser.resume());
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number('lines' in error ? error.lines : 1);
    given.faults.push(faultOf(line, null, expected('csv_line')));
  }
  if (headers === null) given.faults.push(faultOf(1, null, expected('people_columns')));
  return given;
}

/** Others have their turn between two of them. */
function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; start += pieceCharacters) {
    yield text.slice(start, start + pieceCharacters);
  }
}

/** Of the first line, whichever it has most of. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  const counts = [',', ';', '\t'].map((mark) => [first.split(mark).length, mark] as const);
  return counts.reduce((most, one) => (one[0] > most[0] ? one : most))[1];
}

function readHeaders(record: string[], given: GivenPeople): (ColumnName | undefined)[] {
  const headers = record.map((header) => {
    const column = columnOf(header);
    const isTwice = column !== undefined && given.columns.includes(column);
    if (column !== undefined && !isTwice) given.columns.push(column);
    else given.faults.push({ ...faultOf(1, header, oneOfColumns), received: shown(header) });
    return isTwice ? undefined : column;
  });
  if (!given.columns.includes('id') && !given.columns.includes('addresses')) {
    given.faults.push(faultOf(1, null, expected('people_columns')));
  }
  return headers;
}

const oneOfColumns = expected('one_of', { words: columnNames });

function readRow(
  record: string[],
  line: number,
  headers: (ColumnName | undefined)[],
  given: GivenPeople,
): void {
  if (record.every((cell) => cell === '')) return;
  if (record.length !== headers.length) {
    const count = headers.length;
    const fault = faultOf(line, null, expected('cells', { count }));
    given.faults.push({ ...fault, received: received('values', { count: record.length }) });
    return;
  }
  const cells: GivenRow['cells'] = {};
  for (const [n, column] of headers.entries()) if (column) cells[column] = record[n] ?? '';
  given.rows.push({ line, cells });
}

function faultOf(line: number, column: string | null, expectation: Expectation): LineFault {
  return { line, column, expected: expectation, received: received('something_else') };
}
