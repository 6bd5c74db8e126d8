import { keysOf } from '../../workflows/domain/keys.ts';
import type { LogRecord } from './log_record.ts';
import { type LogRow, namedFields } from './log_row.ts';
import {
  activityOf,
  columnsOf,
  type InstantField,
  type MappedField,
  type Mapping,
  type WordField,
} from './mapping.ts';
import { closedWords } from './mapping_words.ts';
import { copyOf, nameOf, namesMax } from './names.ts';
import { findInstant } from './timestamps.ts';

/** A name of a team, a category or a person is no longer than this. */
const nameLengthMax = 500;
/** What a text of a ticket may have, and more. */
const textLengthMax = 100_000;

const instantFields = ['opened_at', 'accepted_at', 'resolved_at', 'closed_at'] as const;
/** What people and things are called: indexed, so never a whole text. */
const shortFields = ['case', 'resource', 'requester', ...namedFields] as const;

/** Why a row cannot be imported. */
class Unreadable extends Error {}

/** Reads the rows of a log as its mapping says. */
export class RowReader {
  private readonly mapping: Mapping;
  private readonly allowed: ReturnType<typeof closedWords>;
  private readonly mapped: ReadonlySet<string>;
  private readonly leftOut: ReadonlySet<string>;
  private readonly patterns = new Map<MappedField, RegExp>();
  /** Names by word: a log says the same few again and again. */
  private readonly names = new Map<string, string>();

  constructor(mapping: Mapping) {
    this.mapping = mapping;
    this.allowed = closedWords(mapping);
    this.mapped = new Set(columnsOf(mapping));
    this.leftOut = new Set(mapping.leaveOut);
    for (const field of keysOf(mapping.fields)) {
      const spec = mapping.fields[field];
      if (typeof spec === 'object' && 'pattern' in spec) {
        this.patterns.set(field, new RegExp(spec.pattern, 'u'));
      }
    }
  }

  /** The case a row belongs to, as far as it can be told. */
  caseOf(values: Readonly<Record<string, string>>): string {
    return this.textOf('case', values) ?? '';
  }

  /** The row, or why it cannot be imported. */
  read(record: LogRecord, file: string): LogRow | string {
    try {
      return this.rowOf(record, file);
    } catch (error) {
      if (error instanceof Unreadable) return error.message;
      throw error;
    }
  }

  private rowOf({ line, values }: LogRecord, file: string): LogRow {
    const { mapping } = this;
    for (const [column, text] of Object.entries(values)) checkText(column, text);
    const caseId = this.textOf('case', values);
    if (caseId === undefined) throw new Unreadable(`no case in ${mapping.fields.case}`);
    const activity = activityOf(mapping, values);
    if (!Object.hasOwn(mapping.activities, activity)) {
      throw new Unreadable(`activity "${activity}": the mapping does not know it`);
    }
    const row: LogRow = {
      file,
      line,
      caseId,
      activity,
      at: 0,
      resource: this.textOf('resource', values) ?? null,
      instants: {},
      attributes: {},
      doubts: [],
      values,
    };
    row.at = this.instantOf(row, 'timestamp') ?? this.noTimestamp();
    for (const field of shortFields) {
      if ((this.textOf(field, values)?.length ?? 0) > nameLengthMax) {
        throw new Unreadable(`${field}: more than ${nameLengthMax} characters are no name`);
      }
    }
    for (const field of ['requester', 'subject'] as const) {
      const text = this.textOf(field, values);
      if (text !== undefined) row[field] = text;
    }
    this.keepAttributes(row);
    this.readWords(row);
    for (const field of instantFields) {
      const at = this.instantOf(row, field);
      if (at !== undefined) row.instants[field] = at;
    }
    return row;
  }

  /** What a text of one column says of several fields comes before their own columns. */
  private readWords(row: LogRow): void {
    const { values } = this.mapping;
    const said: Partial<Record<WordField, string>> = {};
    for (const field of [...namedFields, ...keysOf(this.allowed)]) {
      const text = this.textOf(field, row.values);
      if (text === undefined) continue;
      const known = values[field];
      const word = known && Object.hasOwn(known, text) ? known[text] : undefined;
      if (word === undefined) this.setWord(row, field, text, false);
      else {
        this.keepRaw(row, field);
        if (typeof word === 'string') this.setWord(row, field, word, true);
        else Object.assign(said, word);
      }
    }
    for (const field of keysOf(said)) this.setWord(row, field, said[field] as string, true);
  }

  private setWord(row: LogRow, field: WordField, word: string, isSaid: boolean): void {
    if (field === 'group' || field === 'category' || field === 'service') {
      row[field] = { name: this.nameOf(word), word, isSaid };
      return;
    }
    if (!this.allowed[field].includes(word)) {
      const known = this.allowed[field].join(', ');
      throw new Unreadable(`${field} "${word}": expected ${known}, or it in the mapping's values`);
    }
    // A ticket has the rank of its tier.
    Object.assign(row, { [field]: field === 'tier' ? this.allowed.tier.indexOf(word) + 1 : word });
  }

  private nameOf(word: string): string {
    let name = this.names.get(word);
    if (name === undefined) {
      name = copyOf(nameOf(word));
      if (this.names.size >= namesMax) this.names.clear();
      this.names.set(copyOf(word), name);
    }
    return name;
  }

  private keepAttributes(row: LogRow): void {
    for (const [column, text] of Object.entries(row.values)) {
      if (this.mapped.has(column) || this.leftOut.has(column)) continue;
      this.keep(row, column, text);
    }
  }

  /** The column's own text, where what becomes of it says less. */
  private keepRaw(row: LogRow, field: MappedField): void {
    const column = this.columnOf(field);
    if (column !== undefined && !this.leftOut.has(column)) {
      this.keep(row, column, row.values[column] ?? '');
    }
  }

  private keep(row: LogRow, column: string, text: string): void {
    const trimmed = text.trim();
    if (trimmed !== '' && !this.mapping.missing.includes(trimmed)) row.attributes[column] = trimmed;
  }

  private instantOf(row: LogRow, field: InstantField | 'timestamp'): number | undefined {
    const written = this.textOf(field, row.values);
    if (written === undefined) return undefined;
    const found = findInstant(written, this.mapping.format.timestamp);
    if (found === undefined) throw new Unreadable(`${field} "${written}": ${this.expected()}`);
    if (found === 'impossible') {
      throw new Unreadable(`${field} "${written}": expected a year from 1970 to 2099`);
    }
    if (field !== 'timestamp') this.keepRaw(row, field);
    if (found.doubt) row.doubts.push(found.doubt);
    return found.at;
  }

  private noTimestamp(): never {
    throw new Unreadable(`timestamp missing: ${this.expected()}`);
  }

  private expected(): string {
    const { pattern, zone } = this.mapping.format.timestamp;
    const offset = zone ? `in ${zone}` : 'with its offset from UTC, or a zone in the mapping';
    return `expected ${pattern ?? 'ISO 8601'} ${offset}`;
  }

  private columnOf(field: MappedField): string | undefined {
    const spec = this.mapping.fields[field];
    if (typeof spec === 'string' || spec === undefined) return spec;
    return 'column' in spec ? spec.column : undefined;
  }

  private textOf(
    field: Exclude<MappedField, 'activity'>,
    values: Readonly<Record<string, string>>,
  ): string | undefined {
    const column = this.columnOf(field);
    const text = column === undefined ? undefined : this.present(values[column]);
    const pattern = this.patterns.get(field);
    if (text === undefined || pattern === undefined) return text;
    const spec = this.mapping.fields[field] as { otherwise?: string };
    const found = pattern.exec(text);
    return this.present(found ? (found[1] ?? found[0]) : spec.otherwise);
  }

  private present(written: string | undefined): string | undefined {
    const text = written?.trim();
    return text === undefined || text === '' || this.mapping.missing.includes(text)
      ? undefined
      : text;
  }
}

const noText = /[\0\ufffd]/;

function checkText(column: string, text: string): void {
  if (noText.test(text)) {
    const isNul = text.includes('\0');
    const why = isNul ? 'a NUL is no text' : 'not valid text in the encoding of the mapping';
    throw new Unreadable(`${column}: ${why}`);
  }
  if (!text.isWellFormed()) throw new Unreadable(`${column}: half a character`);
  if (text.length > textLengthMax) {
    throw new Unreadable(`${column}: more than ${textLengthMax} characters`);
  }
}
