import type { TicketEvent } from '../workflows/domain/events.ts';
import { evolve } from '../workflows/domain/evolve.ts';
import type { TicketState } from '../workflows/domain/ticket.ts';
import type { EventBatch } from '../workflows/ports.ts';
import { chunksOf } from './chunks.ts';
import type { Database, Transaction } from './connection.ts';
import { insertIntoOutbox, outboxSpans } from './export_outbox.ts';
import { prepared } from './prepared.ts';
import type { TicketOrigin } from './tables.ts';
import { eventHash, eventRow, ticketEventOf, ticketRow } from './ticket_rows.ts';

/** What a batch added to a ticket. `events` leaves out those that were there before. */
export interface Appended {
  ticketId: string;
  before: TicketState | null;
  after: TicketState;
  events: TicketEvent[];
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
 * Appends batches, each of another ticket, brings the tickets' rows forward and puts what is new
 * into the outbox. Events that are stored already change nothing. Tickets are taken in the order of
 * their ids, so that two writers never wait for each other.
 *
 * @returns what was new, for tickets with anything new.
 * @throws EventConflict where a stored event differs or a batch leaves a gap.
 */
export async function append(
  trx: Transaction,
  batches: readonly EventBatch[],
  origin: TicketOrigin,
): Promise<Appended[]> {
  const inOrder = batches.toSorted((a, b) => (a.ticketId < b.ticketId ? -1 : 1));
  const { fresh, stored } = await insertEvents(trx, inOrder);
  if (fresh.length === 0) return [];
  const missed = fresh.filter(({ ticketId, events }) => isBehind(stored.get(ticketId), events));
  for (const [id, state] of await lockTickets(trx, missed)) stored.set(id, state);
  const appended = fresh.map(({ ticketId, events }) => {
    const before = stored.get(ticketId) ?? null;
    return { ticketId, before, after: fold(ticketId, before, events), events };
  });
  await moveTickets(trx, appended, origin);
  return appended;
}

/** A ticket that another writer moved while the statement waited for its events is read again. */
function isBehind(stored: TicketState | undefined, events: readonly TicketEvent[]): boolean {
  return (stored?.seq ?? 0) + 1 !== events[0]?.seq;
}

const eventColumns =
  'ticket_id, seq, type, at, actor_kind, actor_id, command_id, data, source, data_hash';

// The primary key makes a second writer of the same events wait here until the first has ended; only
// then does it ask for the ticket.
const insertEventsSql = `
  with inserted as (
    insert into ticket_events (${eventColumns})
    select ${eventColumns} from jsonb_populate_recordset(null::ticket_events, :rows::jsonb)
    order by ticket_id, seq
    on conflict (ticket_id, seq) do nothing
    returning ticket_id, seq
  ),
  locked as (
    select ticket_id, state from tickets
    where ticket_id = any(:ticketIds::text[]) and (select count(*) from inserted) > 0
    order by ticket_id
    for update
  )
  select ticket_id, seq, null as state from inserted
  union all
  select ticket_id, null, state from locked`;

type InsertedRow =
  | { ticket_id: string; seq: number; state: null }
  | { ticket_id: string; seq: null; state: TicketState };

async function insertEvents(
  trx: Transaction,
  batches: readonly EventBatch[],
): Promise<{ fresh: EventBatch[]; stored: Map<string, TicketState> }> {
  const inserted = new Set<string>();
  const stored = new Map<string, TicketState>();
  const rows = batches.flatMap(({ ticketId, events }) =>
    events.map((event) => eventRow(ticketId, event)),
  );
  for (const chunk of chunksOf(rows)) {
    const ticketIds = [...new Set(chunk.map((row) => row.ticket_id))];
    const bindings = { rows: JSON.stringify(chunk), ticketIds };
    const written = await prepared<InsertedRow>(trx, 'insert_events', insertEventsSql, bindings);
    for (const row of written) {
      if (row.state) stored.set(row.ticket_id, row.state);
      else inserted.add(`${row.ticket_id} ${row.seq}`);
    }
  }
  const fresh: EventBatch[] = [];
  for (const { ticketId, events } of batches) {
    const isNew = (event: TicketEvent) => inserted.has(`${ticketId} ${event.seq}`);
    const old = events.filter((event) => !isNew(event));
    if (old.length > 0) await checkAgainstStored(trx, ticketId, old);
    if (old.length < events.length) fresh.push({ ticketId, events: events.filter(isNew) });
  }
  return { fresh, stored };
}

async function checkAgainstStored(
  trx: Transaction,
  ticketId: string,
  events: TicketEvent[],
): Promise<void> {
  const seqs = events.map((event) => event.seq);
  const rows = await trx('ticket_events')
    .select('seq', 'type', 'data_hash')
    .where('ticket_id', ticketId)
    .whereIn('seq', seqs);
  const stored = new Map(rows.map((row) => [row.seq, row]));
  for (const event of events) {
    const row = stored.get(event.seq);
    const hash = eventHash(event);
    if (row?.data_hash === hash) continue;
    throw new EventConflict('event_mismatch', ticketId, {
      seq: event.seq,
      stored: { type: row?.type, hash: row?.data_hash },
      refused: { type: event.type, hash },
    });
  }
}

async function lockTickets(
  trx: Transaction,
  batches: readonly EventBatch[],
): Promise<Map<string, TicketState>> {
  if (batches.length === 0) return new Map();
  const rows = await trx('tickets')
    .select('ticket_id', 'state')
    .whereIn(
      'ticket_id',
      batches.map(({ ticketId }) => ticketId),
    )
    .orderBy('ticket_id')
    .forUpdate();
  return new Map(rows.map((row) => [row.ticket_id, row.state]));
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

const isAhead = 'tickets.last_seq < excluded.last_seq';

/** Brings the tickets' rows forward and puts what is new into the outbox. */
async function moveTickets(
  trx: Transaction,
  appended: readonly Appended[],
  origin: TicketOrigin,
): Promise<void> {
  for (const chunk of chunksOf(appended)) {
    const rows = chunk.map(({ after }) => ticketRow(after, origin));
    await prepared(trx, 'move_tickets', moveTicketsSql(Object.keys(rows[0] ?? {}), isAhead), {
      moved: JSON.stringify(rows),
      spans: outboxSpans(chunk.map(spanOf)),
    });
  }
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
    await trx.raw(insertEventsSql, { rows: JSON.stringify(chunk), ticketIds: [ticketId] });
  }
  const row = ticketRow(state, stored?.origin ?? 'live');
  await trx.raw(moveTicketsSql(Object.keys(row), 'true'), {
    moved: JSON.stringify([row]),
    spans: outboxSpans([{ ticketId, firstSeq: 1, lastSeq: state.seq }]),
  });
  return { ticketId, before: stored?.state ?? null, after: state, events: [...missing] };
}

/** @param isNewer which of the rows that are there give way to those that come */
function moveTicketsSql(columns: readonly string[], isNewer: string): string {
  const changing = columns.filter((column) => column !== 'ticket_id' && column !== 'origin');
  return `
    with moved as (
      insert into tickets (${columns.join(', ')})
      select ${columns.join(', ')} from jsonb_populate_recordset(null::tickets, :moved::jsonb)
      on conflict (ticket_id) do update
      set ${changing.map((column) => `${column} = excluded.${column}`).join(', ')}
      where ${isNewer}
    )
    ${insertIntoOutbox}`;
}

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
