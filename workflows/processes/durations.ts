import type { CalendarDefinition } from './calendars/definition.ts';
import { averageDayMinutes } from './calendars/definition.ts';

/** A length of time as people write it. It counts in the calendar it is given with. */
export type Duration = Minutes | { readonly workingDays: number };

/** A length that is the same in every calendar. */
export interface Minutes {
  readonly minutes: number;
}

export function minutes(count: number): Minutes {
  return { minutes: count };
}

export function hours(count: number): Minutes {
  return { minutes: count * 60 };
}

/** Days as long as the calendar's average working day; 24 hours in a calendar that never closes. */
export function workingDays(count: number): Duration {
  return { workingDays: count };
}

/** @returns whole minutes of the calendar's working time. */
export function minutesOf(duration: Duration, calendar: CalendarDefinition): number {
  if ('minutes' in duration) return Math.round(duration.minutes);
  return Math.round(duration.workingDays * averageDayMinutes(calendar));
}

/** False for what got past the types: a length of time without a unit, or not a finite number. */
export function isDuration(value: unknown): value is Duration {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).length === 1 && Object.values(value).every(Number.isFinite);
}
