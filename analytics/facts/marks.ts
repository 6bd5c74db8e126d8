import { type ActorId, isErased, type Pseudonym, type Row } from './rows.ts';
import type { SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

/** The words on a ticket now, each with who put it on. */
export function tagRows(ticket: SourceTicket, actorId: ActorId): Row[] {
  return marksOf(ticket, 'ticket_tagged', ticket.state.tags ?? [], actorId).map(
    ({ mark: tag, at, byKind, byId }) => ({
      ticket_id: ticket.ticketId,
      tag,
      tagged_at: at,
      tagged_by_kind: byKind,
      tagged_by_id: byId,
      ...traitsOf(ticket),
    }),
  );
}

/** The devices and services a ticket is about now, each with who said so; of an erased requester none. */
export function itemRows(ticket: SourceTicket, actorId: ActorId, pseudonym: Pseudonym): Row[] {
  if (isErased(ticket.state.requesterId, pseudonym)) return [];
  return marksOf(ticket, 'affected_changed', ticket.state.affected ?? [], actorId).map(
    ({ mark: item_id, at, byKind, byId }) => ({
      ticket_id: ticket.ticketId,
      item_id,
      marked_at: at,
      marked_by_kind: byKind,
      marked_by_id: byId,
      ...traitsOf(ticket),
    }),
  );
}

interface Mark {
  mark: string;
  at: number;
  byKind: string;
  byId: string;
}

/** What stands on a ticket, by the last event that put it there. */
function marksOf(
  { events }: SourceTicket,
  type: 'ticket_tagged' | 'affected_changed',
  standing: readonly string[],
  actorId: ActorId,
): Mark[] {
  const last = new Map<string, Mark>();
  for (const event of events) {
    if (event.type !== type) continue;
    for (const mark of event.data.added) {
      last.set(mark, { mark, at: event.at, byKind: event.actor.kind, byId: actorId(event.actor) });
    }
  }
  return standing.flatMap((mark) => last.get(mark) ?? []);
}
