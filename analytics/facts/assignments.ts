import type { Row } from './rows.ts';
import type { SourceEvent, SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

const ends: Record<string, string> = {
  ticket_assigned: 'reassigned',
  ticket_unassigned: 'unassigned',
  ticket_closed: 'closed',
  ticket_cancelled: 'cancelled',
  ticket_merged: 'merged',
};

export function assignmentRows(ticket: SourceTicket): Row[] {
  const rows: Row[] = [];
  let tier = ticket.state.tier;
  let current: Row | null = null;
  for (const event of ticket.events) {
    if (event.type === 'ticket_routed') tier = event.data.tier ?? tier;
    const endCause = ends[event.type];
    if (current && endCause) {
      current.ended_at = event.at;
      current.end_cause = endCause;
      current = null;
    }
    if (event.type === 'ticket_assigned') {
      current = assignmentRow(ticket, rows.length + 1, event, tier);
      rows.push(current);
    }
    if (event.type === 'work_started' && current && current.work_started_at === null) {
      current.work_started_at = event.at;
    }
  }
  return rows;
}

function assignmentRow(ticket: SourceTicket, n: number, event: SourceEvent, tier: number): Row {
  const { data } = event;
  return {
    ticket_id: ticket.ticketId,
    n,
    assignee_id: data.assignee ?? '',
    from_assignee_id: data.fromAssignee ?? null,
    group_id: data.group ?? '',
    tier,
    cause: data.cause ?? '',
    strategy: data.strategy ?? null,
    decision_id: data.decisionId ?? null,
    candidate_count: data.candidates?.length ?? 0,
    assigned_at: event.at,
    work_started_at: null,
    ended_at: null,
    end_cause: null,
    ...traitsOf(ticket),
  };
}
