import { Temporal } from 'temporal-polyfill';
import { addWorkingMs, type CompiledCalendar, isWorkingAt } from '../../domain/calendar.ts';
import { dayMs, hourMs, minuteMs } from '../../domain/durations.ts';
import type { DigestRhythm } from '../../domain/notification_words.ts';
import { compileCalendar } from '../calendars/compiler.ts';
import {
  findMinuteOfDay,
  type WallTime,
  type Weekday,
  type WorkingInterval,
  weekdays,
} from '../calendars/definition.ts';

/** When digests come, by the recipient's clock. */
export interface DigestTime {
  /** Of a week's digest. */
  day: Weekday;
  /** Of a day's and a week's. */
  at: WallTime;
}

/**
 * The first instant after `after` at which a digest is due. By the clock of a zone, it comes once a
 * day on the days of the change of clocks, too: a time that is left out is the first one after it,
 * and of one that comes twice the first counts.
 */
export function nextDigestAt(
  rhythm: DigestRhythm,
  { day, at }: DigestTime,
  zone: string,
  after: number,
): number {
  if (rhythm === 'hourly') return Math.floor(after / hourMs) * hourMs + hourMs;
  const minute = findMinuteOfDay(at) ?? 0;
  let date = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(zone).toPlainDate();
  for (;;) {
    const isDay = rhythm === 'daily' || weekdays[date.dayOfWeek - 1] === day;
    const due = isDay ? instantOf(date, minute, zone) : undefined;
    if (due !== undefined && due > after) return due;
    date = date.add({ days: 1 });
  }
}

function instantOf(date: Temporal.PlainDate, minute: number, zone: string): number {
  const wall = date.toPlainDateTime().add({ minutes: minute });
  const instant = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const isSkipped = !instant.toPlainDateTime().equals(wall);
  const first = isSkipped ? instant.getTimeZoneTransition('next') : instant;
  return (first ?? instant).epochMilliseconds;
}

/** When somebody wants to be told, by their own clock; `to` before `from` is a night. */
export interface OwnHours {
  days: Weekday[];
  from: WallTime;
  to: WallTime;
}

/** Somebody's hours from `at` on, for more than a week. */
export function compileOwnHours(hours: OwnHours, zone: string, at: number): CompiledCalendar {
  const { days, from, to } = hours;
  const isNight = (findMinuteOfDay(from) ?? 0) >= (findMinuteOfDay(to) ?? 0);
  const week: Partial<Record<Weekday, WorkingInterval[]>> = {};
  const add = (day: Weekday, interval: WorkingInterval) => {
    if (interval[0] !== interval[1]) week[day] = [...(week[day] ?? []), interval].toSorted();
  };
  for (const day of days) {
    if (!isNight) add(day, [from, to]);
    else {
      add(day, [from, '24:00']);
      add(weekdays[(weekdays.indexOf(day) + 1) % 7] as Weekday, ['00:00', to]);
    }
  }
  return compileCalendar('own', { zone, week }, at - dayMs, at + 15 * dayMs);
}

/** The first instant from `at` on that is in these hours; `at` where they say nothing of that time. */
export function openingFrom(calendar: CompiledCalendar | undefined, at: number): number {
  if (!calendar || isWorkingAt(calendar, at)) return at;
  const opening = addWorkingMs(calendar, at, 1) - 1;
  // Where none is known the calendar ends: nobody waits for that.
  return opening >= calendar.toMinute * minuteMs - 1 ? at : opening;
}
