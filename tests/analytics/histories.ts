import { at, command, day, hour, lea, marc, minute, requester, Ticket } from '../domain/desk.ts';
import { nextTicketId } from './given.ts';

const categories = ['vpn', 'printer', 'routing', null];
const channels = ['portal', 'email', 'phone', 'chat'] as const;
const levels = ['high', 'medium', 'low'] as const;

/** Tickets of every kind, one opened every two hours: the same ones for the same numbers. */
export function manyTickets(count: number): Ticket[] {
  return Array.from({ length: count }, (_, index) => ticketOf(index));
}

function ticketOf(index: number): Ticket {
  const openedAt = at(0, '09:00') + index * 2 * hour;
  const ticket = new Ticket(openedAt, {
    ticketId: nextTicketId(),
    category: categories[index % 4] ?? null,
    channel: channels[index % 3] ?? 'portal',
    impact: levels[index % 3] ?? 'low',
    urgency: levels[(index >> 2) % 3] ?? 'low',
    requesterId: `acc-requester-${index % 17}`,
  });
  const later = (steps: number) => openedAt + steps * 10 * minute;
  if (index % 11 === 10) return ticket;
  if (index % 11 === 9) return ticket.does(later(1), requester, 'cancel');
  ticket.does(later(1), lea, 'accept');
  ticket.does(later(2), lea, 'addMessage', { messageId: `${index}-a`, visibility: 'public' });
  if (index % 5 === 1) {
    ticket.does(later(3), lea, 'setPending', { reason: 'requester' });
    ticket.does(later(9), requester, 'addMessage', {
      messageId: `${index}-b`,
      visibility: 'public',
    });
  }
  if (index % 5 === 2) escalate(ticket, index, later);
  if (index % 13 === 12) return ticket;
  ticket.does(later(20), ticket.state.tier > 1 ? marc : lea, 'resolve', {
    code: 'solved',
    noteId: `${index}-note`,
  });
  if (index % 7 === 3) {
    ticket.act(later(40), command('reopen', requester, {}));
    ticket.does(later(41), lea, 'accept');
    ticket.does(later(50), lea, 'resolve', { code: 'solved', noteId: `${index}-again` });
  }
  if (index % 3 === 0) {
    ticket.does(later(60), requester, 'recordSatisfaction', { score: 1 + (index % 5) });
  }
  return index % 2 === 0 ? ticket.waitUntil(openedAt + 20 * day) : ticket;
}

function escalate(ticket: Ticket, index: number, later: (steps: number) => number): void {
  const kinds = ['information', 'test', 'test'] as const;
  for (const [step, kind] of kinds.entries()) {
    ticket.does(later(3 + step), lea, 'addDiagnosticStep', {
      stepId: `${index}-step-${step}`,
      kind,
      hasRuledOut: step === 2,
    });
  }
  ticket.does(later(7), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  ticket.does(later(8), marc, 'accept');
}
