import type { Resolution } from '../../workflows/domain/ticket.ts';
import type { ActorId, Row } from './rows.ts';
import type { SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

/** One survey per resolution asked about. A score that came without a survey has a row too. */
export function satisfactionRows(
  ticket: SourceTicket,
  resolutions: readonly Resolution[],
  actorId: ActorId,
): Row[] {
  const blank = (n: number) => blankSurvey(ticket, n, resolutions, actorId);
  const surveys = new Map<number, Row>();
  for (const event of ticket.events) {
    switch (event.type) {
      case 'survey_requested': {
        const { n } = event.data;
        surveys.set(n, {
          ...blank(n),
          requested_at: event.at,
          expires_at: event.data.expiresAt,
        });
        break;
      }
      case 'survey_expired':
      case 'survey_cancelled': {
        const survey = surveys.get(event.data.n);
        // After its answer it was open to the requesters of merged tickets only.
        if (survey?.state !== 'open') break;
        survey.state = event.type === 'survey_expired' ? 'expired' : 'cancelled';
        break;
      }
      case 'satisfaction_recorded': {
        const { n, isOfAnother } = event.data;
        // One row a survey: what its own requester says of the resolution.
        if (isOfAnother) break;
        surveys.set(n, {
          ...(surveys.get(n) ?? blank(n)),
          state: 'answered',
          score: event.data.score,
          has_comment: event.data.commentId !== null,
          answer_channel: event.data.channel ?? null,
          answered_at: event.at,
        });
        break;
      }
    }
  }
  return [...surveys.values()];
}

function blankSurvey(
  ticket: SourceTicket,
  n: number,
  resolutions: readonly Resolution[],
  actorId: ActorId,
): Row {
  const resolution = resolutions.find((candidate) => candidate.n === n);
  return {
    ticket_id: ticket.ticketId,
    n,
    state: 'open',
    score: null,
    has_comment: false,
    answer_channel: null,
    requested_at: null,
    expires_at: null,
    answered_at: null,
    resolved_at: resolution?.at ?? null,
    resolved_by_id: resolution ? actorId(resolution.by) : null,
    resolved_by_tier: resolution?.byTier ?? null,
    resolved_group_id: resolution?.group ?? null,
    ...traitsOf(ticket),
  };
}
