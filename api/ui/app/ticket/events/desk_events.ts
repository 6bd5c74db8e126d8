import bell from 'icon:bell';
import history from 'icon:file-clock';
import tag from 'icon:tag';
import wrench from 'icon:wrench';
import { t } from '../../words/language.ts';
import type { EventRows } from './event_row.ts';

/** What the desk does by itself, and what a log had that changes nothing here. */
export const deskEvents = {
  notification_requested: () => ({
    icon: history,
    words: t('event.notification_requested'),
    isMinor: true,
  }),
  attention_scheduled: () => ({
    icon: history,
    words: t('event.attention_scheduled'),
    isMinor: true,
  }),
  attention_required: () => ({ icon: bell, words: t('event.attention_required'), tone: 'soon' }),
  calendars_replaced: () => ({
    icon: history,
    words: t('event.calendars_replaced'),
    isMinor: true,
  }),
  process_migrated: ({ data }) => ({
    icon: tag,
    words: t('event.process_migrated', { version: data.toVersion }),
  }),
  history_noted: ({ data, source }, actor) => ({
    icon: history,
    words: notedWords(data.reason, source?.activity, actor),
  }),
  history_repaired: ({ data: { cause, restoredCount, lostCount } }) => ({
    icon: wrench,
    words: [
      t(`event.history_repaired_${cause}`),
      t('event.history_repaired', { restoredCount, lostCount }),
    ].join(' '),
  }),
} satisfies Partial<EventRows>;

function notedWords(reason: string, activity: string | undefined, actor: string): string {
  if (reason === 'repair') return t('event.history_noted.repair', { actor });
  if (reason === 'lost') return t('event.history_noted.lost');
  return t('event.history_noted', { activity: activity ?? reason });
}
