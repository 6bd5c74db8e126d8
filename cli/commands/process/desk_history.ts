import type { Database } from '../../../database/connection.ts';
import type { TicketOrigin } from '../../../database/tables.ts';
import { ticketEventOf } from '../../../database/ticket_rows.ts';
import type { TicketEvent } from '../../../workflows/domain/events.ts';
import type { TicketHistory } from '../../../workflows/processes/simulate/simulate.ts';

/** Which of the desk's tickets: what is not said narrows nothing. The process map chooses by the same. */
export interface HistoryChoice {
  origins: TicketOrigin[];
  /** Opened at this instant or later, and before that one. */
  since: Date | null;
  until: Date | null;
  /** That follow it now. */
  process?: { id: string; version: number | undefined };
  /** That this group ever had. */
  group?: string | undefined;
  category?: string | undefined;
  priority?: string | undefined;
  channel?: string | undefined;
  type?: string | undefined;
}

export interface HistorySummary {
  ticketCount: number;
  fromMs: number;
  /** The last instant at which anything happened. */
  toMs: number;
  /** The process and version most of the tickets follow. */
  processId: string;
  processVersion: number;
}

const ticketsPerRead = 500;

/** @returns undefined where no ticket was chosen */
export async function summarizeHistory(
  database: Database,
  choice: HistoryChoice,
): Promise<HistorySummary | undefined> {
  const [span] = await chosen(database, choice)
    .join('ticket_events', 'ticket_events.ticket_id', 'tickets.ticket_id')
    .select<{ ticket_count: number; first_at: Date; last_at: Date }[]>(
      database.raw('count(distinct tickets.ticket_id)::integer as ticket_count'),
      database.raw('min(ticket_events.at) as first_at'),
      database.raw('max(ticket_events.at) as last_at'),
    );
  const [process] = await chosen(database, choice)
    .groupBy('process_id', 'process_version')
    .orderByRaw('count(*) desc, process_version desc')
    .select('process_id', 'process_version')
    .limit(1);
  if (!process || !span?.ticket_count) return undefined;
  return {
    ticketCount: span.ticket_count,
    fromMs: span.first_at.getTime(),
    toMs: span.last_at.getTime(),
    processId: process.process_id,
    processVersion: process.process_version,
  };
}

/** The chosen tickets with all their events, in order of ticket id. */
export async function* readHistory(
  database: Database,
  choice: HistoryChoice,
): AsyncGenerator<TicketHistory> {
  let after = '';
  for (;;) {
    const rows = await chosen(database, choice)
      .leftJoin('ticket_contents', 'ticket_contents.ticket_id', 'tickets.ticket_id')
      .where('tickets.ticket_id', '>', after)
      .orderBy('tickets.ticket_id')
      .limit(ticketsPerRead)
      .select('tickets.ticket_id', 'ticket_contents.subject', 'ticket_contents.description');
    const last = rows.at(-1);
    if (!last) return;
    after = last.ticket_id;
    const events = await eventsOf(
      database,
      rows.map((row) => row.ticket_id),
    );
    for (const { ticket_id: ticketId, subject, description } of rows) {
      const text = subject === null ? undefined : { subject, description };
      yield { ticketId, events: events.get(ticketId) ?? [], ...(text && { text }) };
    }
  }
}

function chosen(database: Database, choice: HistoryChoice) {
  const { origins, since, until, process, group } = choice;
  const query = database('tickets').whereIn('origin', origins);
  if (since) query.where('opened_at', '>=', since);
  if (until) query.where('opened_at', '<', until);
  if (process) query.where('process_id', process.id);
  if (process?.version !== undefined) query.where('process_version', process.version);
  for (const trait of ['category', 'priority', 'channel', 'type'] as const) {
    const { [trait]: word } = choice;
    if (word !== undefined) query.whereRaw('tickets.?? = ?', [trait, word]);
  }
  if (group !== undefined) query.whereRaw(`tickets.ticket_id in (${ofGroupSql})`, [group]);
  return query;
}

/** Where a ticket was only on its way to another group, within one command or one row of a log, it never was. */
const ofGroupSql = `
  select ticket_id
  from (
    select
      ticket_id,
      data ->> 'group' as group_id,
      row_number() over (
        partition by ticket_id, at, coalesce(source ->> 'file', ''),
          coalesce(source ->> 'line', command_id, '')
        order by seq desc
      ) as place
    from ticket_events
    where type = 'ticket_routed'
  ) as routed
  where group_id = ? and place = 1`;

/** Events by ticket, each in order and with what a log said of it. */
export async function eventsOf(
  database: Database,
  ticketIds: string[],
): Promise<Map<string, TicketEvent[]>> {
  const rows = await database('ticket_events')
    .whereIn('ticket_id', ticketIds)
    .orderBy(['ticket_id', 'seq'])
    .select(
      'ticket_id',
      'seq',
      'type',
      'at',
      'actor_kind',
      'actor_id',
      'command_id',
      'data',
      'source',
    );
  const events = new Map<string, TicketEvent[]>();
  for (const row of rows) {
    const event = ticketEventOf(row);
    if (row.source) event.source = row.source;
    const own = events.get(row.ticket_id);
    if (own) own.push(event);
    else events.set(row.ticket_id, [event]);
  }
  return events;
}
