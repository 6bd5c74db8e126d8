import type pg from 'pg';
import type { Logger } from 'pino';
import { listen } from '../../../database/listening.ts';
import { ticketChannel } from '../../../database/ticket_channel.ts';
import type { EventType } from '../../../workflows/domain/events.ts';
import { isForRequester } from '../timeline/timeline_view.ts';

/** What became of a ticket since the change before it. */
export interface ChangedTicket {
  ticketId: string;
  /** The last event recorded. */
  seq: number;
  types: EventType[];
  /** At least one of the events is one that its requester may read. */
  isForRequester: boolean;
}

/**
 * Changes in the order they became visible. `mark` names a place in them: whoever goes on from it
 * misses nothing, and may see some changes twice.
 */
export interface ChangeBatch {
  mark: string;
  changes: ChangedTicket[];
}

export interface TicketChanges {
  /** Where the feed stands now; undefined until it has first reached Postgres. */
  mark(): string | undefined;
  subscribe(listener: (batch: ChangeBatch) => void): () => void;
  /** Everything since a mark; undefined where that is more than a stream should repeat. */
  since(mark: string): Promise<ChangeBatch | undefined>;
  close(): Promise<void>;
}

const pollMs = 5_000;
const gatherMs = 50;
const changesMax = 1_000;

/**
 * Follows the outbox of the projection. A notification only wakes the feed; what it tells comes
 * from the table, so that a lost connection loses nothing.
 */
export function followTicketChanges(databaseUrl: string, log: Logger): TicketChanges {
  const listeners = new Set<(batch: ChangeBatch) => void>();
  let mark: string | undefined;
  /** Positions at or after the mark that were told already. */
  let told = new Map<string, string>();
  let polling: Promise<void> = Promise.resolve();
  let isPollWanted = false;
  let soon: NodeJS.Timeout | undefined;

  /** One poll at a time; those asked for meanwhile become one more. */
  function poll(): void {
    if (isPollWanted) return;
    isPollWanted = true;
    polling = polling.then(async () => {
      isPollWanted = false;
      const session = listening.session();
      if (!session) return;
      try {
        await pollOnce(session);
      } catch (error) {
        log.warn({ err: error }, 'ticket changes: poll failed');
        await session.end().catch(() => {});
      }
    });
  }

  /** Commands come in bursts, and what is told is the same in one poll. */
  function pollSoon(): void {
    if (listeners.size === 0) return;
    soon ??= setTimeout(() => {
      soon = undefined;
      poll();
    }, gatherMs);
  }

  async function pollOnce(session: pg.Client): Promise<void> {
    const horizon = await readHorizon(session);
    if (mark === undefined) {
      // Whoever comes now reads the tables first: what is there already is no change.
      for (const row of await readRows(session, horizon, [])) told.set(row.position, row.xid);
      mark = horizon;
      return;
    }
    const rows = await readRows(session, mark, [...told.keys()]);
    for (const row of rows) told.set(row.position, row.xid);
    // A full page may have left rows behind: the mark stays before them until they are read.
    if (rows.length === changesMax) poll();
    else mark = moveOn(horizon);
    const changes = changesOf(rows);
    if (changes.length > 0) for (const listener of listeners) listener({ mark, changes });
  }

  function moveOn(horizon: string): string {
    told = new Map([...told].filter(([, xid]) => BigInt(xid) >= BigInt(horizon)));
    return horizon;
  }

  // Notifications can be lost with a connection that looks alive.
  const timer = setInterval(poll, pollMs).unref();
  const listening = listen(databaseUrl, {
    name: 'api changes',
    channels: [ticketChannel],
    onNews: pollSoon,
    onListening: poll,
    log,
  });

  return {
    mark: () => mark,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async since(from) {
      const session = listening.session();
      if (!session) throw new Error('ticket changes: not connected');
      const rows = await readRows(session, from, []);
      if (rows.length === changesMax || (await wasRemoved(session, from))) return undefined;
      return { mark: mark ?? from, changes: changesOf(rows) };
    },
    async close() {
      clearInterval(timer);
      clearTimeout(soon);
      await polling;
      await listening.stop();
    },
  };
}

/** Every transaction before this one has ended: nothing can appear behind it any more. */
async function readHorizon(session: pg.Client): Promise<string> {
  const { rows } = await session.query<{ horizon: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as horizon',
  );
  return (rows[0] as { horizon: string }).horizon;
}

/** True where rows since a mark may have been removed from the outbox. */
async function wasRemoved(session: pg.Client, mark: string): Promise<boolean> {
  const { rows } = await session.query<{ was_removed: boolean }>(
    'select xid >= $1::xid8 as was_removed from export_outbox_floor',
    [mark],
  );
  return rows[0]?.was_removed ?? false;
}

interface OutboxRow {
  position: string;
  xid: string;
  ticket_id: string;
  last_seq: number;
  events: { type: EventType; visibility: string | null }[] | null;
}

const changesSql = `
  select
    export_outbox.position,
    export_outbox.xid::text as xid,
    export_outbox.ticket_id,
    export_outbox.last_seq,
    (
      select json_agg(
        json_build_object('type', ticket_events.type, 'visibility', ticket_events.data -> 'visibility')
        order by ticket_events.seq
      )
      from ticket_events
      where ticket_events.ticket_id = export_outbox.ticket_id
        and ticket_events.seq between export_outbox.first_seq and export_outbox.last_seq
    ) as events
  from export_outbox
  join tickets
    on tickets.ticket_id = export_outbox.ticket_id
    and tickets.origin = 'live'
  where export_outbox.xid >= $1::xid8
    and export_outbox.position <> all ($2::bigint[])
  order by export_outbox.xid, export_outbox.position
  limit ${changesMax}`;

async function readRows(session: pg.Client, from: string, known: string[]): Promise<OutboxRow[]> {
  const { rows } = await session.query<OutboxRow>(changesSql, [from, known]);
  return rows;
}

/** One change a ticket, where the last of its rows was. */
function changesOf(rows: OutboxRow[]): ChangedTicket[] {
  const byTicket = new Map<string, ChangedTicket>();
  for (const row of rows) {
    const events = row.events ?? [];
    const before = byTicket.get(row.ticket_id);
    byTicket.delete(row.ticket_id);
    byTicket.set(row.ticket_id, {
      ticketId: row.ticket_id,
      seq: Math.max(row.last_seq, before?.seq ?? 0),
      types: [...(before?.types ?? []), ...events.map(({ type }) => type)],
      isForRequester:
        before?.isForRequester === true ||
        events.some(({ type, visibility }) => isForRequester(type, visibility)),
    });
  }
  return [...byTicket.values()];
}
