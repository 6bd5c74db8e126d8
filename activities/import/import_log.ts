import type { Database } from '../../database/connection.ts';
import { findNewestSnapshot, insertSnapshots } from '../../database/process_snapshots.ts';
import { rememberPriorities } from '../../workflows/processes/index.ts';
import { recordHistory } from '../projection.ts';
import { buildProcess, type ImportProcess } from './import_process.ts';
import { ImportedPeople, writeContents } from './imported_content.ts';
import type { Reject } from './log_record.ts';
import type { Mapping } from './mapping.ts';
import { type ReadLog, type ReadProgress, readLog } from './read_log.ts';
import { type ReplayedRead, rejectsOf, replayLog } from './replay_log.ts';
import { compareWithStored } from './stored_history.ts';

/** Of one transaction: a batch is stored whole or not at all. */
const casesPerBatch = 200;

export interface ImportSummary {
  rowCount: number;
  /** Tickets that were not there before, or had fewer events. */
  importedCount: number;
  /** Tickets that were there already, event for event. */
  unchangedCount: number;
  eventCount: number;
  /** Rows that were not imported. */
  rejectCount: number;
  /** Rows whose instants leave something open. */
  doubts: ReadLog['doubts'];
  /** What is not as it should be and costs no case, in words. */
  notes: string[];
  /** Instants of columns that could not be, beside their rows; the rows' own counted. */
  unusedInstantCount: number;
}

export interface ImportRequest {
  database: Database;
  /** Files of one log, in order: whole, or its parts. */
  files: readonly string[];
  mapping: Mapping;
  /** Told each row that is not imported, case by case. */
  reject?: (reject: Reject) => Promise<void>;
  progress?: (done: ImportProgress) => void;
}

export type ImportProgress =
  | ({ phase: 'read' } & ReadProgress)
  /** `share` is that of the rows. */
  | { phase: 'import'; ticketCount: number; share: number };

/**
 * Brings a log in as the history of tickets that no workflow runs. Importing it again changes
 * nothing; importing a longer one adds what is new. What it holds at once does not grow with the log.
 *
 * @throws HeadError, NamesError as `readLog`: nothing was imported
 */
export async function importLog(request: ImportRequest): Promise<ImportSummary> {
  const { files, mapping, progress = () => {} } = request;
  const log = await readLog(files, mapping, (done) => progress({ phase: 'read', ...done }));
  try {
    const known = await findNewestSnapshot(request.database, mapping.name);
    const process = buildProcess(mapping, log, known);
    await insertSnapshots(request.database, [process.snapshot]);
    rememberPriorities(process.snapshot.id, process.snapshot.priorities);
    return await new Import(request, log, process).run();
  } finally {
    await log.close();
  }
}

type Replayed = ReplayedRead & { kind: 'ticket' };

class Import {
  private readonly request: ImportRequest;
  private readonly log: ReadLog;
  private readonly process: ImportProcess;
  private readonly people: ImportedPeople;
  private readonly summary: ImportSummary;
  private batch: Replayed[] = [];
  /** The batch before, which is stored while the next one is replayed. */
  private storing: Promise<void> = Promise.resolve();
  private rowsDone = 0;
  private ticketsDone = 0;

  constructor(request: ImportRequest, log: ReadLog, process: ImportProcess) {
    this.request = request;
    this.log = log;
    this.process = process;
    this.people = new ImportedPeople(request.mapping);
    this.summary = {
      rowCount: log.rowCount,
      importedCount: 0,
      unchangedCount: 0,
      eventCount: 0,
      rejectCount: 0,
      doubts: log.doubts,
      notes: log.notes,
      unusedInstantCount: 0,
    };
  }

  async run(): Promise<ImportSummary> {
    const { log, process, request } = this;
    for await (const read of replayLog(log, request.mapping, process)) {
      if (read.kind === 'rejects') await this.rejectAll(read.rejects);
      else this.batch.push(read);
      if (this.batch.length >= casesPerBatch) await this.finishBatch();
    }
    await this.finishBatch();
    await this.storing;
    return this.summary;
  }

  private async finishBatch(): Promise<void> {
    const { batch } = this;
    this.batch = [];
    await this.storing;
    this.storing = this.store(batch);
    // Whoever waits for it next is told.
    this.storing.catch(() => {});
  }

  private async store(batch: Replayed[]): Promise<void> {
    await this.record(batch);
    this.ticketsDone += batch.length;
    for (const { logCase } of batch) this.rowsDone += logCase.rows.length;
    const share = this.rowsDone / Math.max(1, this.log.rowCount);
    this.request.progress?.({ phase: 'import', ticketCount: this.ticketsDone, share });
  }

  /** What the database cannot take is looked for by halves: it costs its own case. */
  private async record(batch: Replayed[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      await this.recordAll(batch);
    } catch (error) {
      if (!isAboutData(error)) throw error;
      const [first] = batch as [Replayed];
      if (batch.length === 1) {
        await this.rejectAll(rejectsOf(first.logCase, `not stored: ${(error as Error).message}`));
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await this.record(batch.slice(0, half));
      await this.record(batch.slice(half));
    }
  }

  private async recordAll(batch: Replayed[]): Promise<void> {
    const { database, mapping } = this.request;
    const histories = batch.map(({ ticket: { ticketId, events } }) => ({ ticketId, events }));
    const { compared, recorded, remember } = await database.transaction(async (trx) => {
      const found = await compareWithStored(trx, histories);
      const freshIds = new Set(found.fresh.map(({ ticketId }) => ticketId));
      const fresh = batch.filter(({ ticket }) => freshIds.has(ticket.ticketId));
      const people = await this.people.write(
        trx,
        fresh.map(({ logCase }) => logCase),
      );
      await writeContents(trx, mapping, fresh);
      const done = await recordHistory(trx, found.fresh, 'import');
      return { compared: found, recorded: done, remember: people };
    });
    remember();
    const { summary } = this;
    summary.importedCount += recorded.ticketCount;
    summary.eventCount += recorded.eventCount;
    summary.unchangedCount += compared.unchangedCount + recorded.unchangedCount;
    for (const { ticket } of batch) summary.unusedInstantCount += ticket.unusedInstantCount;
    for (const { ticketId, seq } of compared.conflicting) {
      const conflicting = batch.find(({ ticket }) => ticket.ticketId === ticketId);
      const reason = `${ticketId} was imported before with another event ${seq}; history stays`;
      if (conflicting) await this.rejectAll(rejectsOf(conflicting.logCase, reason));
    }
  }

  private async rejectAll(rejects: readonly Reject[]): Promise<void> {
    for (const reject of rejects) {
      if (reject.isRow) this.summary.rejectCount += 1;
      await this.request.reject?.(reject);
    }
  }
}

/** Classes of SQLSTATE that speak of values: data exceptions, constraints, limits of a program. */
const dataClasses = ['22', '23', '54'];

function isAboutData(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.length === 5 && dataClasses.includes(code.slice(0, 2));
}
