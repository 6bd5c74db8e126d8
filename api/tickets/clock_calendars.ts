import type { CompiledCalendar } from '../../workflows/domain/calendar.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import {
  compileCalendars,
  findProcess,
  processesRevision,
} from '../../workflows/processes/index.ts';

/** A clock that has run for longer shows its working time of the last 400 days. */
const lookBackMs = 400 * dayMs;

let today = Number.NaN;
let revision = Number.NaN;
const compiledToday = new Map<string, Record<string, CompiledCalendar>>();

/** The calendars of a process from 400 days ago to tomorrow: what reading a clock needs. */
export function calendarsForReading(
  processId: string,
  now: number,
): Record<string, CompiledCalendar> {
  const day = Math.floor(now / dayMs) * dayMs;
  if (day !== today || revision !== processesRevision()) {
    compiledToday.clear();
    today = day;
    revision = processesRevision();
  }
  let calendars = compiledToday.get(processId);
  if (!calendars) {
    const definition = findProcess(processId);
    calendars = definition ? compileCalendars(definition, day - lookBackMs, day + 2 * dayMs) : {};
    compiledToday.set(processId, calendars);
  }
  return calendars;
}
