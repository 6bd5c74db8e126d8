import type { Database, Transaction } from './connection.ts';

/** Events of a ticket that were recorded together. */
export interface RecordedSpan {
  ticket_id: string;
  first_seq: number;
  last_seq: number;
}

export interface News {
  spans: RecordedSpan[];
  /** There is more that can be read now. */
  hasMore: boolean;
  /** Something is recorded that a transaction which has not ended keeps from being read. */
  isHeldBack: boolean;
}

const rowsMax = 500;

/**
 * What was recorded of tickets since the news before, each once: in the order of transactions, and
 * only what no transaction can come before any more. It is read with `trx`, and read again where that
 * is rolled back.
 * @returns undefined where another worker reads it
 */
export async function takeNews(trx: Transaction): Promise<News | undefined> {
  const feed = await trx('webhook_feed').forUpdate().skipLocked().first();
  if (!feed) return undefined;
  const { rows } = await trx.raw<{ rows: NewsRow[] }>(newsSql, {
    xid: feed.xid,
    position: feed.position,
    limit: rowsMax,
  });
  const [horizon] = rows;
  if (!horizon) return undefined;
  const read = rows.filter((row) => row.position !== null);
  const last = read.at(-1);
  if (last) {
    await trx('webhook_feed').update({ xid: String(last.xid), position: String(last.position) });
  } else if (horizon.is_ahead) {
    // The database was put back into another server, which counts its transactions anew. What was
    // told is known by its id.
    await trx('webhook_feed').update({ xid: '0', position: '0' });
  }
  const spans = read.flatMap(({ ticket_id, first_seq, last_seq }) =>
    ticket_id === null || first_seq === null || last_seq === null
      ? []
      : [{ ticket_id, first_seq, last_seq }],
  );
  const hasMore = read.length === rowsMax || horizon.is_ahead;
  return { spans, hasMore, isHeldBack: horizon.is_held_back };
}

interface NewsRow {
  is_ahead: boolean;
  is_held_back: boolean;
  xid: string | null;
  position: string | null;
  ticket_id: string | null;
  first_seq: number | null;
  last_seq: number | null;
}

const newsSql = `
  with horizon as (
    select
      pg_snapshot_xmin(pg_current_snapshot()) as xid,
      :xid::xid8 > pg_snapshot_xmax(pg_current_snapshot()) as is_ahead,
      exists (
        select from export_outbox where xid >= pg_snapshot_xmin(pg_current_snapshot())
      ) as is_held_back
  )
  select is_ahead, is_held_back, news.*
  from horizon
  left join lateral (
    select export_outbox.xid, position, ticket_id, first_seq, last_seq
    from export_outbox
    where export_outbox.xid < horizon.xid
      and (export_outbox.xid, position) > (:xid::xid8, :position::bigint)
    order by export_outbox.xid, position
    limit :limit
  ) as news on true
  order by news.xid, news.position`;

/** Whether any webhook is to be told of what is recorded. */
export async function hasWebhooks(database: Database): Promise<boolean> {
  const row = await database('webhooks').first('webhook_id');
  return row !== undefined;
}
