import type { Knex } from 'knex';
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

/**
 * Narrows `tickets` to those that somebody has in hand, or a task on: of the desk's own, which have a
 * workflow that can be told.
 */
export function whereInHand<Q extends Knex.QueryBuilder>(query: Q, accountId: string): Q {
  query.where('origin', 'live').whereRaw(
    `((assignee_id = ? and is_open) or (task_agent_ids @> array[?]::text[]
      and task_agent_ids <> '{}'))`,
    [accountId, accountId],
  );
  return query;
}

/**
 * Those who have left and whose tickets may not all be handed over, the first first. Whoever left
 * within a day is among them: what was on its way to them may have come since.
 */
export async function listOpenDepartures(
  database: Database,
  limit: number,
): Promise<DepartureRow[]> {
  const { rows } = await database.raw<{ rows: DepartureRow[] }>(
    `select distinct on (departures.account_id) departures.*
     from departures join accounts using (account_id)
     where not accounts.is_active
       and (departures.done_at is null or departures.closed_at > now() - interval '1 day')
     order by departures.account_id, departures.departure_id desc
     limit ?`,
    [limit],
  );
  return rows;
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
