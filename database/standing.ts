import type { TicketState } from '../workflows/domain/ticket.ts';
import type { Database } from './connection.ts';

/**
 * A part of a statement, `with recursive`: which ticket stands for each of `:ticketIds` now. One that
 * was merged is followed on another, as often as that one was merged itself; every other stands for
 * itself. Tickets that are being merged into each other stand for nobody until that is settled.
 */
export const standingTickets = `
  followed (ticket_id, stands_for_it) as (
    select asked, asked from unnest(:ticketIds::text[]) as asked
    union
    select followed.ticket_id, tickets.state ->> 'mergedInto'
    from followed
    join tickets on tickets.ticket_id = followed.stands_for_it
    where tickets.status = 'merged'
  ),
  standing as (
    select followed.ticket_id, followed.stands_for_it
    from followed
    left join tickets on tickets.ticket_id = followed.stands_for_it
    where tickets.status is distinct from 'merged'
  )`;

/**
 * Which ticket stands for each of some now, by their ids: itself, where it was not merged. One that is
 * being merged in a circle has none.
 */
export async function findStanding(
  database: Database,
  ticketIds: readonly string[],
): Promise<Map<string, string>> {
  if (ticketIds.length === 0) return new Map();
  const { rows } = await database.raw<{ rows: { ticket_id: string; stands_for_it: string }[] }>(
    `with recursive ${standingTickets} select ticket_id, stands_for_it from standing`,
    { ticketIds: [...ticketIds] },
  );
  return new Map(rows.map((row) => [row.ticket_id, row.stands_for_it]));
}

/**
 * A ticket that takes what is said to another still, as its rows have it: one on which that one was
 * followed; null where nobody does.
 * @param from the ticket it was merged into
 */
export async function findStillStanding(
  database: Database,
  ticketId: string,
  from: string,
): Promise<string | null> {
  const { rows } = await database.raw<{ rows: { ticket_id: string }[] }>(
    `with recursive followed (ticket_id) as (
       select :from::text
       union
       select tickets.state ->> 'mergedInto'
       from followed
       join tickets on tickets.ticket_id = followed.ticket_id and tickets.status = 'merged'
     )
     select tickets.ticket_id
     from followed
     join tickets on tickets.ticket_id = followed.ticket_id
     where tickets.status not in ('merged', 'closed', 'cancelled')
       and tickets.state -> 'mergedFrom' @> jsonb_build_array(
         jsonb_build_object('ticketId', :ticketId::text))
     limit 1`,
    { ticketId, from },
  );
  return rows[0]?.ticket_id ?? null;
}

/** The ticket that one was merged into; null where it was not. */
export async function findMergedInto(database: Database, ticketId: string): Promise<string | null> {
  const row = await database('tickets')
    .where({ ticket_id: ticketId, status: 'merged' })
    .first('state');
  return row?.state.mergedInto ?? null;
}

/** The tickets that stand for some that were merged, as their rows have them, by the ids of those. */
export async function findStandingStates(
  database: Database,
  mergedIds: readonly string[],
): Promise<Map<string, TicketState>> {
  const standing = await findStanding(database, mergedIds);
  if (standing.size === 0) return new Map();
  const rows = await database('tickets')
    .whereIn('ticket_id', [...new Set(standing.values())])
    .select('ticket_id', 'state');
  const states = new Map(rows.map(({ ticket_id, state }) => [ticket_id, state]));
  return new Map(
    [...standing].flatMap(([id, standsIn]) => {
      const state = states.get(standsIn);
      return state ? [[id, state] as const] : [];
    }),
  );
}

/** The ticket that stands for one now, as its rows have it; undefined where none does. */
export async function findStandingState(
  database: Database,
  ticketId: string,
): Promise<TicketState | undefined> {
  const standing = (await findStanding(database, [ticketId])).get(ticketId);
  const row = standing && (await database('tickets').where('ticket_id', standing).first('state'));
  return row ? row.state : undefined;
}
