import type { Cell, Row } from './rows.ts';
import type { SourceActor, SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

const surveyEvents: ReadonlySet<string> = new Set([
  'survey_requested',
  'survey_expired',
  'survey_cancelled',
  'satisfaction_recorded',
]);

/** One survey per resolution asked about. A score that came without a survey has a row too. */
export function satisfactionRows(
  ticket: SourceTicket,
  actorId: (actor: SourceActor) => Cell,
): Row[] {
  const surveys = new Map<number, Row>();
  for (const event of ticket.events) {
    if (!surveyEvents.has(event.type)) continue;
    const { data } = event;
    const n = data.n ?? 0;
    switch (event.type) {
      case 'survey_requested':
        surveys.set(n, {
          ...blankSurvey(ticket, n, actorId),
          requested_at: event.at,
          expires_at: data.expiresAt ?? null,
        });
        break;
      case 'survey_expired':
      case 'survey_cancelled': {
        const survey = surveys.get(n);
        if (survey) survey.state = event.type === 'survey_expired' ? 'expired' : 'cancelled';
        break;
      }
      case 'satisfaction_recorded':
        surveys.set(n, {
          ...(surveys.get(n) ?? blankSurvey(ticket, n, actorId)),
          state: 'answered',
          score: data.score ?? null,
          has_comment: data.commentId != null,
          answered_at: event.at,
        });
        break;
    }
  }
  return [...surveys.values()];
}

function blankSurvey(ticket: SourceTicket, n: number, actorId: (actor: SourceActor) => Cell): Row {
  const resolution = ticket.state.resolutions.find((candidate) => candidate.n === n);
  return {
    ticket_id: ticket.ticketId,
    n,
    state: 'open',
    score: null,
    has_comment: false,
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
