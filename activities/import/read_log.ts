import {
  type Level,
  levels,
  type Priority,
  priorities,
  type TicketType,
  type Tier,
  ticketTypes,
  tiers,
} from '../../workflows/domain/ticket.ts';
import { readLogFile } from './log_file.ts';
import type { LogRecord, Reject } from './log_record.ts';
import { activityOf, type MappedField, type Mapping } from './mapping.ts';
import { findInstant } from './timestamps.ts';

/** One step of a case, read: texts are trimmed, absent where the log has none. */
export interface LogRow {
  line: number;
  caseId: string;
  activity: string;
  at: number;
  resource: string | null;
  requester?: string;
  subject?: string;
  type?: TicketType;
  /** In the log's own words, or in ours where the mapping has them. */
  group?: string;
  category?: string;
  service?: string;
  tier?: Tier;
  impact?: Level;
  urgency?: Level;
  priority?: Priority;
}

export interface LogCase {
  caseId: string;
  /** By time, and in file order where times are equal. */
  rows: LogRow[];
}

export interface ReadLog {
  cases: LogCase[];
  rejects: Reject[];
  rowCount: number;
}

const words = {
  type: ticketTypes,
  impact: levels,
  urgency: levels,
  priority: priorities,
  tier: tiers.map(String),
};

/**
 * Reads a whole log and sorts its rows into cases; rows of a case may lie anywhere in the file. The
 * rows that can be read of a case with one that cannot are held back with it: half a history would
 * count as a whole one, and could not be completed once the log is put right.
 */
export async function readLog(
  file: string,
  mapping: Mapping,
  progress: (rowCount: number) => void = () => {},
): Promise<ReadLog> {
  const cases = new Map<string, { rows: LogRow[]; records: LogRecord[] }>();
  const rejects: Reject[] = [];
  let rowCount = 0;
  for await (const item of readLogFile(file, mapping.format)) {
    rowCount += 1;
    if (rowCount % 20_000 === 0) progress(rowCount);
    const read = item.kind === 'broken' ? item.reason : readRow(item, mapping);
    const caseId = textOf(mapping, item.values, 'case') ?? '';
    if (typeof read === 'string') {
      rejects.push({ line: item.line, case: caseId, reason: read, values: item.values });
      continue;
    }
    const entry = cases.get(caseId) ?? { rows: [], records: [] };
    entry.rows.push(read);
    entry.records.push(item as LogRecord);
    cases.set(caseId, entry);
  }
  holdBack(cases, rejects);
  return {
    cases: [...cases].map(([caseId, { rows }]) => ({
      caseId,
      rows: rows.sort((a, b) => a.at - b.at),
    })),
    rejects: rejects.sort((a, b) => a.line - b.line),
    rowCount,
  };
}

function holdBack(
  cases: Map<string, { rows: LogRow[]; records: LogRecord[] }>,
  rejects: Reject[],
): void {
  for (const { case: caseId, line: brokenLine } of [...rejects]) {
    const entry = cases.get(caseId);
    if (!entry) continue;
    cases.delete(caseId);
    for (const { line, values } of entry.records) {
      const reason = `held back: line ${brokenLine} of its case could not be read`;
      rejects.push({ line, case: caseId, reason, values });
    }
  }
}

/** The row, or why it cannot be imported. */
function readRow({ line, values }: LogRecord, mapping: Mapping): LogRow | string {
  const garbled = Object.entries(values).find(([, value]) => value.includes('\ufffd'));
  if (garbled) return `${garbled[0]}: not valid text in the encoding of the mapping`;
  const caseId = textOf(mapping, values, 'case');
  if (caseId === undefined) return `no case in ${mapping.fields.case}`;
  const activity = activityOf(mapping, values);
  if (!Object.hasOwn(mapping.activities, activity)) {
    return `activity "${activity}": the mapping does not know it`;
  }
  const written = textOf(mapping, values, 'timestamp');
  const at = written && findInstant(written, mapping.format.timestamp);
  if (typeof at !== 'number') return badTimestamp(mapping, written);
  const row: LogRow = {
    line,
    caseId,
    activity,
    at,
    resource: textOf(mapping, values, 'resource') ?? null,
  };
  return readColumns(row, values, mapping);
}

function badTimestamp(mapping: Mapping, written: string | undefined): string {
  const { pattern, zone } = mapping.format.timestamp;
  const expected = pattern ?? 'ISO 8601';
  const offset = zone ? `in ${zone}` : 'with its offset from UTC, or a zone in the mapping';
  return `timestamp ${written === undefined ? 'missing' : `"${written}"`}: expected ${expected} ${offset}`;
}

function readColumns(
  row: LogRow,
  values: Readonly<Record<string, string>>,
  mapping: Mapping,
): LogRow | string {
  for (const field of ['requester', 'subject'] as const) {
    const text = textOf(mapping, values, field);
    if (text !== undefined) row[field] = text;
  }
  for (const field of ['group', 'category', 'service'] as const) {
    const text = textOf(mapping, values, field);
    if (text !== undefined) row[field] = mapping.values[field]?.[text] ?? text;
  }
  for (const [field, allowed] of Object.entries(words)) {
    const text = textOf(mapping, values, field as keyof typeof words);
    if (text === undefined) continue;
    const word = mapping.values[field as keyof typeof words]?.[text] ?? text;
    if (!(allowed as readonly string[]).includes(word)) {
      return `${field} "${text}": expected ${allowed.join(', ')}, or it in the mapping's values`;
    }
    Object.assign(row, { [field]: field === 'tier' ? Number(word) : word });
  }
  return row;
}

function textOf(
  mapping: Mapping,
  values: Readonly<Record<string, string>>,
  field: Exclude<MappedField, 'activity'>,
): string | undefined {
  const column = mapping.fields[field];
  const text = column === undefined ? undefined : values[column]?.trim();
  return text === undefined || mapping.missing.includes(text) || text === '' ? undefined : text;
}
