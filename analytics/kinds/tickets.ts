import type pg from 'pg';
import type { Actor } from '../../workflows/domain/ticket.ts';
import { factsOf, type TicketTable, ticketTables } from '../facts/facts.ts';
import { type SourceEvent, type SourceTicket, sourceEvent } from '../facts/source_ticket.ts';
import { mergeTickets } from '../merge.ts';
import type { Kind } from './kind.ts';

export const tickets: Kind<TicketTable> = {
  source: 'tickets',
  id: 'ticket_id',
  tables: ticketTables,
  readFacts: async (client, ids, pseudonym) =>
    (await readTickets(client, ids)).map((ticket) => factsOf(ticket, pseudonym)),
  merge: mergeTickets,
};

async function readTickets(client: pg.Client, ticketIds: string[]): Promise<SourceTicket[]> {
  const events = await readEvents(client, ticketIds);
  const { rows } = await client.query<TicketRow>(
    `select
       ticket_id as "ticketId",
       ticket_contents.number::float8 as "number",
       origin,
       is_open as "isOpen",
       last_seq as "lastSeq",
       problem_incidents.problem_id as "problemId",
       state
     from tickets
     left join ticket_contents using (ticket_id)
     left join problem_incidents using (ticket_id)
     where ticket_id = any($1)
     order by ticket_id`,
    [ticketIds],
  );
  return rows.map((row) => ({ ...row, events: events.get(row.ticketId) ?? [] }));
}

async function readEvents(
  client: pg.Client,
  ticketIds: string[],
): Promise<Map<string, SourceEvent[]>> {
  const { rows } = await client.query<EventRow>(
    `select
       ticket_id as "ticketId",
       seq,
       type,
       (extract(epoch from at) * 1000)::float8 as "at",
       actor_kind as "actorKind",
       actor_id as "actorId",
       command_id as "commandId",
       data::text as "dataText",
       source
     from ticket_events
     where ticket_id = any($1)
     order by ticket_id, seq`,
    [ticketIds],
  );
  const events = new Map<string, SourceEvent[]>();
  for (const row of rows) {
    const list = events.get(row.ticketId) ?? [];
    if (list.length === 0) events.set(row.ticketId, list);
    // Field by field: there are many of them.
    list.push(
      sourceEvent({
        seq: row.seq,
        type: row.type,
        at: row.at,
        actor: { kind: row.actorKind, id: row.actorId },
        commandId: row.commandId,
        dataText: row.dataText,
        source: row.source,
      }),
    );
  }
  return events;
}

type TicketRow = Omit<SourceTicket, 'events'>;

type EventRow = Omit<SourceEvent, 'actor' | 'data'> & {
  ticketId: string;
  actorKind: Actor['kind'];
  actorId: string;
};
