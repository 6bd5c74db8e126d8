import { evolve } from '../../workflows/domain/evolve.ts';
import { recipientsOf } from '../../workflows/domain/recipients.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import type { Ticket } from './desk.ts';

/** Whom the events of a ticket after `seq` are told to, in words: `reason: whom`. */
export function wordsTold(ticket: Ticket, seq: number): string[] {
  let state: TicketState | null = null;
  return ticket.events.flatMap((event) => {
    state = evolve(state, event);
    if (event.seq <= seq) return [];
    return recipientsOf(event, state).map(({ to, reason }) => {
      const whom = to.kind === 'management' ? `level ${to.level}` : `${to.kind} ${to.id}`;
      return `${reason}: ${whom}`;
    });
  });
}
