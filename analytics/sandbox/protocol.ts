import type { EventLogFormat, Format } from '../formats/format.ts';
import type { JsonValue } from '../formats/json_value.ts';

/** One question to a query worker. Structured-clone data: it crosses a process boundary. */
export interface Question {
  /** Snapshot to ask, or the numbered manifest of a Parquet layout; null: the tables, empty. */
  snapshotFile: string | null;
  sql: string;
  params: Record<string, string | number | boolean | null>;
  /** Rows given at most. */
  rowLimit: number;
  /** Bytes of the rows, or of the file, given at most; what goes beyond ends with the row before. */
  byteLimit: number;
  /** Rows are given as the text of a JSON array, which nobody has to read on the way. */
  isText: boolean;
  /** True for SQL of an analyst: it must pass the gate. */
  isUntrusted: boolean;
  /** Where to write the result and how; null gives rows in the answer. */
  output: { format: Format | EventLogFormat; file: string } | null;
}

export interface Answer {
  columns: { name: string; type: string }[];
  /** Empty where the result went to a file, or is text. */
  rows: JsonValue[][];
  /** The rows as a JSON array, where the question asked for text. */
  text: string;
  rowCount: number;
  /** True where there was more than the limits allow. */
  truncated: boolean;
}
