import type { RequesterWord } from '../workflows/domain/requester.ts';
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

/** A process that asks who asks, and the words it names. */
export interface AskingProcess {
  processId: string;
  words: RequesterWord[];
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
 * Of what is known of a person only words that the process names are told, and those that the ticket
 * has of an earlier version.
 *
 * @param after the id behind which to look
 */
export async function findOutdatedRequesters(
  database: Database,
  asking: readonly AskingProcess[],
  { after, limit }: { after: string; limit: number },
): Promise<OutdatedRequester[]> {
  const { rows } = await database.raw<{ rows: OutdatedRequester[] }>(
    `select ticket_id as "ticketId", last_seq as "lastSeq", facts,
       requester_tier as "requesterTier"
     from tickets
     join accounts on accounts.account_id = tickets.requester_id
     join jsonb_to_recordset(?::jsonb) as asking ("processId" text, words jsonb)
       on asking."processId" = tickets.process_id
     cross join lateral (
       select coalesce(jsonb_object_agg(key, value), '{}'::jsonb) as facts
       from jsonb_each_text(${requesterFactsOf('accounts')})
       where asking.words @> jsonb_build_array(jsonb_build_object('name', key, 'word', value))
         or tickets.state -> 'requesterFacts' ->> key = value
     ) as known
     where tickets.origin = 'live' and (tickets.is_open or tickets.status = 'resolved')
       and tickets.ticket_id > ?
       and (facts <> coalesce(tickets.state -> 'requesterFacts', '{}'::jsonb)
         or requester_tier <> tickets.state ->> 'requesterTier')
     order by tickets.ticket_id
     limit ?`,
    [JSON.stringify(asking), after, limit],
  );
  return rows;
}
