import type { Locale } from '../locales.ts';

export type Weekday =
  | 'monday'
  | 'tuesday'
  | 'wednesday'
  | 'thursday'
  | 'friday'
  | 'saturday'
  | 'sunday';

/** In the order of ISO 8601, where Monday is day 1. */
export const weekdays: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

/** Local wall time `HH:MM`, from 00:00 to 24:00. */
export type WallTime = `${number}:${number}`;
/** Local date `YYYY-MM-DD`. */
export type LocalDate = `${number}-${number}-${number}`;
/** Start and end on one local day; the end is exclusive. A night is two intervals, split at 24:00. */
export type WorkingInterval = readonly [start: WallTime, end: WallTime];

/** Public holidays of a country, with its state and region where they differ (ISO 3166). */
export interface HolidayPlace {
  country: string;
  state?: string;
  region?: string;
}

/** An iCalendar file of closed days and hours: `import.meta.resolve('./site.ics')`, or a path. */
export interface HolidayFile {
  ics: string;
}

/**
 * Support hours as a process owner writes them: local wall time in an IANA zone. A day's hours are
 * decided in this order: `open`, then `closed`, then holidays, then the week.
 */
export interface OfficeHours {
  /** What people call these hours; without it they are called by their key. */
  title?: Readonly<Record<Locale, string>>;
  zone: string;
  week: Partial<Record<Weekday, readonly WorkingInterval[]>>;
  /** Public holidays of a place, what a file closes, or both. */
  holidays?: HolidayPlace | HolidayFile | (HolidayPlace & HolidayFile);
  /** Dates closed besides, such as a bridge day. */
  closed?: readonly LocalDate[];
  /** Dates with hours of their own, whatever the week or the holidays say. */
  open?: Readonly<Record<LocalDate, readonly WorkingInterval[]>>;
}

export type CalendarDefinition = 'always' | OfficeHours;

export const dayMinutes = 1440;

const wallTimePattern = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/** Minutes since local midnight, or undefined where it is not `HH:MM` from 00:00 to 24:00. */
export function findMinuteOfDay(time: string): number | undefined {
  if (!wallTimePattern.test(time)) return undefined;
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** Mean working minutes of the weekdays that have any; 1440 for a calendar that never closes. */
export function averageDayMinutes(calendar: CalendarDefinition): number {
  if (calendar === 'always') return dayMinutes;
  const days = weekdays.map((weekday) => weekMinutes(calendar.week[weekday] ?? []));
  const worked = days.filter((length) => length > 0);
  return worked.reduce((sum, length) => sum + length, 0) / Math.max(worked.length, 1);
}

function weekMinutes(intervals: readonly WorkingInterval[]): number {
  return intervals.reduce(
    (sum, [start, end]) => sum + (findMinuteOfDay(end) ?? 0) - (findMinuteOfDay(start) ?? 0),
    0,
  );
}
