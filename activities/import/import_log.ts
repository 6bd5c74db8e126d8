import type { Database } from '../../database/connection.ts';
import { insertSnapshots } from '../../database/process_snapshots.ts';
import { recordHistory } from '../projection.ts';
import { buildProcess, findUnknownName, type ImportProcess } from './import_process.ts';
import { writeAccounts, writeContents } from './imported_content.ts';
import type { Reject } from './log_record.ts';
import type { Mapping } from './mapping.ts';
import { type LogCase, readLog } from './read_log.ts';
import { type ReplayedCase, replayCase } from './replay_case.ts';
import { compareWithStored } from './stored_history.ts';

const casesPerBatch = 400;

export interface ImportSummary {
  rowCount: number;
  /** Tickets that were not there before, or had fewer events. */
  importedCount: number;
  /** Tickets that were there already, event for event. */
  unchangedCount: number;
  eventCount: number;
  /** Rows that were not imported, in the order of the file. */
  rejects: Reject[];
}

export interface ImportRequest {
  database: Database;
  file: string;
  mapping: Mapping;
  /** Told a few words now and then. */
  progress?: (line: string) => void;
}

/**
 * Brings a log in as the history of tickets that no workflow runs. Importing it again changes
 * nothing; importing a longer one adds what is new.
 */
export async function importLog(request: ImportRequest): Promise<ImportSummary> {
  const { database, file, mapping, progress = () => {} } = request;
  const log = await readLog(file, mapping, (count) => progress(`${count} rows read`));
  const { process, cases, rejects } = admitted(mapping, log.cases);
  await insertSnapshots(database, [process.rules.process]);
  await writeAccounts(database, mapping, cases);
  const summary: ImportSummary = {
    rowCount: log.rowCount,
    importedCount: 0,
    unchangedCount: 0,
    eventCount: 0,
    rejects: [...log.rejects, ...rejects],
  };
  const until = cases.reduce((last, { rows }) => Math.max(last, rows.at(-1)?.at ?? 0), 0);
  for (let start = 0; start < cases.length; start += casesPerBatch) {
    const batch = cases.slice(start, start + casesPerBatch).map((logCase) => ({
      logCase,
      ticket: replayCase(logCase, mapping, process, until),
    }));
    await recordBatch(database, mapping, batch, summary);
    progress(`${Math.min(start + casesPerBatch, cases.length)} of ${cases.length} tickets`);
  }
  summary.rejects.sort((a, b) => a.line - b.line);
  return summary;
}

/** The cases whose every name the process has; the rows of the others are rejected. */
function admitted(
  mapping: Mapping,
  cases: LogCase[],
): { process: ImportProcess; cases: LogCase[]; rejects: Reject[] } {
  const process = buildProcess(mapping, cases);
  const rejects: Reject[] = [];
  const known = cases.filter(({ rows }) => {
    const unknown = rows.map((row) => findUnknownName(row, process.rules.process));
    const first = rows[unknown.findIndex((reason) => reason !== undefined)];
    if (!first) return true;
    rows.forEach((row, index) => {
      const heldBack = `held back: line ${first.line} of its case could not be read`;
      rejects.push(rejectOf(row, unknown[index] ?? heldBack));
    });
    return false;
  });
  return { process, cases: known, rejects };
}

function rejectOf(row: LogCase['rows'][number], reason: string): Reject {
  const { line, caseId, activity, resource, at } = row;
  const values = { activity, resource: resource ?? '', at: new Date(at).toISOString() };
  return { line, case: caseId, reason, values };
}

async function recordBatch(
  database: Database,
  mapping: Mapping,
  batch: { logCase: LogCase; ticket: ReplayedCase }[],
  summary: ImportSummary,
): Promise<void> {
  const compared = await compareWithStored(
    database,
    batch.map(({ ticket: { ticketId, events } }) => ({ ticketId, events })),
  );
  const freshIds = new Set(compared.fresh.map(({ ticketId }) => ticketId));
  await writeContents(
    database,
    mapping,
    batch.filter(({ ticket }) => freshIds.has(ticket.ticketId)),
  );
  const recorded = await recordHistory(database, compared.fresh, 'import');
  summary.importedCount += recorded.ticketCount;
  summary.eventCount += recorded.eventCount;
  summary.unchangedCount += compared.unchangedCount + recorded.unchangedCount;
  for (const { ticketId, seq } of compared.conflicting) {
    const rows = batch.find(({ ticket }) => ticket.ticketId === ticketId)?.logCase.rows ?? [];
    const reason = `${ticketId} was imported before with another event ${seq}; history stays`;
    for (const row of rows) summary.rejects.push(rejectOf(row, reason));
  }
}
