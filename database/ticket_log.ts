import type { TicketEvent } from '../workflows/domain/events.ts';
import { evolve } from '../workflows/domain/evolve.ts';
import type { TicketState } from '../workflows/domain/ticket.ts';
import type { EventBatch } from '../workflows/ports.ts';
import { chunksOf } from './chunks.ts';
import type { Database, Transaction } from './connection.ts';
import { insertIntoOutbox, outboxSpans } from './export_outbox.ts';
import { prepared } from './prepared.ts';
import type { TicketOrigin } from './tables.ts';
import {
  changingTicketColumns,
  eventHash,
  eventRow,
  ticketEventOf,
  ticketRow,
} from './ticket_rows.ts';

/** A ticket as its row has it. */
export interface KnownTicket {
  state: TicketState;
  /** Of the row: another one as soon as it is written again. */
  rowVersion: string;
}

/** What is known of tickets, by their ids; null where one has no row. */
export type KnownTickets = ReadonlyMap<string, KnownTicket | null>;

/** What a batch adds to a ticket. `events` leaves out those that were there before. */
export interface Appended {
  ticketId: string;
  before: TicketState | null;
  after: TicketState;
  events: TicketEvent[];
  /** Of the row that gives way; null where there was none. */
  rowVersion: string | null;
}

export type ConflictKind = 'event_mismatch' | 'event_gap';

/** The batch contradicts what is stored. Nothing of it was written. */
export class EventConflict extends Error {
  override readonly name = 'EventConflict';
  readonly kind: ConflictKind;
  readonly ticketId: string;
  readonly detail: Record<string, unknown>;

  constructor(
    kind: ConflictKind,
    ticketId: string,
    detail: { seq: number } & Record<string, unknown>,
  ) {
    const text =
      kind === 'event_gap'
        ? `Event ${detail.seq} of ${ticketId} leaves a gap: ${detail.expectedSeq} was expected`
        : `Event ${detail.seq} of ${ticketId} differs from the one stored under its key`;
    super(text);
    this.kind = kind;
    this.ticketId = ticketId;
    this.detail = detail;
  }
}

/**
 * Appends batches, each of another ticket: `write` is given what is new of each, and writes it with a
 * statement of `appendingSql`, in the order of the tickets' ids, so that two writers never wait for each other.
 * Nothing is locked while that is found out. Where a ticket moved meanwhile nothing is written, and
 * it is found out again.
 *
 * @param known what the caller has read of the tickets; the others are read
 * @throws EventConflict where a stored event differs or a batch leaves a gap.
 */
export async function append<R>(
  database: Database,
  batches: readonly EventBatch[],
  known: KnownTickets,
  write: (appended: readonly Appended[]) => Promise<R>,
): Promise<R> {
  const inOrder = batches.toSorted((a, b) => (a.ticketId < b.ticketId ? -1 : 1));
  const ticketIds = inOrder.map(({ ticketId }) => ticketId);
  const unknown = ticketIds.filter((id) => !known.has(id));
  let tickets: KnownTickets = new Map([...known, ...(await readTickets(database, unknown))]);
  for (;;) {
    try {
      return await write(await findNew(database, inOrder, tickets));
    } catch (error) {
      if (!isOvertaken(error) && !isGap(error)) throw error;
      const now = await readTickets(database, ticketIds);
      const isSame = (id: string) => now.get(id)?.rowVersion === tickets.get(id)?.rowVersion;
      if (ticketIds.every(isSame)) throw await conflictOf(error, database, inOrder, now);
      tickets = now;
    }
  }
}

function isGap(error: unknown): boolean {
  return error instanceof EventConflict && error.kind === 'event_gap';
}

/** What `refuse_overtaken` throws. */
function isOvertaken(error: unknown): boolean {
  return (error as { code?: string }).code === '40001';
}

/** Tickets as their rows have them now, each null that has none. */
export async function readTickets(
  database: Database,
  ticketIds: readonly string[],
): Promise<Map<string, KnownTicket | null>> {
  const tickets = new Map<string, KnownTicket | null>(ticketIds.map((id) => [id, null]));
  if (ticketIds.length === 0) return tickets;
  const rows = await prepared<{ ticket_id: string; state: TicketState; row_version: string }>(
    database,
    'read_tickets',
    `select ticket_id, state, ${rowVersion} as row_version from tickets
     where ticket_id = any(:ticketIds::text[])`,
    { ticketIds: [...ticketIds] },
  );
  for (const { ticket_id, state, row_version } of rows) {
    tickets.set(ticket_id, { state, rowVersion: row_version });
  }
  return tickets;
}

/** The transaction that wrote a ticket's row last. */
export const rowVersion = 'tickets.xmin::text';

async function findNew(
  database: Database,
  batches: readonly EventBatch[],
  tickets: KnownTickets,
): Promise<Appended[]> {
  const appended: Appended[] = [];
  for (const { ticketId, events } of batches) {
    const ticket = tickets.get(ticketId);
    const before = ticket?.state ?? null;
    const isNew = ({ seq }: TicketEvent) => seq > (before?.seq ?? 0);
    const old = events.filter((event) => !isNew(event));
    if (old.length > 0) await checkAgainstStored(database, ticketId, old);
    if (old.length === events.length) continue;
    const fresh = events.filter(isNew);
    const after = fold(ticketId, before, fresh);
    appended.push({
      ticketId,
      before,
      after,
      events: fresh,
      rowVersion: ticket?.rowVersion ?? null,
    });
  }
  return appended;
}

/** Why events could not be written although their tickets stand as they stood. */
async function conflictOf(
  error: unknown,
  database: Database,
  batches: readonly EventBatch[],
  tickets: KnownTickets,
): Promise<unknown> {
  if (error instanceof EventConflict) return error;
  for (const { ticketId, events } of batches) {
    await checkAgainstStored(database, ticketId, events, 'all that are there');
    const expectedSeq = (tickets.get(ticketId)?.state.seq ?? 0) + 1;
    const last = await database('ticket_events')
      .where('ticket_id', ticketId)
      .where('seq', '>=', expectedSeq)
      .orderBy('seq', 'desc')
      .first('seq');
    // Events are there that the ticket's row knows nothing of.
    if (last?.seq) return new EventConflict('event_gap', ticketId, { seq: last.seq, expectedSeq });
  }
  return error;
}

async function checkAgainstStored(
  database: Database,
  ticketId: string,
  events: TicketEvent[],
  which: 'all of them' | 'all that are there' = 'all of them',
): Promise<void> {
  const seqs = events.map((event) => event.seq);
  const rows = await database('ticket_events')
    .select('seq', 'type', 'data_hash')
    .where('ticket_id', ticketId)
    .whereIn('seq', seqs);
  const stored = new Map(rows.map((row) => [row.seq, row]));
  for (const event of events) {
    const row = stored.get(event.seq);
    if (!row && which === 'all that are there') continue;
    const hash = eventHash(event);
    if (row?.data_hash === hash) continue;
    throw new EventConflict('event_mismatch', ticketId, {
      seq: event.seq,
      stored: { type: row?.type, hash: row?.data_hash },
      refused: { type: event.type, hash },
    });
  }
}

function fold(ticketId: string, before: TicketState | null, events: TicketEvent[]): TicketState {
  let state = before;
  for (const event of events) {
    const expectedSeq = (state?.seq ?? 0) + 1;
    if (event.seq !== expectedSeq) {
      throw new EventConflict('event_gap', ticketId, { seq: event.seq, expectedSeq });
    }
    state = evolve(state, event);
  }
  return state as TicketState;
}

const ticketColumns = ['ticket_id', 'origin', ...changingTicketColumns].join(', ');

const moves = changingTicketColumns.map((column) => `${column} = excluded.${column}`).join(', ');

const eventColumns =
  'ticket_id, seq, type, at, actor_kind, actor_id, command_id, data, source, data_hash';

/**
 * The primary key makes a second writer of the same events wait here until the first has ended; only
 * then does it ask for the ticket.
 */
const insertEvents = `
  insert into ticket_events (${eventColumns})
  select ${eventColumns} from jsonb_populate_recordset(null::ticket_events, :eventRows::jsonb)
  order by ticket_id, seq
  on conflict (ticket_id, seq) do nothing`;

/**
 * A statement that writes what batches add, with other parts of a statement beside it: all of it, or
 * nothing where any of the tickets moved since it was read.
 *
 * @param also as `with` has them, their names first
 * @param told what the statement selects
 */
export function appendingSql(also: readonly string[] = [], told = '1'): string {
  const parts = [
    `new_events as (${insertEvents} returning seq)`,
    `new_tickets as (
      select * from jsonb_populate_recordset(null::tickets, :ticketRows::jsonb)
      where (select count(*) from new_events) = :eventCount::integer)`,
    `moved as (
      insert into tickets (${ticketColumns}) select ${ticketColumns} from new_tickets
      on conflict (ticket_id) do update set ${moves}
      where ${rowVersion} = :rowVersions::jsonb ->> tickets.ticket_id
      returning ticket_id)`,
    `exported as (${insertIntoOutbox})`,
    ...also,
  ];
  return `with ${parts.join(',\n')}
    select refuse_overtaken(:ticketCount::integer, (select count(*) from moved)), ${told}`;
}

/** What a statement of `appendingSql` is given. */
export function appendedRows(appended: readonly Appended[], origin: TicketOrigin) {
  const events = appended.flatMap((one) =>
    one.events.map((event) => eventRow(one.ticketId, event)),
  );
  const tickets = appended.map(({ after }) => ticketRow(after, origin));
  const versions = appended.flatMap((one) =>
    one.rowVersion === null ? [] : [[one.ticketId, one.rowVersion]],
  );
  return {
    eventRows: JSON.stringify(events),
    eventCount: events.length,
    ticketRows: JSON.stringify(tickets),
    ticketCount: tickets.length,
    rowVersions: JSON.stringify(Object.fromEntries(versions)),
    spans: outboxSpans(appended.map(spanOf)),
  };
}

const appendHistoriesSql = appendingSql();

/** Appends whole histories and nothing beside them. @returns what was new */
export function appendHistories(
  database: Database,
  histories: readonly EventBatch[],
  origin: TicketOrigin,
): Promise<readonly Appended[]> {
  return append(database, histories, new Map(), async (appended) => {
    if (appended.length > 0) {
      const rows = appendedRows(appended, origin);
      await prepared(database, 'append_histories', appendHistoriesSql, rows);
    }
    return appended;
  });
}

/**
 * Writes a ticket's row anew, and events that are missing before its end: a repair knows better than
 * what is stored. The warehouse reads the whole ticket again.
 *
 * @param missing events up to the one that `state` stands at
 * @returns how the ticket was before and is now, as `append` does
 */
export async function restore(
  trx: Transaction,
  state: TicketState,
  missing: readonly TicketEvent[],
): Promise<Appended> {
  const { ticketId } = state;
  const stored = await trx('tickets')
    .where('ticket_id', ticketId)
    .forUpdate()
    .first('state', 'origin');
  for (const chunk of chunksOf(missing.map((event) => eventRow(ticketId, event)))) {
    await trx.raw(insertEvents, { eventRows: JSON.stringify(chunk) });
  }
  await trx.raw(restoreTicketSql, {
    ticketRow: JSON.stringify(ticketRow(state, stored?.origin ?? 'live')),
    spans: outboxSpans([{ ticketId, firstSeq: 1, lastSeq: state.seq }]),
  });
  const before = stored?.state ?? null;
  return { ticketId, before, after: state, events: [...missing], rowVersion: null };
}

const restoreTicketSql = `
  with restored as (
    insert into tickets (${ticketColumns})
    select ${ticketColumns} from jsonb_populate_record(null::tickets, :ticketRow::jsonb)
    on conflict (ticket_id) do update set ${moves}
  )
  ${insertIntoOutbox}`;

function spanOf({ ticketId, after, events }: Appended) {
  return { ticketId, firstSeq: events[0]?.seq ?? after.seq, lastSeq: after.seq };
}

/** The events of a ticket in order, up to one of them. */
export async function findEvents(
  database: Database | Transaction,
  ticketId: string,
  throughSeq: number,
): Promise<TicketEvent[]> {
  const rows = await database('ticket_events')
    .where('ticket_id', ticketId)
    .where('seq', '<=', throughSeq)
    .orderBy('seq');
  return rows.map(ticketEventOf);
}

/** The last event of a ticket when another ticket had its event `seq`; 0 where it had none. */
export async function findSeqWhen(
  database: Database | Transaction,
  ticketId: string,
  other: { ticketId: string; seq: number },
): Promise<number> {
  const then = database('ticket_events')
    .where({ ticket_id: other.ticketId, seq: other.seq })
    .select('at');
  const row = await database('ticket_events')
    .where('ticket_id', ticketId)
    .where('at', '<=', then)
    .max({ seq: 'seq' })
    .first();
  return row?.seq ?? 0;
}
