import type { RequesterFacts, RequesterTier } from '../workflows/domain/ticket.ts';
import type { Database } from './connection.ts';

/**
 * What conditions of processes ask of whoever asks, of a row of `accounts`, as an expression: an object
 * of what is known.
 *
 * @param account the name that the row has in the query
 */
export function requesterFactsOf(account: string): string {
  return `jsonb_strip_nulls(jsonb_build_object(
    'site', ${account}.site,
    'department', ${account}.department,
    'customer', (select name from customers where customers.customer_id = ${account}.customer_id),
    'contract', (select contract from customers where customers.customer_id = ${account}.customer_id)
  ))`;
}

/** A ticket that knows something else of its requester than the desk does, and how far it is written. */
export interface OutdatedRequester {
  ticketId: string;
  lastSeq: number;
  facts: RequesterFacts;
  requesterTier: RequesterTier;
}

/**
 * The desk's own tickets of these processes that are not over and know something else of whoever asked
 * than is written of them now, in order of their ids.
 *
 * @param after the id behind which to look
 */
export async function findOutdatedRequesters(
  database: Database,
  processIds: readonly string[],
  { after, limit }: { after: string; limit: number },
): Promise<OutdatedRequester[]> {
  const { rows } = await database.raw<{ rows: OutdatedRequester[] }>(
    `select ticket_id as "ticketId", last_seq as "lastSeq", facts,
       requester_tier as "requesterTier"
     from tickets
     join accounts on accounts.account_id = tickets.requester_id
     cross join lateral (select ${requesterFactsOf('accounts')} as facts) as known
     where tickets.origin = 'live' and (tickets.is_open or tickets.status = 'resolved')
       and tickets.process_id = any(?) and tickets.ticket_id > ?
       and (facts <> coalesce(tickets.state -> 'requesterFacts', '{}'::jsonb)
         or requester_tier <> tickets.state ->> 'requesterTier')
     order by tickets.ticket_id
     limit ?`,
    [[...processIds], after, limit],
  );
  return rows;
}
