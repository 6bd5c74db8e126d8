import Holidays, { type HolidaysTypes } from 'date-holidays';
import { dayMs, hourMs } from '../../domain/durations.ts';
import type { DefinitionProblem } from '../definitions/error.ts';
import { dayMinutes, type HolidayPlace, type LocalDate } from './definition.ts';

/** Closed part of a local day, in minutes since its midnight. */
export type ClosedHours = readonly [startMinute: number, endMinute: number];

/**
 * What public holidays close in a year, by local date. Most close the whole day; some, such as
 * Christmas Eve in places, start at noon. Where the library shifts a holiday to sunset of the day
 * before (Islamic and Hebrew dates), the civil day is the one that is closed.
 */
export function listHolidays(place: HolidayPlace, year: number): Map<LocalDate, ClosedHours> {
  const closed = new Map<LocalDate, ClosedHours>();
  // A holiday of several days may begin in the year before.
  for (const holiday of [year - 1, year].flatMap((y) => holidaysIn(place, y))) {
    const [date = '', time = '00:00'] = holiday.date.split(' ');
    const startMinute = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
    const lengthHours = (holiday.end.getTime() - holiday.start.getTime()) / hourMs;
    for (let day = 0; day < Math.max(1, Math.round(lengthHours / 24)); day += 1) {
      const local = addDays(date, day);
      if (!local.startsWith(`${year}-`)) continue;
      const before = closed.get(local)?.[0] ?? dayMinutes;
      closed.set(local, [Math.min(before, day === 0 ? startMinute : 0), dayMinutes]);
    }
  }
  return closed;
}

export function holidayProblems(place: HolidayPlace, path: string): DefinitionProblem[] {
  const known = new Holidays();
  const { country, state, region } = place;
  const levels: [name: string, value: string | undefined, allowed: Record<string, string>][] = [
    ['country', country, known.getCountries() ?? {}],
    ['state', state, known.getStates(country) ?? {}],
    ['region', region, (state && known.getRegions(country, state)) || {}],
  ];
  return levels
    .filter(([, value, allowed]) => value !== undefined && !Object.hasOwn(allowed, value))
    .slice(0, 1)
    .map(([name, value, allowed]) => ({
      path: `${path}.${name}`,
      value,
      expected: Object.keys(allowed).length
        ? `one of ${Object.keys(allowed).join(', ')}`
        : `no ${name}: the holiday library knows none there`,
    }));
}

const calendars = new Map<string, Holidays>();
const holidaysByYear = new Map<string, HolidaysTypes.Holiday[]>();

/** Kept, since moon and sun are followed for some, and each year is asked for twice. */
function holidaysIn(place: HolidayPlace, year: number): HolidaysTypes.Holiday[] {
  const key = `${keyOf(place)}/${year}`;
  let holidays = holidaysByYear.get(key);
  if (!holidays) {
    holidays = calendarFor(place).getHolidays(year);
    holidaysByYear.set(key, holidays);
  }
  return holidays;
}

function keyOf({ country, state = '', region = '' }: HolidayPlace): string {
  return `${country}/${state}/${region}`;
}

function calendarFor(place: HolidayPlace): Holidays {
  const { country, state = '', region = '' } = place;
  const key = keyOf(place);
  let calendar = calendars.get(key);
  if (!calendar) {
    calendar = new Holidays(country, state, region, { types: ['public'] });
    calendars.set(key, calendar);
  }
  return calendar;
}

function addDays(date: string, days: number): LocalDate {
  const instant = Date.parse(`${date}T00:00Z`) + days * dayMs;
  return new Date(instant).toISOString().slice(0, 10) as LocalDate;
}
