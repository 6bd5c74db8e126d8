import type { Knex } from 'knex';
import { seesInternals } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';

/**
 * Restricts a query over `ticket_contents` to the tickets an account may know of: agents and
 * owners know all, everybody else their own. What is filtered out does not exist for the caller.
 */
export function visibleTo<Q extends Knex.QueryBuilder>(query: Q, account: Account): Q {
  if (!seesInternals(account)) query.where('ticket_contents.requester_id', account.id);
  return query;
}

/** The same for a ticket that was read. */
export function mayKnowOf(account: Account, { requesterId }: { requesterId: string }): boolean {
  return seesInternals(account) || requesterId === account.id;
}
