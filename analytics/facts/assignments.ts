import type { EventType } from '../../workflows/domain/events.ts';
import type { Row } from './rows.ts';
import type { SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

const ends: Partial<Record<EventType, string>> = {
  ticket_assigned: 'reassigned',
  ticket_unassigned: 'unassigned',
  ticket_closed: 'closed',
  ticket_cancelled: 'cancelled',
  ticket_merged: 'merged',
};

export function assignmentRows(ticket: SourceTicket): Row[] {
  const rows: Row[] = [];
  let { tier } = ticket.state;
  let current: Row | null = null;
  for (const event of ticket.events) {
    if (event.type === 'ticket_routed') tier = event.data.tier;
    // It goes on as if there had been no merge.
    const merged: Row | undefined = event.type === 'ticket_unmerged' ? rows.at(-1) : undefined;
    if (merged?.end_cause === 'merged') {
      Object.assign(merged, { ended_at: null, end_cause: null });
      current = merged;
    }
    const endCause = ends[event.type];
    if (current && endCause) {
      current.ended_at = event.at;
      current.end_cause = endCause;
      current = null;
    }
    if (event.type === 'ticket_assigned') {
      current = {
        ticket_id: ticket.ticketId,
        n: rows.length + 1,
        assignee_id: event.data.assignee,
        from_assignee_id: event.data.fromAssignee,
        group_id: event.data.group,
        tier,
        cause: event.data.cause,
        strategy: event.data.strategy,
        decision_id: event.data.decisionId,
        candidate_count: event.data.candidates.length,
        assigned_at: event.at,
        work_started_at: null,
        ended_at: null,
        end_cause: null,
        ...traitsOf(ticket),
      };
      rows.push(current);
    }
    if (event.type === 'work_started' && current && current.work_started_at === null) {
      current.work_started_at = event.at;
    }
  }
  return rows;
}
