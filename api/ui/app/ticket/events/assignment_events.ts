import bell from 'icon:bell';
import circlePlay from 'icon:circle-play';
import moveRight from 'icon:move-right';
import userRound from 'icon:user-round';
import userRoundX from 'icon:user-round-x';
import { t } from '../../words/language.ts';
import { nameOf } from '../../words/person.ts';
import { groupTitle, tierTitle } from '../../words/process.ts';
import type { EventRows } from './event_row.ts';

/** Which group and which agent has the ticket. */
export const assignmentEvents = {
  ticket_routed({ data }, actor, processId) {
    const { group, tier, cause, note } = data;
    // The escalation before it says so already, with its note.
    const isTold = cause === 'escalation';
    return {
      icon: moveRight,
      words: t('event.ticket_routed', {
        actor,
        group: groupTitle(group),
        tier: tierTitle(tier, processId),
        cause,
      }),
      isMinor: isTold,
      notes: isTold ? [] : [note],
    };
  },
  assignment_requested: ({ data }) => ({
    icon: userRound,
    words: t('event.assignment_requested', { group: groupTitle(data.group) }),
    isMinor: true,
  }),
  assignment_overdue: ({ data }) => ({
    icon: bell,
    words: t('event.assignment_overdue', { group: groupTitle(data.group) }),
    tone: 'soon',
  }),
  ticket_assigned: ({ data }, actor) => ({
    icon: userRound,
    words: t('event.ticket_assigned', {
      actor,
      assignee: nameOf(data.assignee),
      cause: data.cause,
    }),
    notes: [data.note],
  }),
  ticket_unassigned: ({ data }) => ({
    icon: userRoundX,
    words: t('event.ticket_unassigned', { assignee: nameOf(data.assignee) }),
    isMinor: data.cause === 'routed',
  }),
  work_started: ({ data }) => ({
    icon: circlePlay,
    words: t('event.work_started', { assignee: nameOf(data.assignee) }),
  }),
} satisfies Partial<EventRows>;
