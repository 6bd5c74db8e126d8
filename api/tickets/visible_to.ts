import type { Knex } from 'knex';
import type { Condition } from '../http/search_words.ts';
import { seesInternals } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';

/**
 * Restricts a query over `ticket_contents` to the tickets an account may know of: those who work on
 * tickets know all, everybody else their own and those they have a copy of. What is filtered out does
 * not exist for the caller.
 */
export function visibleTo<Q extends Knex.QueryBuilder>(query: Q, account: Account): Q {
  if (!seesInternals(account)) {
    const { sql, bindings } = ticketsOf(account);
    query.whereRaw(`ticket_contents.ticket_id in (${sql})`, bindings);
  }
  return query;
}

/** The same for a ticket that was read. */
export function mayKnowOf(
  account: Account,
  { requesterId, copied }: { requesterId: string; copied: readonly string[] },
): boolean {
  return seesInternals(account) || requesterId === account.id || copied.includes(account.id);
}

/** The tickets that somebody knows of who does not work on tickets, by their ids. */
export function ticketsOf({ id }: Account): Condition {
  return {
    sql: `select ticket_id from ticket_contents where requester_id = ?
      union all
      select ticket_id from tickets where copied_ids @> array[?]::text[]`,
    bindings: [id, id],
  };
}
