import bell from 'icon:bell';
import circlePause from 'icon:circle-pause';
import circlePlay from 'icon:circle-play';
import type { TimelineEvent } from '../../../../contract.ts';
import { t } from '../../words/language.ts';
import { titleOf } from '../../words/process.ts';
import { dateTime } from '../../words/time.ts';
import type { EventRows } from './event_row.ts';

/** What the ticket waits for. */
export const pendingEvents = {
  pending_started: ({ data }, actor, processId) => ({
    icon: circlePause,
    words: startedWords(data, actor, processId),
    notes: [data.note],
  }),
  pending_reminder: ({ data }) => ({
    icon: bell,
    words: t('event.pending_reminder', { count: data.count }),
  }),
  pending_ended: ({ data }, actor) => ({
    icon: circlePlay,
    words: t('event.pending_ended', { actor, cause: data.cause }),
  }),
} satisfies Partial<EventRows>;

function startedWords(
  data: TimelineEvent<'pending_started'>['data'],
  actor: string,
  processId: string,
): string {
  const reason = titleOf('pendingReasons', data.reason, processId);
  // The process asks for it, whoever opened the ticket.
  if (data.reason === 'approval') return reason;
  return data.until === null
    ? t('event.pending_started', { actor, reason })
    : t('event.pending_started_until', { actor, reason, until: dateTime(data.until) });
}
