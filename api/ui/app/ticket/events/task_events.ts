import bell from 'icon:bell';
import clipboard from 'icon:clipboard-check';
import type { TimelineEvent } from '../../../../contract.ts';
import { t } from '../../words/language.ts';
import { groupTitle, titleOf } from '../../words/process.ts';
import type { EventRows } from './event_row.ts';

/** The work that groups do beside the ticket's owner. */
export const taskEvents = {
  task_added: ({ data }, actor, processId) => ({
    icon: clipboard,
    words: t('event.task_added', {
      ...{ actor, n: data.n },
      title: data.title ?? (data.name ? titleOf('tasks', data.name, processId) : ''),
    }),
    notes: [data.description],
  }),
  task_assigned: ({ data }, actor) => ({ icon: clipboard, words: assignedWords(data, actor) }),
  task_opened: ({ data }) => ({ icon: clipboard, words: t('event.task_opened', { n: data.n }) }),
  task_item_checked: ({ data: { n, item, isDone } }, actor) => ({
    icon: clipboard,
    words: t(isDone ? 'event.task_item_checked_done' : 'event.task_item_checked_open', {
      actor,
      n,
      item,
    }),
    isMinor: true,
  }),
  task_changed: ({ data }, actor) => ({
    icon: clipboard,
    words: t('event.task_changed', { actor, n: data.n }),
    notes: [data.title, data.description],
  }),
  task_rescheduled: ({ data }) => ({
    icon: clipboard,
    words: t('event.task_rescheduled', { n: data.n }),
    isMinor: true,
  }),
  task_warned: ({ data }) => ({
    icon: bell,
    words: t('event.task_warned', { n: data.n }),
    tone: 'soon',
  }),
  task_overdue: ({ data }) => ({
    icon: bell,
    words: t('event.task_overdue', { n: data.n }),
    tone: 'late',
  }),
  task_completed: ({ data }, actor) => ({
    icon: clipboard,
    words: t('event.task_completed', { actor, n: data.n }),
    notes: [data.note],
  }),
  task_cancelled: ({ data }, actor) => ({
    icon: clipboard,
    words:
      data.cause === 'ticket_ended'
        ? t('event.task_ended_with_ticket', { n: data.n })
        : t('event.task_cancelled', { actor, n: data.n }),
    notes: [data.note],
  }),
  task_reopened: ({ data }, actor) => ({
    icon: clipboard,
    words: t('event.task_reopened', { actor, n: data.n }),
    notes: [data.note],
  }),
} satisfies Partial<EventRows>;

function assignedWords(
  { n, assignee, fromAssignee, group, cause }: TimelineEvent<'task_assigned'>['data'],
  actor: string,
): string {
  if (cause === 'left') return t('event.task_assigned_left', { n, name: fromAssignee?.name ?? '' });
  if (cause === 'self') return t('event.task_assigned_taken', { actor, n });
  if (assignee) return t('event.task_assigned_given', { actor, n, name: assignee.name ?? '' });
  return t('event.task_assigned_queued', { actor, n, group: groupTitle(group) });
}
