import type { Database, Transaction } from './connection.ts';

/** A place in the outbox: rows are read in the order of their transactions, then of their numbers. */
export interface OutboxPosition {
  xid: string;
  position: string;
}

/** Events of a ticket or a problem, the first and the last of a batch. */
interface EventSpan {
  firstSeq: number;
  lastSeq: number;
}

/** A part of a statement: puts into the outbox what `:spans` has, as `outboxSpans` gives it. */
export const insertIntoOutbox = `
  insert into export_outbox (ticket_id, first_seq, last_seq)
  select ticket_id, first_seq, last_seq
  from jsonb_to_recordset(:spans::jsonb) as spans (
    ticket_id text, first_seq integer, last_seq integer)`;

export function outboxSpans(spans: readonly (EventSpan & { ticketId: string })[]): string {
  const rowOf = ({ ticketId, firstSeq, lastSeq }: (typeof spans)[number]) => ({
    ticket_id: ticketId,
    first_seq: firstSeq,
    last_seq: lastSeq,
  });
  return JSON.stringify(spans.map(rowOf));
}

/** The warehouse reads the ticket again though none of its events is new. */
export async function exportTicketAgain(trx: Transaction, ticketId: string): Promise<void> {
  await trx.raw(
    `insert into export_outbox (ticket_id, first_seq, last_seq)
     select ticket_id, last_seq + 1, last_seq from tickets where ticket_id = ?`,
    [ticketId],
  );
}

/** The same of every ticket that was opened for a customer: the warehouse calls it as it is called now. */
export async function exportTicketsOfCustomer(trx: Transaction, customerId: string): Promise<void> {
  await trx.raw(
    `insert into export_outbox (ticket_id, first_seq, last_seq)
     select tickets.ticket_id, last_seq + 1, last_seq
     from tickets join ticket_contents using (ticket_id)
     where ticket_contents.customer_id = ?`,
    [customerId],
  );
}

export async function exportProblem(
  trx: Transaction,
  { problemId, firstSeq, lastSeq }: EventSpan & { problemId: string },
): Promise<void> {
  const row = { problem_id: problemId, first_seq: firstSeq, last_seq: lastSeq };
  await trx('export_outbox').insert(row);
}

/** A live stream or a second warehouse that was away for less goes on where it stopped. */
const keptDays = 7;
const batchSize = 1_000;

/**
 * Removes outbox rows that are in the warehouse up to `exported`, were looked through for webhooks and
 * are older than `olderThanDays`, and says where the outbox begins now (`export_outbox_floor`).
 * @returns how many were removed.
 */
export async function pruneOutbox(
  database: Database,
  exported: OutboxPosition,
  olderThanDays = keptDays,
): Promise<number> {
  let total = 0;
  for (;;) {
    const { rows } = await database.raw<{ rows: { count: number }[] }>(
      // Only the first rows are looked at: an export that follows another must not read a week of them.
      `with first as (
         select xid, position, at from export_outbox
         where (xid, position) <= (:xid::xid8, :position::bigint)
         order by xid, position
         limit :limit
       ),
       old as (
         select first.xid, first.position from first, webhook_feed
         where at < now() - make_interval(days => :days)
           and (
             (first.xid, first.position) <= (webhook_feed.xid, webhook_feed.position)
             or not exists (select from webhooks)
           )
       ),
       removed as (
         delete from export_outbox using old where export_outbox.position = old.position
         returning old.xid, old.position
       ),
       last as (select xid, position from removed order by xid desc, position desc limit 1),
       moved as (
         update export_outbox_floor set xid = last.xid, position = last.position from last
       )
       select count(*)::int as count from removed`,
      { ...exported, days: olderThanDays, limit: batchSize },
    );
    const count = rows[0]?.count ?? 0;
    total += count;
    if (count < batchSize) return total;
  }
}

/** How many batches were ever recorded: it never goes back, unless the database is put back. */
export async function recordingPosition(database: Database): Promise<number> {
  const { rows } = await database.raw<{ rows: { position: string | null }[] }>(
    `select pg_sequence_last_value(pg_get_serial_sequence('export_outbox', 'position')) as position`,
  );
  return Number(rows[0]?.position ?? 0);
}
