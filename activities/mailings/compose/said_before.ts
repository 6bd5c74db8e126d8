import type { Knex } from 'knex';
import type { Database } from '../../../database/connection.ts';
import type { TicketEventRow } from '../../../database/tables.ts';
import type { Said } from './matter.ts';
import { onlyFor, type Reading } from './reading_side.ts';

interface SaidRow extends Pick<TicketEventRow, 'seq' | 'actor_kind'> {
  message_id: string;
  body: string;
  name: string | null;
  at: Date;
}

/** The public messages of a ticket that a reader may read, the latest first. */
function publicMessages(
  database: Database,
  ticketId: string,
  reading: Reading,
  beforeSeq: number,
): Knex.QueryBuilder<SaidRow, SaidRow[]> {
  const query = database('ticket_events')
    .join('messages', 'messages.message_id', database.raw("ticket_events.data ->> 'messageId'"))
    .leftJoin('accounts', 'accounts.account_id', 'messages.author_id')
    .where('ticket_events.ticket_id', ticketId)
    .where('ticket_events.type', 'message_added')
    .where('ticket_events.seq', '<', beforeSeq)
    .where('messages.visibility', 'public')
    .whereRaw("ticket_events.data ->> 'visibility' = 'public'")
    .orderBy('ticket_events.seq', 'desc')
    .select(
      'ticket_events.seq',
      'ticket_events.actor_kind',
      'messages.message_id',
      'messages.body',
      'accounts.display_name as name',
      'ticket_events.at',
    );
  return onlyFor(query, reading);
}

const quotedCount = 3;

/**
 * What was said on a ticket before an event, as its reader may read it, the latest first: the public
 * messages and, at their beginning, what the ticket was opened with.
 */
export async function saidBefore(
  database: Database,
  ticketId: string,
  reading: Reading,
  seq: number,
): Promise<Said[]> {
  const rows = await publicMessages(database, ticketId, reading, seq).limit(quotedCount);
  const said = rows.map(saidOf);
  // Of another's ticket, which one of theirs is followed on, the beginning is not theirs.
  if (said.length === quotedCount || reading.merged) return said;
  const opened = await database('ticket_contents')
    .join('tickets', 'tickets.ticket_id', 'ticket_contents.ticket_id')
    .leftJoin('accounts', 'accounts.account_id', 'ticket_contents.requester_id')
    .where('ticket_contents.ticket_id', ticketId)
    .first('description', 'tickets.opened_at', 'accounts.display_name as name');
  if (!opened || opened.description === '') return said;
  return [...said, { by: opened.name, at: opened.opened_at, body: opened.description }];
}

/** What the desk asked last before an event; null where it has said nothing. */
export async function askedBefore(
  database: Database,
  ticketId: string,
  reading: Reading,
  seq: number,
): Promise<Said | null> {
  const row = await publicMessages(database, ticketId, reading, seq)
    .where('ticket_events.actor_kind', 'agent')
    .first();
  return row ? saidOf(row) : null;
}

function saidOf({ name, at, body }: SaidRow): Said {
  return { by: name, at, body };
}
