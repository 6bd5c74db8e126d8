import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { DefinitionProblem } from '../definitions/error.ts';
import { problemsOf } from '../definitions/shape.ts';
import {
  type CalendarDefinition,
  findMinuteOfDay,
  type OfficeHours,
  type WorkingInterval,
  weekdays,
} from './definition.ts';
import { holidayFileProblems } from './holiday_file.ts';
import { holidayProblems } from './holidays.ts';

const interval = z.custom<WorkingInterval>(
  (value) =>
    Array.isArray(value) && value.length === 2 && value.every((time) => typeof time === 'string'),
  "a start and an end, such as ['09:00', '17:30']",
);
const officeHours = z.strictObject({
  title: z.strictObject({ en: z.string(), fr: z.string() }).optional(),
  zone: z.string(),
  week: z.record(z.string(), z.array(interval)),
  holidays: z
    .strictObject({
      country: z.string().optional(),
      state: z.string().optional(),
      region: z.string().optional(),
      ics: z.string().optional(),
    })
    .refine(({ country, ics }) => country ?? ics, 'a country, or a file as ics')
    .optional(),
  closed: z.array(z.string()).optional(),
  open: z.record(z.string(), z.array(interval)).optional(),
});

/** Where a calendar is not made of what calendars are made of. */
export function calendarShapeProblems(definition: unknown, path: string): DefinitionProblem[] {
  if (definition === 'always') return [];
  if (typeof definition !== 'object' || definition === null) {
    return [{ path, value: definition, expected: "'always' or hours with a zone and a week" }];
  }
  return problemsOf(officeHours.safeParse(definition).error, definition, [path]);
}

/** Everything else wrong with a calendar; none means `compileCalendar` may have it. */
export function calendarProblems(
  definition: CalendarDefinition,
  path: string,
): DefinitionProblem[] {
  if (definition === 'always') return [];
  return [
    ...zoneProblems(definition.zone, `${path}.zone`),
    ...weekProblems(definition, path),
    ...(definition.closed ?? []).flatMap((date, index) =>
      dateProblems(date, `${path}.closed.${index}`),
    ),
    ...openProblems(definition, path),
    ...holidaysProblems(definition.holidays, `${path}.holidays`),
  ];
}

function holidaysProblems(holidays: OfficeHours['holidays'], path: string): DefinitionProblem[] {
  if (!holidays) return [];
  return [
    ...('country' in holidays ? holidayProblems(holidays, path) : []),
    ...('ics' in holidays ? holidayFileProblems(holidays, path) : []),
  ];
}

function zoneProblems(zone: string, path: string): DefinitionProblem[] {
  const expected = 'an IANA zone that names a place, such as Europe/Paris, or UTC';
  // Without a place it is an offset (+02:00, EST, Etc/GMT+2): it knows nothing of summer time, and
  // the signs of Etc/GMT are turned round.
  const isPlace = zone.includes('/') && !/^etc\//i.test(zone) && /^[a-z]/i.test(zone);
  if (!isPlace && zone !== 'UTC') return [{ path, value: zone, expected }];
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return [];
  } catch {
    return [{ path, value: zone, expected }];
  }
}

function weekProblems({ week }: OfficeHours, path: string): DefinitionProblem[] {
  const unknown = Object.keys(week).filter((day) => !weekdays.includes(day as 'monday'));
  const isEmpty = Object.values(week).every((intervals) => intervals.length === 0);
  return [
    ...unknown.map((day) => ({
      path: `${path}.week.${day}`,
      value: day,
      expected: `one of ${weekdays.join(', ')}`,
    })),
    ...Object.entries(week).flatMap(([day, intervals]) =>
      intervalProblems(intervals, `${path}.week.${day}`),
    ),
    ...(isEmpty
      ? [{ path: `${path}.week`, value: week, expected: 'working time on some weekday' }]
      : []),
  ];
}

function openProblems({ open = {}, closed = [] }: OfficeHours, path: string): DefinitionProblem[] {
  return Object.entries(open).flatMap(([date, intervals]) => [
    ...dateProblems(date, `${path}.open.${date}`),
    ...intervalProblems(intervals, `${path}.open.${date}`),
    ...((closed as readonly string[]).includes(date)
      ? [{ path: `${path}.open.${date}`, value: date, expected: 'a date that is not closed too' }]
      : []),
  ]);
}

function dateProblems(date: string, path: string): DefinitionProblem[] {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(`${date}T00:00Z`));
  const isReal = isDate && new Date(`${date}T00:00Z`).toISOString().startsWith(date);
  return isReal ? [] : [{ path, value: date, expected: 'a date as YYYY-MM-DD' }];
}

function intervalProblems(
  intervals: readonly WorkingInterval[],
  path: string,
): DefinitionProblem[] {
  let lastEnd = 0;
  return intervals.flatMap((interval, index) => {
    const [start, end] = interval.map(findMinuteOfDay);
    const problem = (expected: string) => [{ path: `${path}.${index}`, value: interval, expected }];
    if (start === undefined || end === undefined) return problem('times as HH:MM, 00:00 to 24:00');
    if (start >= end) return problem('a start before its end (split a night at 24:00)');
    if (start < lastEnd) return problem('a start not before the end of the interval above it');
    lastEnd = end;
    return [];
  });
}
