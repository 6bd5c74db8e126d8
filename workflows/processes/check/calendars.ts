import { type CompiledCalendar, workingMsBetween } from '../../domain/calendar.ts';
import { dayMs, minuteMs } from '../../domain/durations.ts';
import type { ProcessSnapshot } from '../../domain/process.ts';
import type { Findings } from './finding.ts';

const weekMs = 7 * dayMs;
const weeksTried = 104;

/**
 * Every calendar has working time. A week of the next two years without any is named: it is right
 * for a desk that closes, and nothing is due in it.
 */
export function checkCalendars(
  process: ProcessSnapshot,
  calendars: Record<string, CompiledCalendar>,
  from: number,
  { violations, notices }: { violations: Findings; notices: Findings },
): void {
  for (const id of process.calendars) {
    const calendar = calendars[id];
    const about = [`calendars.${id}`];
    if (!calendar) {
      violations.add('calendar_works', `Calendar '${id}' is named and not there`, [], about);
      continue;
    }
    const idle = idleWeeks(calendar, from);
    if (idle.length === weeksOf(calendar, from)) {
      violations.add('calendar_works', `Calendar '${id}' has no working time`, [], about);
      continue;
    }
    for (const week of idle) {
      const date = new Date(week).toISOString().slice(0, 10);
      const message = `Calendar '${id}' has no working time in the week from ${date}`;
      notices.add('calendar_works', message, [], about);
    }
  }
}

/** Starts of the weeks, Monday to Monday in UTC, without any working time. */
function idleWeeks(calendar: CompiledCalendar, from: number): number[] {
  const first = mondayBefore(from);
  const weeks = Array.from({ length: weeksOf(calendar, from) }, (_, n) => first + n * weekMs);
  return weeks.filter((week) => workingMsBetween(calendar, week, week + weekMs) === 0);
}

function weeksOf(calendar: CompiledCalendar, from: number): number {
  const known = Math.floor((calendar.toMinute * minuteMs - mondayBefore(from)) / weekMs);
  return Math.min(weeksTried, known);
}

function mondayBefore(at: number): number {
  const monday = Date.UTC(1970, 0, 5);
  return at - ((((at - monday) % weekMs) + weekMs) % weekMs);
}
