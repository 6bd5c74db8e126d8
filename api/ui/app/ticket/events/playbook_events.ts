import circleCheck from 'icon:circle-check';
import circlePlay from 'icon:circle-play';
import circleHelp from 'icon:circle-question-mark';
import triangleAlert from 'icon:triangle-alert';
import { readable, t } from '../../words/language.ts';
import type { EventRows } from './event_row.ts';

/** What playbooks do beside their commands: when they begin and end, and where they cannot go on. */
export const playbookEvents = {
  playbook_started: ({ data: { playbook, retryOf } }, actor) => ({
    icon: circlePlay,
    words: t(retryOf === undefined ? 'event.playbook_started' : 'event.playbook_retried', {
      actor,
      playbook: readable(playbook),
    }),
  }),
  playbook_parked: ({ data: { playbook, step, place, reason } }) => ({
    icon: triangleAlert,
    tone: 'late',
    words:
      reason === undefined
        ? t('event.playbook_parked', {
            playbook: readable(playbook),
            step: step ?? '–',
            place: place ?? '–',
          })
        : t(`event.playbook_${reason}`, { playbook: readable(playbook) }),
  }),
  playbook_ended: ({ data: { playbook, outcome } }, actor) => ({
    icon: circleCheck,
    words: t(`event.playbook_ended_${outcome}`, { actor, playbook: readable(playbook) }),
    isMinor: outcome === 'retried',
  }),
  playbook_received: ({ data: { playbook } }) => ({
    icon: circlePlay,
    words: t('event.playbook_received', { playbook: readable(playbook) }),
    isMinor: true,
  }),
  consent_requested: ({ data: { title, note } }, actor) => ({
    icon: circleHelp,
    words: t('event.consent_requested', { actor, title: title ?? '–' }),
    notes: [note],
  }),
  consent_answered: ({ data: { answer, note } }, actor) => ({
    icon: circleHelp,
    words: t(`event.consent_answered_${answer}`, { actor }),
    notes: [note],
  }),
  consent_reminder: () => ({
    icon: circleHelp,
    words: t('event.consent_reminder'),
    isMinor: true,
  }),
  consent_lapsed: () => ({
    icon: circleHelp,
    words: t('event.consent_lapsed'),
    tone: 'soon',
  }),
  consent_withdrawn: () => ({
    icon: circleHelp,
    words: t('event.consent_withdrawn'),
    isMinor: true,
  }),
} satisfies Partial<EventRows>;
