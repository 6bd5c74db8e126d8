import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ical, { type CalendarResponse, type DateWithTimeZone, type VEvent } from 'node-ical';
import { Temporal } from 'temporal-polyfill';
import { dayMs } from '../../domain/durations.ts';
import type { DefinitionProblem } from '../definitions/error.ts';
import { dayMinutes, type HolidayFile, type LocalDate } from './definition.ts';
import { icsFaults } from './holiday_file_faults.ts';
import type { ClosedHours } from './holidays.ts';

const eventsByFile = new Map<string, VEvent[]>();

/** Everything wrong with a file of holidays, by line and event. */
export function holidayFileProblems({ ics }: HolidayFile, place: string): DefinitionProblem[] {
  const shown = ics.startsWith(inline) ? 'the file of holidays' : path.relative('.', pathOf(ics));
  const problem = (value: string, expected: string) => [{ path: `${place}.ics`, value, expected }];
  let text: string;
  try {
    text = textOf(ics);
  } catch (error) {
    return problem(shown, `an iCalendar file that can be read (${(error as Error).message})`);
  }
  const faults = icsFaults(text);
  if (faults.length > 0) {
    return faults.flatMap(({ line, event, value, expected }) =>
      problem(`${shown}:${line}${event && `, event ${event}`}: ${value}`, expected),
    );
  }
  try {
    const zone = unknownZone(eventsOf(ics));
    if (zone === undefined) return [];
    const line = text.split('\n').findIndex((one) => one.includes(zone)) + 1;
    return problem(`${shown}:${line}: ${zone}`, 'an IANA zone such as Europe/Paris');
  } catch (error) {
    return problem(shown, `an iCalendar file (${(error as Error).message})`);
  }
}

/** A zone that neither the file nor anybody else explains: its events would be at another hour. */
function unknownZone(events: VEvent[]): string | undefined {
  for (const event of events) {
    const zone = event.start.tz;
    if (zone === undefined) continue;
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
    } catch {
      return zone;
    }
  }
  return undefined;
}

/**
 * What a file closes in a year of a zone. An event of whole days closes them, one with times only
 * its hours; times without a zone are those of `zone`. Cancelled events close nothing.
 */
export function listClosures(
  { ics }: HolidayFile,
  zone: string,
  year: number,
): Map<LocalDate, ClosedHours[]> {
  const closed = new Map<LocalDate, ClosedHours[]>();
  const from = new Date(Date.UTC(year, 0, 1) - 2 * dayMs);
  const to = new Date(Date.UTC(year + 1, 0, 1) + 2 * dayMs);
  for (const event of eventsOf(ics)) {
    if (event.status === 'CANCELLED') continue;
    const instances = ical.expandRecurringEvent(event, { from, to, expandOngoing: true });
    for (const { start, end, isFullDay } of instances) {
      const span = [start, end].map((date) => wallOf(date, isFullDay, zone)) as [Wall, Wall];
      for (const [date, hours] of daysOf(span)) {
        if (date.startsWith(`${year}-`)) closed.set(date, [...(closed.get(date) ?? []), hours]);
      }
    }
  }
  return closed;
}

/** The reader keeps whole days and times without a zone in the machine's own time. */
type Wall = Temporal.PlainDateTime;

function wallOf(date: DateWithTimeZone, isFullDay: boolean, zone: string): Wall {
  if (isFullDay || date.tz === undefined) {
    return Temporal.PlainDateTime.from({
      year: date.getFullYear(),
      month: date.getMonth() + 1,
      day: date.getDate(),
      hour: isFullDay ? 0 : date.getHours(),
      minute: isFullDay ? 0 : date.getMinutes(),
    });
  }
  const instant = Temporal.Instant.fromEpochMilliseconds(date.getTime());
  return instant.toZonedDateTimeISO(zone).toPlainDateTime();
}

function* daysOf([start, end]: [Wall, Wall]): Generator<[LocalDate, ClosedHours]> {
  const last = end.toPlainDate();
  for (let date = start.toPlainDate(); ; date = date.add({ days: 1 })) {
    const isAfter = Temporal.PlainDate.compare(date, last);
    if (isAfter > 0) return;
    const from = date.equals(start.toPlainDate()) ? minuteOf(start) : 0;
    const to = isAfter === 0 ? minuteOf(end) : dayMinutes;
    if (from < to) yield [date.toString() as LocalDate, [from, to]];
  }
}

function minuteOf(wall: Wall): number {
  return wall.hour * 60 + wall.minute;
}

function eventsOf(ics: string): VEvent[] {
  let events = eventsByFile.get(ics);
  if (!events) {
    const response: CalendarResponse = ical.sync.parseICS(textOf(ics));
    const components = Object.values(response) as ({ type?: string } | undefined)[];
    events = components.filter((one) => one?.type === 'VEVENT') as VEvent[];
    eventsByFile.set(ics, events);
  }
  return events;
}

/** A file that is kept whole in the definition, as a version that was shipped has it. */
const inline = 'data:text/calendar;base64,';

function textOf(ics: string): string {
  if (ics.startsWith(inline)) return Buffer.from(ics.slice(inline.length), 'base64').toString();
  return readFileSync(pathOf(ics), 'utf8');
}

function pathOf(ics: string): string {
  return ics.startsWith('file:') ? fileURLToPath(ics) : path.resolve(ics);
}
