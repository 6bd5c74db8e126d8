import type { Resolution } from '../../workflows/domain/ticket.ts';
import type { History } from './history.ts';
import type { ActorId, Row } from './rows.ts';
import { eventsOf, type SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

/** @param satisfaction the ticket's rows of `satisfaction`: each resolution has the score it was given */
export function resolutionRows(
  ticket: SourceTicket,
  resolutions: readonly Resolution[],
  history: History,
  actorId: ActorId,
  satisfaction: Row[],
): Row[] {
  const reopenCauses = new Map(
    eventsOf(ticket, 'ticket_reopened').map(({ data }) => [data.n, data.cause]),
  );
  const scores = new Map(satisfaction.map(({ n, score }) => [n, score]));
  return resolutions.map((resolution) => {
    const tally = history.atResolution.get(resolution.n) ?? history.final;
    return {
      ticket_id: ticket.ticketId,
      n: resolution.n,
      code: resolution.code,
      resolved_at: resolution.at,
      by_kind: resolution.by.kind,
      by_id: actorId(resolution.by),
      by_tier: resolution.byTier,
      group_id: resolution.group,
      article_id: resolution.articleId,
      has_root_cause: resolution.rootCauseId !== null,
      reopened_at: resolution.reopenedAt,
      reopen_cause:
        resolution.reopenedAt === null ? null : (reopenCauses.get(resolution.n) ?? null),
      agent_count: tally.agents.size,
      agent_change_count: tally.agentChanges,
      requester_message_count: tally.requesterMessages,
      agent_public_message_count: tally.agentPublicMessages,
      pending_count: tally.pendings,
      functional_escalation_count: tally.functionalEscalations,
      satisfaction_score: scores.get(resolution.n) ?? null,
      ...traitsOf(ticket),
    };
  });
}
