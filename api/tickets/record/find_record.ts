import type { Database } from '../../../database/connection.ts';
import type { TicketEventRow } from '../../../database/tables.ts';
import { ticketEventOf } from '../../../database/ticket_rows.ts';
import { clockChangeTypes } from '../../../workflows/domain/clock_changes.ts';
import type { EventType, TicketEvent } from '../../../workflows/domain/events.ts';
import { taskChangeTypes } from '../../../workflows/domain/task_changes.ts';
import { decodeCursor, encodeCursor, type Page, pageFrom } from '../../http/cursor.ts';
import { withDatabase } from '../../http/database.ts';
import type { PageQuery } from '../../http/parameters.ts';

/** Something a ticket has one after another, as its events tell it. */
interface Told {
  begins: EventType;
  goesOn: readonly EventType[];
  /** SQL that tells one from another in the data of what begins it, and of what goes on. */
  beginsAs: string;
  goesOnAs: string;
}

const told = {
  clocks: {
    begins: 'clock_started',
    goesOn: clockChangeTypes,
    beginsAs: "concat(data -> 'clock' ->> 'name', ' ', data -> 'clock' ->> 'cycle')",
    goesOnAs: "concat(data ->> 'name', ' ', data ->> 'cycle')",
  },
  escalations: {
    begins: 'escalated',
    goesOn: [
      'escalation_accepted',
      'escalation_refused',
      'escalation_lapsed',
      'escalation_withdrawn',
    ],
    beginsAs: "data -> 'escalation' ->> 'n'",
    goesOnAs: "data ->> 'n'",
  },
  resolutions: {
    begins: 'ticket_resolved',
    goesOn: ['ticket_reopened', 'resolution_restored'],
    beginsAs: "data ->> 'n'",
    goesOnAs: "data ->> 'n'",
  },
  tasks: {
    begins: 'task_added',
    goesOn: taskChangeTypes,
    beginsAs: "data ->> 'n'",
    goesOnAs: "data ->> 'n'",
  },
} as const satisfies Record<string, Told>;

export interface RecordPage {
  /** All events about the things of the page, in order. */
  events: TicketEvent[];
  next: string | null;
}

const pageSizeDefault = 50;
const order = '-seq';
const columns = ['seq', 'type', 'at', 'actor_kind', 'actor_id', 'command_id', 'data'] as const;

type BeginningRow = Pick<TicketEventRow, (typeof columns)[number]> & { thing: string };

/** The events that tell a page of a ticket's clocks, escalations, resolutions or tasks, the latest first. */
export function findRecordPage(
  database: Database,
  ticketId: string,
  subject: keyof typeof told,
  page: PageQuery,
): Promise<RecordPage> {
  const { begins, goesOn, beginsAs, goesOnAs }: Told = told[subject];
  const limit = page.limit ?? pageSizeDefault;
  return withDatabase(async () => {
    const query = database('ticket_events')
      .where({ ticket_id: ticketId, type: begins })
      .orderBy('seq', 'desc')
      .limit(limit + 1)
      .select<BeginningRow[]>([...columns, database.raw(`${beginsAs} as thing`)]);
    const { items, next } = pageFrom(await before(query, page), limit, cursorAfter);
    const first = items.at(-1);
    if (!first) return { events: [], next };
    const things = items.map(({ thing }) => thing);
    const later = await database('ticket_events')
      .where('ticket_id', ticketId)
      .where('seq', '>', first.seq)
      .whereIn('type', goesOn)
      .whereRaw(`${goesOnAs} = any(?)`, [things])
      .select(...columns);
    const rows = [...items, ...later].sort((a, b) => a.seq - b.seq);
    return { events: rows.map(ticketEventOf), next };
  });
}

type StepEvent = Extract<TicketEvent, { type: 'diagnostic_step_recorded' }>;

/**
 * One page of a ticket's diagnostic steps, the latest first.
 * @param page `escalation`: only those that were handed off with it, which are those before it
 */
export function findStepPage(
  database: Database,
  ticketId: string,
  page: PageQuery & { escalation?: number | undefined },
): Promise<Page<StepEvent>> {
  const limit = page.limit ?? pageSizeDefault;
  return withDatabase(async () => {
    const query = database('ticket_events')
      .where({ ticket_id: ticketId, type: 'diagnostic_step_recorded' })
      .orderBy('seq', 'desc')
      .limit(limit + 1)
      .select(...columns);
    if (page.escalation !== undefined) {
      const escalated = database('ticket_events')
        .where({ ticket_id: ticketId, type: 'escalated' })
        .whereRaw("data -> 'escalation' ->> 'n' = ?", [String(page.escalation)])
        .select('seq');
      query.where('seq', '<', escalated);
    }
    const { items, next } = pageFrom(await before(query, page), limit, cursorAfter);
    return { items: items.map((row) => ticketEventOf(row) as StepEvent), next };
  });
}

function before<Query extends { whereRaw(sql: string, bindings: string[]): unknown }>(
  query: Query,
  { cursor }: PageQuery,
): Query {
  const position = decodeCursor(cursor, order, ['integer']);
  if (position) query.whereRaw('seq < ?::bigint', position);
  return query;
}

function cursorAfter({ seq }: { seq: number }): string {
  return encodeCursor(order, [seq]);
}
