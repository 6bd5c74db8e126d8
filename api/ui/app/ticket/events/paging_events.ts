import bellOff from 'icon:bell-off';
import bellRing from 'icon:bell-ring';
import circleCheck from 'icon:circle-check';
import triangleAlert from 'icon:triangle-alert';
import { t } from '../../words/language.ts';
import { nameOf } from '../../words/person.ts';
import { groupTitle } from '../../words/process.ts';
import { dateTime } from '../../words/time.ts';
import type { EventRows } from './event_row.ts';

/** Who is paged, who has it, and that nobody answered. */
export const pagingEvents = {
  page_requested: ({ data: { group } }) => ({
    icon: bellRing,
    words: t('event.page_requested', { group: groupTitle(group) }),
    isMinor: true,
  }),
  paged: ({ data: { person, group, nextAt } }) => ({
    icon: bellRing,
    words: t('event.paged', {
      person: nameOf(person),
      group: groupTitle(group),
      at: dateTime(nextAt),
    }),
  }),
  page_escalated: ({ data: { fromPerson, cause, level } }) => ({
    icon: bellRing,
    tone: 'late',
    words: t('event.page_escalated', {
      level,
      why: t(`page_gap.${cause}`, { person: fromPerson ? nameOf(fromPerson) : '–' }),
    }),
  }),
  page_acknowledged: ({ data: { elapsedMinutes, cause } }, actor) => ({
    icon: circleCheck,
    words: t(`event.page_acknowledged_${cause}`, { actor, minutes: Math.round(elapsedMinutes) }),
  }),
  page_unanswered: ({ data: { group, cause } }) => ({
    icon: triangleAlert,
    tone: 'late',
    words: t('event.page_unanswered', {
      group: groupTitle(group),
      why: t(`page_gap.${cause}`, { person: '–' }),
    }),
  }),
  page_withdrawn: () => ({ icon: bellOff, words: t('event.page_withdrawn'), isMinor: true }),
} satisfies Partial<EventRows>;
