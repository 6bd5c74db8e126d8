import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { type Stringifier, stringify } from 'csv-stringify';
import type { Reject } from './log_record.ts';

const columns = ['file', 'line', 'case', 'reason', 'row'];

/** What was not imported, as CSV: `file,line,case,reason,row`; the row as JSON. Made with the first of them. */
export class RejectsFile {
  rowCount = 0;
  /** Of files and traces. */
  faultCount = 0;
  private readonly target: string;
  private open: { table: Stringifier; isWritten: Promise<void> } | null = null;

  constructor(target: string) {
    this.target = target;
  }

  async add({ file, line, case: caseId, reason, values, isRow }: Reject): Promise<void> {
    if (isRow) this.rowCount += 1;
    else this.faultCount += 1;
    this.open ??= this.create();
    const row = JSON.stringify(values);
    const hasRoom = this.open.table.write({ file, line, case: caseId, reason, row });
    if (!hasRoom) await once(this.open.table, 'drain');
  }

  async close(): Promise<void> {
    this.open?.table.end();
    await this.open?.isWritten;
  }

  private create() {
    // A spreadsheet would run what begins like a formula.
    const table = stringify({ header: true, columns, escape_formulas: true });
    const file = table.pipe(createWriteStream(this.target));
    return { table, isWritten: finished(file) };
  }
}
