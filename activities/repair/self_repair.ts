import type { Logger } from 'pino';
import { listAlarmedTickets } from '../../database/alarms.ts';
import { lastChanged } from '../../database/stored_ticket.ts';
import { minuteMs, secondMs } from '../../workflows/domain/durations.ts';
import type { Finding } from './diagnosis.ts';
import { inParallel } from './in_parallel.ts';
import {
  inspectTicket,
  type RepairOutcome,
  type RepairParts,
  repairTicket,
} from './repair_ticket.ts';
import { createStoreWatch } from './store_watch.ts';
import { onOneSideOnly } from './tickets_to_inspect.ts';

export interface SelfRepairOptions extends RepairParts {
  log: Logger;
}

/** The desk's own doctor. */
export interface SelfRepair {
  /** Looks for what a store that was put back would have left. Workflows must answer by now. */
  start(): void;
  /** Some ticket wants a repair: its alarm is up. */
  hear(): void;
  stop(): Promise<void>;
}

const beatEveryMs = 30 * secondMs;
/** What could not be repaired is tried again. */
const retryAfterMs = minuteMs;
const inFlightMax = 4;
const alarmedMax = 1_000;
/** So many tickets in a row that agree: what changed before them was not touched. */
const agreeingMax = 20;

/**
 * Notices by itself that tickets and rows differ, and brings them together: the tickets of which an
 * alarm is up, and at the start, or once a store turns out to be older than the other, those that
 * this touched. On an idle desk it asks Postgres for one number now and again.
 */
export function createSelfRepair(options: SelfRepairOptions): SelfRepair {
  const { database, log } = options;
  let isStopped = false;
  let isHeard = false;
  let working = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  /** When they were last tried in vain. */
  const triedAt = new Map<string, number>();
  let beat: NodeJS.Timeout | undefined;
  const watch = createStoreWatch(options, repairFound);

  /** One thing after another; what fails is told, and tried again later. */
  function queue(work: () => Promise<void>): void {
    working = working.then(async () => {
      if (isStopped) return;
      try {
        await work();
      } catch (error) {
        log.warn({ err: error }, 'tickets were not compared with their rows');
        retryLater();
      }
    });
  }

  function retryLater(): void {
    clearTimeout(retry);
    if (!isStopped) retry = setTimeout(hear, retryAfterMs);
  }

  function hear(): void {
    if (isHeard) return;
    isHeard = true;
    queue(async () => {
      isHeard = false;
      const alarmed = await listAlarmedTickets(database, alarmedMax);
      const outcomes = await repairAll(alarmed.filter(mayBeTried));
      if (outcomes.some(({ finding }) => isTraceOfRestore(finding))) await repairTouched();
    });
  }

  /** Each repair writes to its ticket: one that does not help must not be done again at once. */
  function mayBeTried(ticketId: string): boolean {
    return Date.now() - (triedAt.get(ticketId) ?? 0) >= retryAfterMs;
  }

  async function repairAll(ticketIds: readonly string[]): Promise<RepairOutcome[]> {
    const outcomes: RepairOutcome[] = [];
    const repairs = inParallel(ticketIds, inFlightMax, async (ticketId) =>
      isStopped ? null : repairTicket(options, ticketId),
    );
    for await (const outcome of repairs) {
      if (!outcome) continue;
      outcomes.push(outcome);
      tell(outcome);
    }
    return outcomes;
  }

  function tell({ finding, ...outcome }: RepairOutcome): void {
    if (outcome.isRepaired) {
      triedAt.delete(finding.ticketId);
      log.info({ ...finding, ...outcome }, 'a ticket and its rows were brought together');
    } else {
      triedAt.set(finding.ticketId, Date.now());
      log.error({ ...finding, ...outcome }, 'a ticket and its rows still differ');
      retryLater();
    }
  }

  /** The newest changes are what a restore loses first: before what it left, nothing is touched. */
  async function repairTouched(): Promise<void> {
    let agreeing = 0;
    for await (const ticketId of lastChanged(database)) {
      if (isStopped || agreeing === agreeingMax) break;
      const found = await repairAll([ticketId]);
      agreeing = found.length > 0 ? 0 : agreeing + 1;
    }
    await repairFound(onOneSideOnly(options));
  }

  async function repairFound(ticketIds: AsyncIterable<string>): Promise<void> {
    const inspected = inParallel(ticketIds, inFlightMax, async (ticketId) =>
      isStopped ? null : inspectTicket(options, ticketId),
    );
    for await (const finding of inspected) if (finding) await repairAll([finding.ticketId]);
  }

  return {
    start() {
      queue(repairTouched);
      queue(watch.compare);
      hear();
      beat = setInterval(() => queue(watch.look), beatEveryMs);
    },
    hear,
    async stop() {
      isStopped = true;
      clearTimeout(retry);
      clearInterval(beat);
      await working;
      // A desk is stopped to be put back: what it had is known when it starts.
      await watch.look().catch(() => {});
    },
  };
}

/** Whether it comes of a store that was put back, which then touched others too. */
function isTraceOfRestore({ kind }: Finding): boolean {
  return !['rows_edited', 'parked', 'silent', 'stuck'].includes(kind);
}
