import type { Format } from '../formats/format.ts';
import type { JsonValue } from '../formats/json_value.ts';

/** One question to a query worker. Structured-clone data: it crosses a process boundary. */
export interface Question {
  /** Snapshot to ask, or the numbered manifest of a Parquet layout; null: the tables, empty. */
  snapshotFile: string | null;
  sql: string;
  params: Record<string, string | number | boolean | null>;
  /** Rows given at most. */
  rowLimit: number;
  /** True for SQL of an analyst: it must pass the gate. */
  isUntrusted: boolean;
  /** Where to write the result and how; null gives rows in the answer. */
  output: { format: Format; file: string } | null;
}

export interface Answer {
  columns: { name: string; type: string }[];
  /** Empty where the result went to a file. */
  rows: JsonValue[][];
  rowCount: number;
  /** True where there were more rows than the limit. */
  truncated: boolean;
}
