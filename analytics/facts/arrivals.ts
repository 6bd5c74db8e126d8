import { unknownGroup } from '../../workflows/domain/record.ts';
import type { Escalation } from '../../workflows/domain/ticket.ts';
import { periodRows } from './periods.ts';
import type { Row } from './rows.ts';
import type { SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

/** A ticket arrives at a tier once: with the first period it was open there, in a group that is known. */
export function arrivalRows(ticket: SourceTicket, escalations: readonly Escalation[]): Row[] {
  const firsts = new Map<unknown, Row>();
  for (const period of periodRows(ticket)) {
    if (period.group_id !== unknownGroup && !firsts.has(period.tier))
      firsts.set(period.tier, period);
  }
  const climbed = new Set<unknown>(
    escalations
      .filter(({ kind, fromTier, toTier }) => kind === 'functional' && toTier > fromTier)
      .map(({ fromTier }) => fromTier),
  );
  return [...firsts].map(([tier, { started_at = null, group_id = null }]) => ({
    ticket_id: ticket.ticketId,
    tier: tier as number,
    arrived_at: started_at,
    group_id,
    is_escalated: climbed.has(tier),
    ...traitsOf(ticket),
  }));
}
