import type { Clock, ClockName, TicketState } from '../../workflows/domain/ticket.ts';
import type { History } from './history.ts';
import type { Pseudonym, Row } from './rows.ts';
import { eventsOf, type SourceTicket } from './source_ticket.ts';

export function ticketRow(ticket: SourceTicket, history: History, pseudonym: Pseudonym): Row {
  const { state } = ticket;
  const { final } = history;
  return {
    ticket_id: ticket.ticketId,
    number: ticket.number,
    origin: ticket.origin,
    process_id: state.processId,
    process_version: state.processVersion,
    type: state.type,
    channel: state.channel,
    category: state.category,
    service: state.service,
    impact: state.impact,
    urgency: state.urgency,
    priority: state.priority,
    is_priority_overridden: state.priorityOverridden,
    status: state.status,
    is_open: ticket.isOpen,
    is_cancelled: state.status === 'cancelled',
    is_merged: state.status === 'merged',
    merged_into: state.mergedInto,
    is_breached: state.clocks.some((clock) => clock.breachedAt !== null),
    group_id: state.group,
    tier: state.tier,
    first_group_id: history.firstGroup,
    first_tier: history.firstTier,
    max_tier: history.maxTier,
    assignee_id: state.assignee,
    first_assignee_id: history.firstAssignee,
    requester_hash: pseudonym(state.requesterId),
    requester_tier: state.requesterTier,
    opened_at: state.openedAt,
    first_assigned_at: history.firstAssignedAt,
    work_started_at: history.workStartedAt,
    first_response_at: state.firstResponseAt,
    first_resolved_at: state.resolutions[0]?.at ?? null,
    last_resolved_at: state.resolutions.at(-1)?.at ?? null,
    closed_at: state.closedAt,
    resolution_due_at: openClock(state, 'resolution')?.dueAt ?? null,
    updated_at: state.updatedAt,
    resolution_count: state.resolutions.length,
    reopen_count: state.resolutions.filter((resolution) => resolution.reopenedAt !== null).length,
    agent_count: state.agentsInvolved.length,
    agent_change_count: final.agentChanges,
    group_change_count: final.groupChanges,
    bounce_count: state.bounceCount,
    functional_escalation_count: final.functionalEscalations,
    hierarchical_escalation_count: state.escalations.filter(({ kind }) => kind === 'hierarchical')
      .length,
    requester_message_count: state.requesterMessageCount,
    agent_public_message_count: state.agentPublicMessageCount,
    pending_count: final.pendings,
    pending_seconds: final.pendingMs / 1000,
    first_response_support_seconds: stoppedSeconds(state, 'first_response'),
    resolution_support_seconds: stoppedSeconds(state, 'resolution'),
    total_resolution_support_seconds: totalSeconds(state),
    satisfaction_score: latestScore(ticket),
    resolution_article_id:
      state.resolutions.findLast(({ articleId }) => articleId !== null)?.articleId ?? null,
    problem_id: ticket.problemId,
    last_seq: ticket.lastSeq,
  };
}

function openClock(state: TicketState, name: ClockName): Clock | undefined {
  return state.clocks.find((clock) => clock.name === name && clock.stoppedAt === null);
}

/** Support time of the first clock of a name that was kept or broken; a cancelled one says nothing. */
function stoppedSeconds(state: TicketState, name: ClockName): number | null {
  const clock = state.clocks.find(
    ({ name: clockName, outcome }) => clockName === name && outcome && outcome !== 'cancelled',
  );
  return clock ? clock.elapsedMs / 1000 : null;
}

/** While a ticket is resolved this clock is paused, and what it reads is what the resolution took. */
function totalSeconds(state: TicketState): number | null {
  const paused = state.status === 'resolved' && openClock(state, 'total_resolution');
  return paused ? paused.elapsedMs / 1000 : stoppedSeconds(state, 'total_resolution');
}

function latestScore(ticket: SourceTicket): number | null {
  return eventsOf(ticket, 'satisfaction_recorded').at(-1)?.data.score ?? null;
}
