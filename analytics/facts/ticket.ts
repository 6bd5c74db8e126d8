import { secondMs } from '../../workflows/domain/durations.ts';
import type { TicketRecord } from '../../workflows/domain/record.ts';
import {
  type Clock,
  type ClockKind,
  kindOf,
  nextClockOf,
  type TicketState,
} from '../../workflows/domain/ticket.ts';
import type { History } from './history.ts';
import type { Pseudonym, Row } from './rows.ts';
import { eventsOf, type SourceTicket } from './source_ticket.ts';

export function ticketRow(
  ticket: SourceTicket,
  { clocks, escalations, resolutions }: TicketRecord,
  history: History,
  pseudonym: Pseudonym,
): Row {
  const { state } = ticket;
  const process = ticket.known?.processOf(state.processVersion);
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
    impact_rank: rankIn(process?.impacts, state.impact),
    urgency: state.urgency,
    urgency_rank: rankIn(process?.urgencies, state.urgency),
    priority: state.priority,
    priority_rank: rankIn(process?.priorities, state.priority),
    is_priority_overridden: state.priorityOverridden,
    status: state.status,
    is_open: ticket.isOpen,
    is_cancelled: state.status === 'cancelled',
    is_merged: state.status === 'merged',
    merged_into: state.mergedInto,
    is_breached: state.breachCount > 0,
    group_id: state.group,
    tier: state.tier,
    first_group_id: history.firstGroup,
    first_tier: history.firstTier,
    max_tier: history.maxTier,
    assignee_id: state.assignee,
    first_assignee_id: history.firstAssignee,
    requester_hash: pseudonym(state.requesterId),
    requester_tier: state.requesterTier,
    customer: ticket.customer,
    opened_at: state.openedAt,
    first_assigned_at: history.firstAssignedAt,
    work_started_at: history.workStartedAt,
    first_response_at: state.firstResponseAt,
    first_resolved_at: resolutions[0]?.at ?? null,
    last_resolved_at: state.resolution?.at ?? null,
    closed_at: state.closedAt,
    resolution_due_at: nextClockOf(state, 'resolution')?.dueAt ?? null,
    updated_at: state.updatedAt,
    resolution_count: resolutions.length,
    reopen_count: resolutions.filter((resolution) => resolution.reopenedAt !== null).length,
    agent_count: history.assignees.size,
    agent_change_count: final.agentChanges,
    group_change_count: final.groupChanges,
    bounce_count: state.bounceCount,
    functional_escalation_count: final.functionalEscalations,
    hierarchical_escalation_count: escalations.filter(({ kind }) => kind === 'hierarchical').length,
    requester_message_count: state.requesterMessageCount,
    agent_public_message_count: state.agentPublicMessageCount,
    contact_seconds: contactSeconds(ticket),
    pending_count: final.pendings,
    pending_seconds: final.pendingMs / 1000,
    first_response_support_seconds: stoppedSeconds(clocks, 'first_response'),
    resolution_support_seconds: stoppedSeconds(clocks, 'resolution'),
    total_resolution_support_seconds: totalSeconds(state, clocks),
    satisfaction_score: latestScore(ticket),
    resolution_article_id:
      resolutions.findLast(({ articleId }) => articleId !== null)?.articleId ?? null,
    problem_id: ticket.problemId,
    attributes: attributesOf(ticket),
    last_seq: ticket.lastSeq,
  };
}

/** 1 for the first; null for what is not among them. */
function rankIn(names: readonly string[] = [], name: string): number | null {
  const place = names.indexOf(name);
  return place === -1 ? null : place + 1;
}

function contactSeconds(ticket: SourceTicket): number | null {
  const [opened] = eventsOf(ticket, 'ticket_opened');
  const contactMs = opened?.data.contactMs;
  return contactMs === undefined ? null : contactMs / secondMs;
}

/** Support time of the first clock of a kind that was kept or broken; a cancelled one says nothing. */
function stoppedSeconds(clocks: readonly Clock[], kind: ClockKind): number | null {
  const clock = clocks.find(
    (one) => kindOf(one) === kind && one.outcome !== null && one.outcome !== 'cancelled',
  );
  return clock ? clock.elapsedMs / 1000 : null;
}

/** While a ticket is resolved this clock is paused, and what it reads is what the resolution took. */
function totalSeconds(state: TicketState, clocks: readonly Clock[]): number | null {
  const paused = state.status === 'resolved' && nextClockOf(state, 'total_resolution');
  return paused ? paused.elapsedMs / 1000 : stoppedSeconds(clocks, 'total_resolution');
}

function latestScore(ticket: SourceTicket): number | null {
  const scores = eventsOf(ticket, 'satisfaction_recorded').map(({ data }) => data);
  return scores.findLast(({ isOfAnother }) => !isOfAnother)?.score ?? null;
}

/** What a log says of the ticket besides, as JSON: of each column the last word. */
function attributesOf({ events }: SourceTicket): string | null {
  let said: Record<string, string> | null = null;
  for (const { source } of events) {
    if (source?.attributes) said = Object.assign(said ?? {}, source.attributes);
  }
  return said && JSON.stringify(said);
}
