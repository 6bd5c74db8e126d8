import { type Clock, kindOf } from '../../workflows/domain/ticket.ts';
import type { Row } from './rows.ts';
import { eventsOf, type SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

/** The clocks as the desk computed them. Only pauses and retargets are counted from events. */
export function clockRows(ticket: SourceTicket, clocks: readonly Clock[]): Row[] {
  return clocks.map((clock) => {
    const count = (type: 'clock_paused' | 'clock_retargeted') =>
      eventsOf(ticket, type).filter(
        ({ data }) => data.name === clock.name && data.cycle === clock.cycle,
      ).length;
    return {
      ticket_id: ticket.ticketId,
      clock_name: clock.name,
      measures: kindOf(clock),
      cycle: clock.cycle,
      calendar: clock.calendar,
      target_seconds: clock.targetMs / 1000,
      elapsed_seconds: clock.elapsedMs / 1000,
      started_at: clock.startedAt,
      due_at: clock.dueAt,
      breached_at: clock.breachedAt,
      stopped_at: clock.stoppedAt,
      outcome: clock.outcome,
      settled_at: clock.breachedAt ?? (clock.outcome === 'met' ? clock.stoppedAt : null),
      is_breached: clock.breachedAt !== null,
      is_paused: clock.stoppedAt === null && clock.runningSince === null,
      pause_count: count('clock_paused'),
      retarget_count: count('clock_retargeted'),
      warning_count: clock.warnings.filter(({ firedAt }) => firedAt !== null).length,
      group_id: ticket.state.group,
      ...traitsOf(ticket),
    };
  });
}
