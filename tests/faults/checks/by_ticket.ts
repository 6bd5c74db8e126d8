import type { TicketEvent } from '../../../workflows/domain/events.ts';
import type { DeskRecord, EventRow } from '../record.ts';

type Rows = Pick<DeskRecord, 'rows'>;

/** The events in the rows, by ticket, in their order. */
export function eventsByTicket({ rows }: Rows): Map<string, TicketEvent[]> {
  const byTicket = Map.groupBy(rows.events, ({ ticket_id }) => ticket_id);
  return new Map([...byTicket].map(([id, events]) => [id, events.map(eventOf)]));
}

function eventOf(row: EventRow): TicketEvent {
  const { seq, type, at, actor_kind: kind, actor_id: id, command_id: commandId, data } = row;
  return { seq, type, at: at.getTime(), actor: { kind, id }, commandId, data } as TicketEvent;
}

/** The other tickets on which a ticket was ever followed. */
export function survivorsOf(events: readonly TicketEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'ticket_merged' ? event.data.into : []));
}
