import { Temporal } from 'temporal-polyfill';
import type { CompiledCalendar } from '../../domain/calendar.ts';
import { minuteMs } from '../../domain/durations.ts';
import { hashOf } from '../canonical_json.ts';
import {
  type CalendarDefinition,
  dayMinutes,
  findMinuteOfDay,
  type HolidayFile,
  type HolidayPlace,
  type LocalDate,
  type OfficeHours,
  type WorkingInterval,
  weekdays,
} from './definition.ts';
import { listClosures } from './holiday_file.ts';
import { type ClosedHours, listHolidays } from './holidays.ts';

/**
 * Compiles support hours to UTC between two instants. A boundary in local time is the first instant
 * at which the local clock reads it or later: one that does not exist, because clocks were put
 * forward over it, falls on the change itself; one that happens twice falls on the first. So
 * intervals stay disjoint, and the hour that happens twice is worked twice by who works through it.
 *
 * The definition must be free of problems (see `calendarProblems`).
 */
export function compileCalendar(
  id: string,
  definition: CalendarDefinition,
  fromMs: number,
  toMs: number,
): CompiledCalendar {
  const fromMinute = Math.floor(fromMs / minuteMs);
  const toMinute = Math.floor(toMs / minuteMs);
  const minutes =
    definition === 'always'
      ? [fromMinute, toMinute]
      : clippedIntervals(definition, fromMinute, toMinute);
  return { id, version: versionOf(definition), fromMinute, toMinute, minutes };
}

function clippedIntervals(hours: OfficeHours, fromMinute: number, toMinute: number): number[] {
  const minutes: number[] = [];
  const last = localDateAt(toMinute, hours.zone);
  let date = localDateAt(fromMinute, hours.zone);
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    for (const [start, end] of intervalsOn(hours, date)) {
      const from = Math.max(start, fromMinute);
      const to = Math.min(end, toMinute);
      if (from >= to) continue;
      if (minutes.at(-1) === from) minutes[minutes.length - 1] = to;
      else minutes.push(from, to);
    }
  }
  return minutes;
}

/** Working intervals of one local day, in minutes since 1970. */
function intervalsOn(hours: OfficeHours, date: Temporal.PlainDate): [number, number][] {
  const wall = wallHoursOn(hours, date);
  if (wall.length === 0) return [];
  const midnight = firstMinuteAt(date, 0, hours.zone);
  const isPlainDay = firstMinuteAt(date, dayMinutes, hours.zone) - midnight === dayMinutes;
  const place = (minute: number) =>
    isPlainDay ? midnight + minute : firstMinuteAt(date, minute, hours.zone);
  return wall.map(([start, end]) => [place(start), place(end)]);
}

/** Working hours of a local day as minutes since its midnight. */
function wallHoursOn(hours: OfficeHours, date: Temporal.PlainDate): [number, number][] {
  const name = date.toString() as LocalDate;
  const open = hours.open?.[name];
  if (open) return open.map(minutesOfInterval);
  if (hours.closed?.includes(name)) return [];
  const week = (hours.week[weekdays[date.dayOfWeek - 1] as 'monday'] ?? []).map(minutesOfInterval);
  return closuresOn(hours, date).reduce(
    (open, closed) => open.flatMap((interval) => without(interval, closed)),
    week,
  );
}

/** What holidays close of a day, by place and by file. */
function closuresOn({ holidays, zone }: OfficeHours, date: Temporal.PlainDate): ClosedHours[] {
  if (!holidays) return [];
  const name = date.toString() as LocalDate;
  const holiday = 'country' in holidays && holidaysOf(holidays, date.year).get(name);
  const closures = 'ics' in holidays ? (closuresOf(holidays, zone, date.year).get(name) ?? []) : [];
  return holiday ? [holiday, ...closures] : closures;
}

function minutesOfInterval([start, end]: WorkingInterval): [number, number] {
  return [findMinuteOfDay(start) ?? 0, findMinuteOfDay(end) ?? 0];
}

function without([start, end]: [number, number], closed: ClosedHours): [number, number][] {
  const parts: [number, number][] = [
    [start, Math.min(end, closed[0])],
    [Math.max(start, closed[1]), end],
  ];
  return parts.filter(([from, to]) => from < to);
}

/** First minute since 1970 at which the zone's clock reads this time of this day, or later. */
export function firstMinuteAt(date: Temporal.PlainDate, minute: number, zone: string): number {
  const wall = date.toPlainDateTime().add({ minutes: minute });
  const instant = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const isSkipped = !instant.toPlainDateTime().equals(wall);
  const first = isSkipped ? instant.getTimeZoneTransition('next') : instant;
  return Math.floor((first ?? instant).epochMilliseconds / minuteMs);
}

export function localDateAt(minute: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(minute * minuteMs)
    .toZonedDateTimeISO(zone)
    .toPlainDate();
}

const holidaysByPlace = new Map<string, Map<LocalDate, ClosedHours>>();

function holidaysOf(place: HolidayPlace, year: number): Map<LocalDate, ClosedHours> {
  const key = `${place.country}/${place.state}/${place.region}/${year}`;
  let holidays = holidaysByPlace.get(key);
  if (!holidays) {
    holidays = listHolidays(place, year);
    holidaysByPlace.set(key, holidays);
  }
  return holidays;
}

const closuresByFile = new Map<string, Map<LocalDate, ClosedHours[]>>();

function closuresOf(file: HolidayFile, zone: string, year: number): Map<LocalDate, ClosedHours[]> {
  const key = `${file.ics} ${zone} ${year}`;
  let closures = closuresByFile.get(key);
  if (!closures) {
    closures = listClosures(file, zone, year);
    closuresByFile.set(key, closures);
  }
  return closures;
}

/** What a calendar's file closes in twenty years: days, and hours of a day, in words. */
export function closedDays({ holidays, zone }: OfficeHours): string[] {
  if (!holidays || !('ics' in holidays)) return [];
  const closures = fingerprintYears.flatMap((year) => [...closuresOf(holidays, zone, year)]);
  return closures
    .flatMap(([date, closed]) => closed.map((hours) => `${date}${hoursWords(hours)}`))
    .sort();
}

function hoursWords([start, end]: ClosedHours): string {
  if (start === 0 && end === dayMinutes) return '';
  const [from, to] = [start, end].map((minute) =>
    [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':'),
  );
  return ` ${from}–${to}`;
}

const versions = new Map<string, string>();
const fingerprintYears = Array.from({ length: 20 }, (_, index) => 2020 + index);

/**
 * Hash of the definition with the holidays and clock changes of twenty years. It does not depend on
 * the horizon, and a new version of the zone or holiday data changes it only where it matters here.
 */
function versionOf(definition: CalendarDefinition): string {
  const counted = hoursOf(definition);
  const key = JSON.stringify(counted);
  let version = versions.get(key);
  if (!version) {
    version = hashOf(counted === 'always' ? { definition: counted } : rulesBehind(counted));
    versions.set(key, version);
  }
  return version;
}

/** What is counted by: what the hours are called moves no ticket. */
function hoursOf(definition: CalendarDefinition): CalendarDefinition {
  if (definition === 'always') return definition;
  const { title: _, ...hours } = definition;
  return hours;
}

function rulesBehind(definition: OfficeHours): unknown {
  const years = fingerprintYears;
  const { holidays } = definition;
  const place = holidays && 'country' in holidays ? holidays : undefined;
  const listed = place ? years.map((year) => [...holidaysOf(place, year)].sort()) : [];
  const transitions = transitionsOf(definition.zone);
  if (!holidays || !('ics' in holidays)) return { definition, holidays: listed, transitions };
  // What a file closes counts, not where it lies.
  return {
    definition: { ...definition, holidays: { ...holidays, ics: '' } },
    holidays: listed,
    closures: years.map((year) => [...closuresOf(holidays, definition.zone, year)].sort()),
    transitions,
  };
}

function transitionsOf(zone: string): [epochMs: number, offset: string][] {
  const transitions: [number, string][] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.PlainDate.from({
    year: fingerprintYears[0] as number,
    month: 1,
    day: 1,
  }).toZonedDateTime(zone);
  while (at && at.year <= (fingerprintYears.at(-1) as number)) {
    transitions.push([at.epochMilliseconds, at.offset]);
    at = at.getTimeZoneTransition('next');
  }
  return transitions;
}
