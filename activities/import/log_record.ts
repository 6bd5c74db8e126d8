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
  /** False for what is wrong with a file or a trace as a whole. */
  isRow: boolean;
}

export type LogItem = LogRecord | BrokenRecord;

/** One row that was not imported, or a fault of a file or a trace, and why. */
export interface Reject {
  /** Name of the file, without the folder. */
  file: string;
  line: number;
  case: string;
  reason: string;
  values: Readonly<Record<string, string>>;
  isRow: boolean;
}

interface Place {
  file: string;
  line: number;
}

/** Why a row that can be read is not imported: for another one of its case. */
export function heldBackBy(broken: Place, row: Place): string {
  const file = broken.file === row.file ? '' : ` in ${broken.file}`;
  return `held back: line ${broken.line} of its case${file} could not be read`;
}
