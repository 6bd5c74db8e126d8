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

/** The other tickets on which a ticket was ever followed: also those its survivors went to. */
export function survivorsOf(
  ticketId: string,
  byTicket: ReadonlyMap<string, readonly TicketEvent[]>,
): Set<string> {
  const survivors = new Set<string>();
  const pending = [ticketId];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const event of byTicket.get(id) ?? []) {
      if (event.type !== 'ticket_merged' || survivors.has(event.data.into)) continue;
      survivors.add(event.data.into);
      pending.push(event.data.into);
    }
  }
  return survivors;
}

/**
 * The number of the last event that brought the ticket together with its rows. Of what came before,
 * rows alone count: the history may be an older one, or one that did not go on.
 */
export function repairedAt(events: readonly TicketEvent[]): number {
  return events.findLast(({ type }) => type === 'history_repaired')?.seq ?? 0;
}

/** False where a repair says itself how the ticket stands: its events do not tell it any more. */
export function isToldByEvents(events: readonly TicketEvent[]): boolean {
  return !events.some((event) => event.type === 'history_repaired' && event.data.ticket);
}
