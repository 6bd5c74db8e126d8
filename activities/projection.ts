import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { raiseAlarm } from '../database/alarms.ts';
import type { Database, Transaction } from '../database/connection.ts';
import { faultPoint } from '../database/fault_point.ts';
import type { TicketOrigin } from '../database/tables.ts';
import { announceTicket } from '../database/ticket_channel.ts';
import { append, EventConflict } from '../database/ticket_log.ts';
import type { EventBatch, RecordedBatch } from '../workflows/ports.ts';
import { findAllocationChange } from './allocation/allocation_state.ts';
import type { AllocationFollowUp, Allocator } from './allocation/allocator.ts';
import { notify } from './notifications.ts';

const ticketsPerTransaction = 100;

const failureTypes = { event_mismatch: 'EventMismatch', event_gap: 'EventGap' } as const;

export interface ProjectionOptions {
  database: Database;
  allocator: Allocator;
  /**
   * How long a batch is held back after it was written, in milliseconds. A ticket sends its next
   * batch only then, so commands that come close together share one; none is written later for it.
   */
  holdMs?: number;
}

/** The only writer of ticket state in Postgres. See `TicketActivities.recordEvents`. */
export function createProjection({ database, allocator, holdMs = 0 }: ProjectionOptions) {
  async function recordEvents(batch: EventBatch): Promise<RecordedBatch> {
    const { followUp, recorded } = await raisingAlarms(database, () =>
      database.transaction((trx) => record(trx, batch)),
    );
    faultPoint('after_commit');
    if (followUp) allocator.finish(followUp);
    if (holdMs > 0 && recorded.offers.length === 0) await sleep(holdMs);
    return recorded;
  }

  async function record(
    trx: Transaction,
    batch: EventBatch,
  ): Promise<{ followUp: AllocationFollowUp | null; recorded: RecordedBatch }> {
    const [appended] = await append(trx, [batch], 'live');
    const change = appended && findAllocationChange(appended);
    const followUp = change ? await allocator.allocateAfter(trx, change) : null;
    if (appended) {
      await notify(trx, appended);
      await announceTicket(trx, appended.ticketId, appended.after.seq);
    }
    return { followUp, recorded: { offers: await allocator.listOffers(trx, batch.ticketId) } };
  }

  return { recordEvents };
}

export interface RecordedHistory {
  ticketCount: number;
  eventCount: number;
  /** Tickets that were there already, event for event. */
  unchangedCount: number;
}

/**
 * Records whole histories of tickets that no workflow runs (imported, or made for the demo), many
 * in one transaction and under the same rules as live ones. They take up nobody's capacity, wait
 * for no agent and notify nobody.
 *
 * @throws ApplicationFailure `EventMismatch` or `EventGap` as for a live batch; the transactions
 *   before the one that failed stay.
 */
export async function recordHistory(
  database: Database,
  histories: EventBatch[],
  origin: Exclude<TicketOrigin, 'live'>,
): Promise<RecordedHistory> {
  const done = { ticketCount: 0, eventCount: 0, unchangedCount: 0 };
  for (let start = 0; start < histories.length; start += ticketsPerTransaction) {
    const chunk = histories.slice(start, start + ticketsPerTransaction);
    const appended = await raisingAlarms(database, () =>
      database.transaction((trx) => append(trx, chunk, origin)),
    );
    done.ticketCount += appended.length;
    done.unchangedCount += chunk.length - appended.length;
    for (const { events } of appended) done.eventCount += events.length;
  }
  return done;
}

/** Alarms have a transaction of their own: the one that found the conflict is rolled back. */
async function raisingAlarms<T>(database: Database, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EventConflict)) throw error;
    await raiseAlarm(database, error.kind, error.ticketId, error.detail);
    throw ApplicationFailure.nonRetryable(error.message, failureTypes[error.kind], error.detail);
  }
}
