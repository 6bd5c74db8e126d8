import type { Database, Transaction } from './connection.ts';
import type { DepartureRow, NewRow } from './tables.ts';

/** The worker listens here: somebody has left. */
export const departureChannel = 'palier_departure';

/** Writes that somebody has left: the promise to hand over what they had. */
export async function insertDeparture(
  trx: Transaction,
  departure: NewRow<'departures'>,
): Promise<void> {
  await trx('departures').insert(departure);
  await trx.raw('select pg_notify(?, ?)', [departureChannel, departure.account_id]);
}

/** Those who have left and whose tickets are not all handed over, the first first. */
export function listOpenDepartures(database: Database, limit: number): Promise<DepartureRow[]> {
  return database('departures').whereNull('done_at').orderBy('departure_id').limit(limit);
}

/** Says that a ticket was handed over for somebody who has left; said twice it is one. */
export async function addMoved(
  database: Database,
  departureId: string,
  ticketId: string,
): Promise<void> {
  await database('departures')
    .where('departure_id', departureId)
    .whereRaw('not moved_ids @> array[?]', [ticketId])
    .update({ moved_ids: database.raw('array_append(moved_ids, ?)', [ticketId]) });
}

/** Nothing of theirs is left in hand, or they are back. */
export async function finishDepartures(
  database: Database | Transaction,
  accountId: string,
): Promise<void> {
  await database('departures')
    .where('account_id', accountId)
    .whereNull('done_at')
    .update({ done_at: database.fn.now() });
}
