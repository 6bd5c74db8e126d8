import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { Reject } from './log_record.ts';

/** Writes what was not imported as CSV: `file,line,case,reason,row`; the row as JSON. */
export async function writeRejects(
  target: string,
  rejects: { file: string; rejects: Reject[] }[],
): Promise<void> {
  const rows = rejects.flatMap(({ file, rejects: ofFile }) =>
    ofFile.map(({ line, case: caseId, reason, values }) => ({
      file,
      line,
      case: caseId,
      reason,
      row: JSON.stringify(values),
    })),
  );
  const columns = ['file', 'line', 'case', 'reason', 'row'];
  // A spreadsheet would run what begins like a formula.
  const table = stringify(rows, { header: true, columns, escape_formulas: true });
  await pipeline(table, createWriteStream(target));
}
