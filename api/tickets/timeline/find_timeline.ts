import type { Knex } from 'knex';
import type { Database } from '../../../database/connection.ts';
import { isOnReadersSide } from '../../../database/readers_side.ts';
import type { TicketEventRow } from '../../../database/tables.ts';
import { withDatabase } from '../../http/database.ts';
import { seesInternals } from '../../http/viewer.ts';
import type { Account } from '../../people/directory.ts';
import { fittingPage, readSeqPage } from './read_seq_page.ts';
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
  return withDatabase(() => messagePage(readableMessages(database, account, ticketId), page));
}

/**
 * What was said on the tickets that a merged one has been followed on, as far as it is for the merged
 * one's requester too: their own words and the desk's answers since the merge, never what another
 * requester writes.
 */
export function findMessagesSinceMerge(
  database: Database,
  ticketId: string,
  page: SeqPageQuery,
): Promise<SeqPage<MessageRow>> {
  return withDatabase(() => messagePage(messagesSinceMerge(database, ticketId), page));
}

/** The messages of a ticket that an account may read. */
export function readableMessages(
  database: Database,
  account: Account,
  ticketId: string,
): Knex.QueryBuilder {
  const query = messagesOf(database).where('ticket_events.ticket_id', ticketId);
  if (!seesInternals(account)) onlyForRequester(query, account);
  return query;
}

/** So many merges one after another are followed. */
const mergesMax = 100;

/**
 * The tickets that one has been followed on since it was merged, one after another: each from the
 * moment on at which it stood for it. Its events are numbered on after those of the one before, which
 * ended with its own merge.
 */
const followedOn = `
  followed (ticket_id, since, seq_before, place) as (
    select state ->> 'mergedInto', closed_at, 0, 1
    from tickets
    where ticket_id = :ticketId and status = 'merged'
    union all
    select tickets.state ->> 'mergedInto', greatest(tickets.closed_at, followed.since),
      followed.seq_before + merges.seq, followed.place + 1
    from followed
    join tickets on tickets.ticket_id = followed.ticket_id and tickets.status = 'merged'
    cross join lateral (
      select coalesce(max(seq), 0) as seq from ticket_events
      where ticket_events.ticket_id = tickets.ticket_id and type = 'ticket_merged'
    ) as merges
    where followed.place < ${mergesMax}
  ),
  since_merge as (
    select ticket_events.ticket_id, ticket_events.seq + followed.seq_before as seq,
      ticket_events.type, ticket_events.at, ticket_events.actor_kind, ticket_events.actor_id,
      ticket_events.data
    from followed
    join ticket_events on ticket_events.ticket_id = followed.ticket_id
      and ticket_events.at >= followed.since
  )`;

export function messagesSinceMerge(database: Database, ticketId: string): Knex.QueryBuilder {
  const events = database.raw(
    `(with recursive ${followedOn} select * from since_merge) as ticket_events`,
    { ticketId },
  );
  return messagesIn(database, database.from(events))
    .where('messages.visibility', 'public')
    .where((either) =>
      either
        .where('ticket_events.actor_kind', 'agent')
        .orWhereRaw(
          'ticket_events.actor_id = (select requester_id from tickets where ticket_id = ?)',
          [ticketId],
        )
        .orWhereRaw(
          `ticket_events.data ->> 'forTicketId' = ?
             and ticket_events.actor_id = any (
               (select copied_ids from tickets where ticket_id = ?)::text[])`,
          [ticketId, ticketId],
        ),
    );
}

function messagesOf(database: Database): Knex.QueryBuilder {
  return messagesIn(database, database('ticket_events'));
}

/** What a ticket got back was said before its event. */
const saidAt = `coalesce(
  to_timestamp((ticket_events.data ->> 'saidAt')::double precision / 1000), ticket_events.at)`;

function messagesIn(database: Database, events: Knex.QueryBuilder): Knex.QueryBuilder {
  return events
    .join('messages', 'messages.message_id', database.raw("ticket_events.data ->> 'messageId'"))
    .where('ticket_events.type', 'message_added')
    .select('ticket_events.seq', 'messages.*', database.raw(`${saidAt} as at`));
}

async function messagePage(
  query: Knex.QueryBuilder,
  page: SeqPageQuery,
): Promise<SeqPage<MessageRow>> {
  const { items, ...beside } = await readSeqPage<MessageColumns>(query, page);
  return fittingPage({ items: items.map(messageRowOf), ...beside }, page, ({ body }) => body);
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
    .where((either) =>
      either
        .whereNot('ticket_events.actor_kind', 'requester')
        .orWhereRaw(isOnReadersSide, [account.id]),
    );
}
