import arrowUp from 'icon:arrow-up-right';
import ban from 'icon:ban';
import bell from 'icon:bell';
import circleCheck from 'icon:circle-check';
import { t } from '../../words/language.ts';
import { escalationReasonTitle, groupTitle } from '../../words/process.ts';
import type { EventRows } from './event_row.ts';

/** The way to more skill, or to management, and what became of it. */
export const tierEvents = {
  escalated({ data: { escalation } }, actor, processId) {
    const { kind, level, toGroup, note, handOff } = escalation;
    const reason = escalationReasonTitle(escalation.reason, processId);
    return {
      icon: arrowUp,
      words:
        kind === 'hierarchical'
          ? t('event.escalated_hierarchical', { actor, level: level ?? 0, reason })
          : t('event.escalated_functional', { actor, group: groupTitle(toGroup), reason }),
      tone: 'soon',
      notes: [handOff?.note ?? note, handOff?.requestedOutcome],
    };
  },
  escalation_accepted: (_, actor) => ({
    icon: circleCheck,
    words: t('event.escalation_accepted', { actor }),
  }),
  escalation_refused: ({ data }, actor) => ({
    icon: ban,
    words: t('event.escalation_refused', { actor }),
    tone: 'soon',
    notes: [data.note],
  }),
  escalation_withdrawn: () => ({ icon: ban, words: t('event.escalation_withdrawn') }),
  escalation_lapsed: () => ({ icon: bell, words: t('event.escalation_lapsed'), tone: 'soon' }),
} satisfies Partial<EventRows>;
