import { ApplicationFailure } from '@temporalio/common';
import type { Database } from '../database/connection.ts';
import { faultPoint } from '../database/fault_point.ts';
import { raisingAlarms } from '../database/recording/conflict_alarm.ts';
import type { Recorder } from '../database/recording/recorder.ts';
import type { TicketOrigin } from '../database/tables.ts';
import { appendHistories, EventConflict } from '../database/ticket_log.ts';
import { conflictFailures } from '../workflows/messages.ts';
import type { EventBatch, PumpedBatch } from '../workflows/ports.ts';

const ticketsPerStatement = 100;

/** The pump's way to the rows. See `TicketActivities.recordEvents`. */
export function createProjection(recorder: Recorder) {
  return {
    async recordEvents(batch: PumpedBatch): Promise<void> {
      await refusingConflicts(() => recorder.record(batch));
      faultPoint('after_commit');
    },
  };
}

export interface RecordedHistory {
  ticketCount: number;
  eventCount: number;
  /** Tickets that were there already, event for event. */
  unchangedCount: number;
}

/**
 * Records whole histories of tickets that no workflow runs (imported, or made for the demo), many
 * in one statement and under the same rules as live ones. They take up nobody's capacity, wait
 * for no agent and notify nobody.
 *
 * @throws ApplicationFailure `EventMismatch` or `EventGap` as for a live batch; what was written
 *   before stays.
 */
export async function recordHistory(
  database: Database,
  histories: EventBatch[],
  origin: Exclude<TicketOrigin, 'live'>,
): Promise<RecordedHistory> {
  const done = { ticketCount: 0, eventCount: 0, unchangedCount: 0 };
  for (let start = 0; start < histories.length; start += ticketsPerStatement) {
    const chunk = histories.slice(start, start + ticketsPerStatement);
    const appended = await refusingConflicts(() =>
      raisingAlarms(database, () => appendHistories(database, chunk, origin)),
    );
    done.ticketCount += appended.length;
    done.unchangedCount += chunk.length - appended.length;
    for (const { events } of appended) done.eventCount += events.length;
  }
  return done;
}

async function refusingConflicts<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EventConflict)) throw error;
    throw ApplicationFailure.nonRetryable(
      error.message,
      conflictFailures[error.kind],
      error.detail,
    );
  }
}
