import { raiseAlarm } from '../alarms.ts';
import type { Database } from '../connection.ts';
import { EventConflict } from '../ticket_log.ts';

/** Alarms have a transaction of their own: the one that found the conflict is rolled back. */
export async function raisingAlarms<T>(database: Database, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EventConflict) {
      await raiseAlarm(database, error.kind, error.ticketId, error.detail);
    }
    throw error;
  }
}
