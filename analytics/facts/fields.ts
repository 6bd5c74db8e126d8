import type { FieldKind, FieldValue } from '../../workflows/domain/ticket.ts';
import { type ActorId, type Cell, isErased, type Pseudonym, type Row } from './rows.ts';
import type { SourceEvent, SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

/** What is known of a ticket's fields now, each with who said so last. */
export function fieldRows(ticket: SourceTicket, actorId: ActorId, pseudonym: Pseudonym): Row[] {
  const isOfErased = isErased(ticket.state.requesterId, pseudonym);
  const known = new Map<string, Row>();
  for (const event of ticket.events) {
    for (const [field, kind, value] of changesOf(event)) {
      known.delete(field);
      if (value === null) continue;
      known.set(field, {
        ticket_id: ticket.ticketId,
        field,
        kind,
        ...cellsOf(kind, value, isOfErased),
        process_id: ticket.state.processId,
        set_at: event.at,
        set_by_kind: event.actor.kind,
        set_by_id: actorId(event.actor),
        ...traitsOf(ticket),
      });
    }
  }
  // What a repair restored may know less than was told.
  return [...known.values()].filter(
    ({ field }) => ticket.state.fields?.[String(field)] !== undefined,
  );
}

type Change = [field: string, kind: FieldKind, value: FieldValue | null];

function changesOf(event: SourceEvent): Change[] {
  if (event.type === 'ticket_opened') {
    const { fields = {}, fieldKinds = {} } = event.data;
    return changes(fields, fieldKinds);
  }
  return event.type === 'fields_set' ? changes(event.data.fields, event.data.kinds) : [];
}

function changes(
  fields: Record<string, FieldValue | null>,
  kinds: Record<string, FieldKind>,
): Change[] {
  return Object.entries(fields).flatMap(([name, value]): Change[] => {
    const kind = kinds[name];
    return kind ? [[name, kind, value]] : [];
  });
}

/**
 * Texts and people stay out: a row says that something is known, and no more. So does the device of
 * whoever was erased.
 */
function cellsOf(
  kind: FieldKind,
  value: FieldValue,
  isOfErased: boolean,
): Record<`value_${string}`, Cell> {
  const isTold = kind === 'choice' || (kind === 'device' && !isOfErased);
  return {
    value_text: isTold ? String(value) : null,
    value_number: kind === 'number' ? Number(value) : null,
    value_day: kind === 'date' ? String(value) : null,
  };
}
