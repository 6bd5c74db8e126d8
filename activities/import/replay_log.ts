import { findUnknownName, type ImportProcess } from './import_process.ts';
import { heldBackBy, type Reject } from './log_record.ts';
import type { LogCase, LogRow } from './log_row.ts';
import type { Mapping } from './mapping.ts';
import type { ReadLog } from './read_log.ts';
import { type ReplayedCase, replayCase } from './replay_case.ts';

/** A case of a log as a ticket, or the rows that are none. */
export type ReplayedRead =
  | { kind: 'ticket'; logCase: LogCase; ticket: ReplayedCase }
  | { kind: 'rejects'; rejects: Reject[] };

/** All cases of a log, one after another. What is wrong with one costs no other. */
export async function* replayLog(
  log: ReadLog,
  mapping: Mapping,
  process: ImportProcess,
): AsyncGenerator<ReplayedRead> {
  for await (const read of log.cases()) {
    yield read.kind === 'rejects' ? read : replayed(read, log, mapping, process);
  }
}

function replayed(
  logCase: LogCase,
  log: ReadLog,
  mapping: Mapping,
  process: ImportProcess,
): ReplayedRead {
  const fault = typeof mapping.process === 'string' ? faultOf(logCase, process) : undefined;
  if (fault) return { kind: 'rejects', rejects: rejectsOf(logCase, fault.reason, fault.row) };
  try {
    return { kind: 'ticket', logCase, ticket: replayCase(logCase, mapping, process, log.toMs) };
  } catch (error) {
    const reason = `could not be replayed: ${(error as Error).message}`;
    return { kind: 'rejects', rejects: rejectsOf(logCase, reason) };
  }
}

/** The first of its rows that names what a process of the desk does not have. */
function faultOf({ rows }: LogCase, { rules }: ImportProcess) {
  for (const row of rows) {
    const reason = findUnknownName(row, rules.process);
    if (reason !== undefined) return { row, reason };
  }
  return undefined;
}

/** All rows of a case; where one of them is the cause, the others are held back with it. */
export function rejectsOf({ caseId, rows }: LogCase, reason: string, cause?: LogRow): Reject[] {
  return rows.map((row) => {
    const { file, line, values } = row;
    const why = cause === undefined || cause === row ? reason : heldBackBy(cause, row);
    return { file, line, case: caseId, reason: why, values, isRow: true };
  });
}
