import { stat } from 'node:fs/promises';
import path from 'node:path';
import { CaseSpill, type SpilledItem } from './case_spill.ts';
import { readLogFile } from './log_file.ts';
import { heldBackBy, type LogItem, type Reject } from './log_record.ts';
import type { LogCase, LogRow } from './log_row.ts';
import { columnsOf, type Mapping } from './mapping.ts';
import { LogNames } from './names.ts';
import { RowReader } from './read_row.ts';
import type { InstantDoubt } from './timestamps.ts';

/** What came of one case: its rows, or why none of them can be imported. */
export type ReadCase = ({ kind: 'case' } & LogCase) | { kind: 'rejects'; rejects: Reject[] };

/** A log that was read once from end to end: what it has is known, its cases can be taken. */
export interface ReadLog {
  /** Rows of the log, those included that cannot be read. */
  rowCount: number;
  names: LogNames;
  /** Instants of its first and last row; equal where there is none. */
  fromMs: number;
  toMs: number;
  /** Rows whose instants leave something open. */
  doubts: Record<InstantDoubt, Doubted>;
  /** What is not as it should be and costs no case, in words. */
  notes: string[];
  /** Each case once, and each row that is not part of a case that can be read. */
  cases(): AsyncGenerator<ReadCase>;
  /** Removes what reading left on the disk. */
  close(): Promise<void>;
}

export interface Doubted {
  count: number;
  /** The first of them: `file:line`. */
  first: string;
}

export interface ReadProgress {
  rowCount: number;
  /** Part of the files read, from 0 to 1. */
  share: number;
}

/** A compressed log has about this many characters for each byte. */
const charactersPerCompressedByte = 12;

/**
 * Reads the files of one log, which may be parts of it. Rows of a case may lie anywhere in them. A
 * case is whole or not at all: the rows that can be read of a case with one that cannot are held
 * back with it, for half a history would count as a whole one, and could not be completed once the
 * log is put right. It is read into memory only some cases at a time.
 *
 * @throws HeadError where the head line of a CSV cannot be used
 * @throws NamesError where two words of the log would become one name
 */
export async function readLog(
  files: readonly string[],
  mapping: Mapping,
  progress: (done: ReadProgress) => void = () => {},
): Promise<ReadLog> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const characters = files.map((file, index) => {
    const size = sizes[index] as number;
    return file.toLowerCase().endsWith('.gz') ? size * charactersPerCompressedByte : size;
  });
  const spill = new CaseSpill(sumOf(characters));
  const survey = new Survey(mapping);
  const total = Math.max(1, sumOf(sizes));
  try {
    let before = 0;
    for (const [index, file] of files.entries()) {
      const onBytes = (count: number) =>
        progress({ rowCount: survey.rowCount, share: (before + count) / total });
      const options = { expected: columnsOf(mapping), onBytes };
      for await (const items of readLogFile(file, mapping.format, options)) {
        for (const item of items) spill.add(survey.add(item, index, file));
        await spill.makeRoom();
      }
      before += sizes[index] as number;
    }
    survey.names.check();
  } catch (error) {
    await spill.remove();
    throw error;
  }
  const { rowCount, names, fromMs, toMs, doubts } = survey;
  return {
    rowCount,
    names,
    fromMs: Math.min(fromMs, toMs),
    toMs,
    doubts,
    notes: [...names.notes(), ...survey.notes()],
    cases: () => casesOf(spill, files, new RowReader(mapping)),
    close: () => spill.remove(),
  };
}

/** What a log has, found while its rows go by. */
class Survey {
  rowCount = 0;
  readonly names = new LogNames();
  fromMs = Number.POSITIVE_INFINITY;
  toMs = 0;
  readonly doubts: Record<InstantDoubt, Doubted> = {
    no_time: { count: 0, first: '' },
    skipped: { count: 0, first: '' },
    twice: { count: 0, first: '' },
  };
  private readonly reader: RowReader;
  /** Columns of the mapping that no row had so far. */
  private readonly unseen: Set<string>;

  constructor(mapping: Mapping) {
    this.reader = new RowReader(mapping);
    this.unseen = new Set(columnsOf(mapping));
  }

  add(item: LogItem, fileIndex: number, file: string): SpilledItem {
    if (item.kind === 'record' || item.isRow) this.rowCount += 1;
    for (const column of this.unseen) {
      if (Object.hasOwn(item.values, column)) this.unseen.delete(column);
    }
    const row = item.kind === 'record' ? this.reader.read(item, path.basename(file)) : undefined;
    if (typeof row === 'object') this.addRow(row);
    return { file: fileIndex, caseId: this.reader.caseOf(item.values), item };
  }

  notes(): string[] {
    if (this.rowCount === 0) return [];
    return [...this.unseen].map((column) => `no row has "${column}", which the mapping names`);
  }

  private addRow(row: LogRow): void {
    this.names.add(row);
    this.fromMs = Math.min(this.fromMs, row.at, row.instants.opened_at ?? row.at);
    this.toMs = Math.max(this.toMs, row.at);
    for (const doubt of new Set(row.doubts)) {
      const doubted = this.doubts[doubt];
      if (doubted.count === 0) doubted.first = `${row.file}:${row.line}`;
      doubted.count += 1;
    }
  }
}

async function* casesOf(
  spill: CaseSpill,
  files: readonly string[],
  reader: RowReader,
): AsyncGenerator<ReadCase> {
  for await (const part of spill.read()) {
    const cases = new Map<string, SpilledItem[]>();
    for (const spilled of part) {
      const items = cases.get(spilled.caseId);
      if (items) items.push(spilled);
      else cases.set(spilled.caseId, [spilled]);
    }
    for (const [caseId, items] of cases) {
      cases.set(caseId, []);
      yield readCase(caseId, items, files, reader);
    }
  }
}

function readCase(
  caseId: string,
  items: SpilledItem[],
  files: readonly string[],
  reader: RowReader,
): ReadCase {
  const placeOf = ({ file, item }: SpilledItem) => {
    return { file: path.basename(files[file] as string), line: item.line };
  };
  const reads = items.map((spilled) => {
    const { item } = spilled;
    return item.kind === 'broken' ? item.reason : reader.read(item, placeOf(spilled).file);
  });
  const broken = items[reads.findIndex((read) => typeof read === 'string')];
  if (!broken) {
    return { kind: 'case', caseId, rows: inTime(reads as LogRow[]) };
  }
  const rejects = items.map((spilled, index): Reject => {
    const { item } = spilled;
    const place = placeOf(spilled);
    const read = reads[index];
    const reason = typeof read === 'string' ? read : heldBackBy(placeOf(broken), place);
    const isRow = item.kind === 'record' || item.isRow;
    return { ...place, case: caseId, reason, values: item.values, isRow };
  });
  return { kind: 'rejects', rejects };
}

function sumOf(sizes: number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Rows of one instant in the order of the log, which is the other one where its newest come first. */
function inTime(rows: LogRow[]): LogRow[] {
  const later = rows.slice(1);
  const neverRises = later.every(({ at }, index) => at <= (rows[index] as LogRow).at);
  const isNewestFirst =
    neverRises && later.some(({ at }, index) => at < (rows[index] as LogRow).at);
  return (isNewestFirst ? rows.toReversed() : rows).sort((a, b) => a.at - b.at);
}
