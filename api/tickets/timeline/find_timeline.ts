import type { Knex } from 'knex';
import type { Database } from '../../../database/connection.ts';
import type { TicketEventRow } from '../../../database/tables.ts';
import { withDatabase } from '../../http/database.ts';
import { seesInternals } from '../../http/viewer.ts';
import type { Account } from '../../people/directory.ts';
import { readSeqPage } from './read_seq_page.ts';
import type { SeqPage, SeqPageQuery } from './seq_page.ts';
import { type EventRow, requesterEventTypes } from './timeline_view.ts';

/** One page of a ticket's events: those the account may read. */
export function findEventPage(
  database: Database,
  account: Account,
  ticketId: string,
  page: SeqPageQuery,
): Promise<SeqPage<EventRow>> {
  return withDatabase(async () => {
    const query = database('ticket_events')
      .where('ticket_events.ticket_id', ticketId)
      .select('seq', 'type', 'at', 'actor_kind', 'actor_id', 'data', 'source');
    if (!seesInternals(account)) onlyForRequester(query, account);
    const { items, ...beside } = await readSeqPage<EventColumns>(query, page);
    return { items: items.map(eventRowOf), ...beside };
  });
}

type EventColumns = Pick<
  TicketEventRow,
  'seq' | 'type' | 'at' | 'actor_kind' | 'actor_id' | 'data' | 'source'
>;

function eventRowOf({ actor_kind, actor_id, ...row }: EventColumns): EventRow {
  return { ...row, actor: { kind: actor_kind, id: actor_id } } as EventRow;
}

export interface MessageRow {
  seq: number;
  messageId: string;
  visibility: 'public' | 'internal';
  channel: string;
  authorId: string;
  body: string;
  at: Date;
}

/**
 * One page of a ticket's messages: those the ticket took. A text whose command was refused or never
 * came is not among them.
 */
export function findMessagePage(
  database: Database,
  account: Account,
  ticketId: string,
  page: SeqPageQuery,
): Promise<SeqPage<MessageRow>> {
  return withDatabase(async () => {
    const query = messagesOf(database, ticketId);
    if (!seesInternals(account)) onlyForRequester(query, account);
    return messagePage(query, page);
  });
}

/**
 * What was said on the ticket that a merged one is followed on, as far as it is for the merged
 * one's requester too: their own words and the desk's answers since the merge, never what the
 * other requester writes.
 */
export function findMessagesSinceMerge(
  database: Database,
  merged: { requesterId: string; survivorId: string; mergedAt: Date },
  page: SeqPageQuery,
): Promise<SeqPage<MessageRow>> {
  return withDatabase(async () => {
    const query = messagesOf(database, merged.survivorId)
      .where('ticket_events.at', '>=', merged.mergedAt)
      .where('messages.visibility', 'public')
      .where((either) =>
        either
          .where('ticket_events.actor_kind', 'agent')
          .orWhere('ticket_events.actor_id', merged.requesterId),
      );
    return messagePage(query, page);
  });
}

function messagesOf(database: Database, ticketId: string): Knex.QueryBuilder {
  return database('ticket_events')
    .join('messages', 'messages.message_id', database.raw("ticket_events.data ->> 'messageId'"))
    .where('ticket_events.ticket_id', ticketId)
    .where('ticket_events.type', 'message_added')
    .select('ticket_events.seq', 'ticket_events.at', 'messages.*');
}

async function messagePage(
  query: Knex.QueryBuilder,
  page: SeqPageQuery,
): Promise<SeqPage<MessageRow>> {
  const { items, ...beside } = await readSeqPage<MessageColumns>(query, page);
  return { items: items.map(messageRowOf), ...beside };
}

function messageRowOf(row: MessageColumns): MessageRow {
  return {
    seq: row.seq,
    messageId: row.message_id,
    visibility: row.visibility,
    channel: row.channel,
    authorId: row.author_id,
    body: row.body,
    at: row.at,
  };
}

interface MessageColumns {
  seq: number;
  message_id: string;
  visibility: MessageRow['visibility'];
  channel: string;
  author_id: string;
  body: string;
  at: Date;
}

function onlyForRequester(query: Knex.QueryBuilder, account: Account): void {
  query
    .whereIn('ticket_events.type', requesterEventTypes)
    .whereRaw("coalesce(ticket_events.data ->> 'visibility', 'public') = 'public'")
    // What the requester of a ticket merged into this one writes is for the desk.
    .where((either) =>
      either
        .whereNot('ticket_events.actor_kind', 'requester')
        .orWhere('ticket_events.actor_id', account.id),
    );
}
