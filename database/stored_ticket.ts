import type { TicketEvent } from '../workflows/domain/events.ts';
import type { Database } from './connection.ts';
import type { TicketOrigin, TicketRow } from './tables.ts';
import { eventHash, ticketEventOf, ticketRow } from './ticket_rows.ts';

/** All that is written of a ticket, for who compares it. */
export interface StoredTicket {
  ticketId: string;
  /** The number people know it by; null where what it is about is gone. */
  number: number | null;
  /** Undefined where the ticket has no row. */
  row: TicketRow | undefined;
  /** In their order; one may be missing. */
  events: StoredEvent[];
}

export interface StoredEvent {
  event: TicketEvent;
  /** Of the event as it was recorded. */
  hash: string;
  /** It is not what was recorded. */
  isAltered: boolean;
}

export async function findStoredTicket(
  database: Database,
  ticketId: string,
): Promise<StoredTicket> {
  const [content, row, rows] = await database.transaction(
    async (trx) => [
      await trx('ticket_contents').where('ticket_id', ticketId).first('number'),
      await trx('tickets').where('ticket_id', ticketId).first(),
      await trx('ticket_events').where('ticket_id', ticketId).orderBy('seq'),
    ],
    // All of it as it was at one moment.
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  const events = rows.map((one) => {
    const event = ticketEventOf(one);
    const withSource = one.source ? { ...event, source: one.source } : event;
    return {
      event: withSource,
      hash: one.data_hash,
      isAltered: eventHash(event) !== one.data_hash,
    };
  });
  return { ticketId, number: content ? Number(content.number) : null, row, events };
}

/** The columns of a ticket's row that are not what its state says. */
export function alteredColumns(row: TicketRow): string[] {
  const expected: Record<string, unknown> = ticketRow(row.state, row.origin);
  const found: Record<string, unknown> = { ...row };
  const isSame = (name: string) => comparable(expected[name]) === comparable(found[name]);
  return Object.keys(expected).filter((name) => name !== 'state' && !isSame(name));
}

function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return JSON.stringify(value);
  return value instanceof Date ? value.getTime() : value;
}

const live: TicketOrigin = 'live';

/** The desk's own tickets that changed last, one after another. */
export async function* lastChanged(database: Database): AsyncGenerator<string> {
  let before: [updatedAt: Date | string, ticketId: string] = ['infinity', ''];
  for (;;) {
    const rows = await database('tickets')
      .where('origin', live)
      .whereRaw('(updated_at, ticket_id) < (?::timestamptz, ?)', before)
      .orderBy([
        { column: 'updated_at', order: 'desc' },
        { column: 'ticket_id', order: 'desc' },
      ])
      .limit(ticketsPerRead)
      .select('ticket_id', 'updated_at');
    yield* rows.map(({ ticket_id }) => ticket_id);
    const last = rows.at(-1);
    if (!last) return;
    before = [last.updated_at, last.ticket_id];
  }
}

/** The desk's own tickets that are not finished, by their ids. */
export async function* listUnfinished(database: Database): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const ids: string[] = await database('tickets')
      .where('origin', live)
      .where((either) =>
        either
          .where('is_open', true)
          .orWhere('status', 'resolved')
          .orWhereNotNull('next_deadline_at'),
      )
      .where('ticket_id', '>', after)
      .orderBy('ticket_id')
      .limit(ticketsPerRead)
      .pluck('ticket_id');
    yield* ids;
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

const ticketsPerRead = 500;

/** Which of these tickets have a row. */
export async function findKnown(
  database: Database,
  ticketIds: readonly string[],
): Promise<Set<string>> {
  const known = await database('tickets').whereIn('ticket_id', ticketIds).pluck('ticket_id');
  return new Set(known);
}
