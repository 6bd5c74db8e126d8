import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { type Expectation, expected, type Receipt, received } from '../../http/expectations.ts';
import { type ColumnName, columnNames, columnOf } from './columns.ts';
import { unguardedCell } from './guarded_cell.ts';

/** What is wrong with a file, by line and column as an editor counts them. */
export interface LineFault {
  line: number;
  /** The column by its name in the file; null of a whole line. */
  column: string | null;
  expected: Expectation;
  received: Receipt;
}

/** One record of a file: the text of each column that it has. */
export interface GivenRow<Name extends string = ColumnName> {
  line: number;
  cells: Partial<Record<Name, string>>;
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface GivenRows<Name extends string> {
  rows: GivenRow<Name>[];
  columns: Name[];
  /** UTF-16 by its mark; Windows-1252 where it is not UTF-8: what old spreadsheets write. */
  encoding: Encoding;
  faults: LineFault[];
}

export type GivenPeople = GivenRows<ColumnName>;

/** The columns that a kind of file has. */
export interface FileForm<Name extends string> {
  columnNames: readonly Name[];
  columnOf(header: string): Name | undefined;
  /** Records are known by one of these at least. */
  keys: readonly Name[];
  /** What is expected where no column is a key. */
  missing: Expectation;
}

const peopleForm: FileForm<ColumnName> = {
  columnNames,
  columnOf,
  keys: ['id', 'addresses'],
  missing: expected('people_columns'),
};

const recordCharactersMax = 100_000;
/** Twice the largest company that is expected: a file of empty rows has millions. */
const recordsMax = 100_000;
const pieceCharacters = 64 * 1024;

export function shown(value: string): Receipt {
  return value === ''
    ? received('nothing')
    : received('value', { json: JSON.stringify(value.slice(0, 60)) });
}

/** Undefined where it is no text: no mark says how it is written, and it is full of nothing. */
function encodingOf(bytes: Buffer): Encoding | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.includes(0)) return undefined;
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

/**
 * Reads a file of records: UTF-8 with or without its mark, UTF-16 with it, or Windows-1252; commas,
 * semicolons or tabs; lines that end either way. What cannot be read is told by line, and ends nothing
 * but its row.
 */
export async function readRows<Name extends string>(
  bytes: Buffer,
  form: FileForm<Name>,
): Promise<GivenRows<Name>> {
  const encoding = encodingOf(bytes);
  if (encoding === undefined) {
    const fault = faultOf(1, null, expected('file_in_utf8'));
    return { rows: [], columns: [], encoding: 'utf-8', faults: [fault] };
  }
  const text = new TextDecoder(encoding).decode(bytes);
  const given: GivenRows<Name> = { rows: [], columns: [], encoding, faults: [] };
  let headers: (Name | undefined)[] | null = null;
  let recordCount = 0;
  const isFull = () => recordCount > recordsMax;
  const take = (record: string[], line: number) => {
    if (isFull()) return;
    if (headers === null) headers = readHeaders(record, form, given);
    else if (++recordCount <= recordsMax) readRow(record, line, headers, given);
    else given.faults.push(faultOf(line, null, expected('records_at_most', { count: recordsMax })));
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
    await pipeline(Readable.from(piecesOf(text, isFull)), parser.resume());
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Where it was cut off, whatever a quote left open.
    if (isFull()) return given;
    const line = Number('lines' in error ? error.lines : 1);
    given.faults.push(faultOf(line, null, expected('csv_line')));
  }
  if (headers === null) given.faults.push(faultOf(1, null, form.missing));
  return given;
}

/** As `readRows`, of people. */
export function readPeople(bytes: Buffer): Promise<GivenPeople> {
  return readRows(bytes, peopleForm);
}

/** Others have their turn between two of them. */
function* piecesOf(text: string, isFull: () => boolean): Generator<string> {
  for (let start = 0; start < text.length && !isFull(); start += pieceCharacters) {
    yield text.slice(start, start + pieceCharacters);
  }
}

/** Of the first line, whichever it has most of. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  const counts = [',', ';', '\t'].map((mark) => [first.split(mark).length, mark] as const);
  return counts.reduce((most, one) => (one[0] > most[0] ? one : most))[1];
}

function readHeaders<Name extends string>(
  record: string[],
  form: FileForm<Name>,
  given: GivenRows<Name>,
): (Name | undefined)[] {
  const oneOfColumns = expected('one_of', { words: form.columnNames });
  const headers = record.map((header) => {
    const column = form.columnOf(header);
    const isTwice = column !== undefined && given.columns.includes(column);
    if (column !== undefined && !isTwice) given.columns.push(column);
    else given.faults.push({ ...faultOf(1, header, oneOfColumns), received: shown(header) });
    return isTwice ? undefined : column;
  });
  if (!given.columns.some((column) => form.keys.includes(column))) {
    given.faults.push(faultOf(1, null, form.missing));
  }
  return headers;
}

function readRow<Name extends string>(
  record: string[],
  line: number,
  headers: (Name | undefined)[],
  given: GivenRows<Name>,
): void {
  if (record.every((cell) => cell === '')) return;
  if (record.length !== headers.length) {
    const count = headers.length;
    const fault = faultOf(line, null, expected('cells', { count }));
    given.faults.push({ ...fault, received: received('values', { count: record.length }) });
    return;
  }
  const cells: GivenRow<Name>['cells'] = {};
  for (const [n, column] of headers.entries())
    if (column) cells[column] = unguardedCell(record[n] ?? '').trim();
  given.rows.push({ line, cells });
}

function faultOf(line: number, column: string | null, expectation: Expectation): LineFault {
  return { line, column, expected: expectation, received: received('something_else') };
}
