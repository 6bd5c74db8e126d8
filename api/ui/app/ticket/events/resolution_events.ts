import ban from 'icon:ban';
import circleCheck from 'icon:circle-check';
import lock from 'icon:lock';
import rotateCcw from 'icon:rotate-ccw';
import star from 'icon:star';
import { t } from '../../words/language.ts';
import { titleOf } from '../../words/process.ts';
import type { EventRows } from './event_row.ts';

/** How the ticket ended, and what its requester thought of it. */
export const resolutionEvents = {
  ticket_resolved: ({ data }, actor, processId) => ({
    icon: circleCheck,
    words: t('event.ticket_resolved', {
      actor,
      code: titleOf('resolutionCodes', data.code, processId),
    }),
    notes: [data.note, data.rootCause],
  }),
  ticket_reopened: ({ data }, actor) => ({
    icon: rotateCcw,
    words: t('event.ticket_reopened', { actor, cause: data.cause }),
    tone: 'soon',
    notes: [data.note],
  }),
  resolution_restored: () => ({ icon: circleCheck, words: t('event.resolution_restored') }),
  ticket_closed: ({ data }, actor) => ({
    icon: lock,
    words: t('event.ticket_closed', { actor, cause: data.cause }),
    notes: [data.note],
  }),
  ticket_cancelled: ({ data }, actor) => ({
    icon: ban,
    words: t('event.ticket_cancelled', { actor }),
    notes: [data.note],
  }),
  survey_requested: () => ({ icon: star, words: t('event.survey_requested'), isMinor: true }),
  survey_expired: () => ({ icon: star, words: t('event.survey_expired'), isMinor: true }),
  survey_cancelled: () => ({ icon: star, words: t('event.survey_cancelled'), isMinor: true }),
  satisfaction_recorded: ({ data }, actor) => ({
    icon: star,
    words: t('event.satisfaction_recorded', { actor, score: data.score }),
    notes: [data.comment],
  }),
} satisfies Partial<EventRows>;
