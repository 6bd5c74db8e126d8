/** One step as a log has it: attribute or column name → text. */
export interface LogRecord {
  kind: 'record';
  /** Line of the file on which it begins, from 1. */
  line: number;
  values: Readonly<Record<string, string>>;
}

/** Something in a log that could not be read. `values` is what could be, to find its case by. */
export interface BrokenRecord {
  kind: 'broken';
  line: number;
  reason: string;
  values: Readonly<Record<string, string>>;
}

export type LogItem = LogRecord | BrokenRecord;

/** One row that was not imported, and why. */
export interface Reject {
  line: number;
  case: string;
  reason: string;
  values: Readonly<Record<string, string>>;
}
