import type { NotificationSettings } from '../../../contract.ts';
import { language } from '../words/language.ts';

export type Weekday = NotificationSettings['digest']['day'];

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const satisfies readonly Weekday[];

/** 2024 began on a Monday. */
export function weekdayName(day: Weekday): string {
  const date = new Date(Date.UTC(2024, 0, 1 + weekdays.indexOf(day)));
  return new Intl.DateTimeFormat(language.value, { weekday: 'long', timeZone: 'UTC' }).format(date);
}
