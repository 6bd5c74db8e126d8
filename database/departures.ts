import type { Database, Transaction } from './connection.ts';
import type { NewRow } from './tables.ts';

/** Writes that somebody has left: the promise to hand over what they had. */
export async function insertDeparture(
  trx: Transaction,
  departure: NewRow<'departures'>,
): Promise<void> {
  await trx('departures').insert(departure);
}

/** Counts a ticket that was handed over for somebody who has left. */
export async function countMoved(database: Database, departureId: string): Promise<void> {
  await database('departures').where('departure_id', departureId).increment('moved_count');
}

/** Nothing of theirs is left in hand. */
export async function finishDeparture(database: Database, departureId: string): Promise<void> {
  await database('departures')
    .where('departure_id', departureId)
    .whereNull('done_at')
    .update({ done_at: database.fn.now() });
}
