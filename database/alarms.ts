import type { Database, Transaction } from './connection.ts';

/** What must never happen. Each kind is written here once, so that a reader can find them all. */
export type AlarmKind =
  /** An event came whose key is taken by another event. */
  | 'event_mismatch'
  /** A batch does not continue what is stored. */
  | 'event_gap'
  /** Tickets wait in a group that no process of this worker has. */
  | 'pool_unknown'
  /** A group member's shift names a calendar that the process does not have. */
  | 'shift_unknown';

/** Raises an alarm, unless one of its kind is already up for this ticket and sequence number. */
export async function raiseAlarm(
  database: Database | Transaction,
  kind: AlarmKind,
  ticketId: string | null,
  detail: Record<string, unknown>,
): Promise<void> {
  await database('alarms')
    .insert({ kind, ticket_id: ticketId, detail: JSON.stringify(detail) })
    .onConflict()
    .ignore();
}
