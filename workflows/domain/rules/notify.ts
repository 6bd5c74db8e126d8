import { addWorkingMs, isWorkingAt } from '../calendar.ts';
import { calendarOf } from '../clocks.ts';
import type { Draft } from '../draft.ts';

/** Tells recipients, once the notification hours of the process allow it. */
export function requestNotification(draft: Draft, rule: string, recipients: string[]): void {
  if (recipients.length === 0) return;
  const { notificationCalendar: id } = draft.rules.process;
  const calendar = id === undefined ? null : calendarOf(draft.rules, id);
  const isQuiet = calendar !== null && !isWorkingAt(calendar, draft.at);
  const sendAt = isQuiet ? addWorkingMs(calendar, draft.at, 1) - 1 : draft.at;
  draft.emit('notification_requested', { rule, recipients, sendAt });
}
