import { minuteMs } from './durations.ts';

/**
 * Support hours, compiled to UTC before they get here: integer walks, no time zone, no date
 * library. `minutes` holds start and end of each working interval as minutes since 1970, ascending
 * and disjoint: `[start0, end0, start1, end1, …]`, each end exclusive. Nothing is known before
 * `fromMinute` or from `toMinute` on.
 */
export interface CompiledCalendar {
  id: string;
  /** Hash of the definition and the time-zone rules it was compiled with. */
  version: string;
  fromMinute: number;
  toMinute: number;
  minutes: number[];
}

/** Index of the first interval that ends after `at`; the interval count if none does. */
function firstEndingAfter(calendar: CompiledCalendar, at: number): number {
  const count = calendar.minutes.length / 2;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((calendar.minutes[middle * 2 + 1] as number) * minuteMs > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Working milliseconds in [from, to); 0 where `to` is not after `from`. */
export function workingMsBetween(calendar: CompiledCalendar, from: number, to: number): number {
  if (to <= from) return 0;
  let total = 0;
  const { minutes } = calendar;
  for (let i = firstEndingAfter(calendar, from) * 2; i < minutes.length; i += 2) {
    const start = (minutes[i] as number) * minuteMs;
    if (start >= to) break;
    const end = (minutes[i + 1] as number) * minuteMs;
    total += Math.min(end, to) - Math.max(start, from);
  }
  return total;
}

/**
 * The earliest instant at which `durationMs` of working time has passed since `from`. With 0 it is
 * `from` itself. Where the calendar ends first, its end: the answer is then provisional, and
 * `replaceCalendars` moves it once more is known.
 */
export function addWorkingMs(calendar: CompiledCalendar, from: number, durationMs: number): number {
  if (durationMs <= 0) return from;
  let left = durationMs;
  const { minutes } = calendar;
  for (let i = firstEndingAfter(calendar, from) * 2; i < minutes.length; i += 2) {
    const start = Math.max((minutes[i] as number) * minuteMs, from);
    const end = (minutes[i + 1] as number) * minuteMs;
    if (end - start >= left) return start + left;
    left -= end - start;
  }
  return Math.max(calendar.toMinute * minuteMs, from);
}

export function isWorkingAt(calendar: CompiledCalendar, at: number): boolean {
  const i = firstEndingAfter(calendar, at) * 2;
  return i < calendar.minutes.length && (calendar.minutes[i] as number) * minuteMs <= at;
}

/**
 * The next instant after `at` at which working time begins or ends; the end of what the calendar
 * knows, where that comes first, and null behind it.
 */
export function nextBoundaryAfter(calendar: CompiledCalendar, at: number): number | null {
  const i = firstEndingAfter(calendar, at) * 2;
  const next = [calendar.minutes[i], calendar.minutes[i + 1]]
    .map((minute) => (minute === undefined ? horizonOf(calendar) : minute * minuteMs))
    .find((instant) => instant > at);
  return next ?? null;
}

/** The end of what the calendar knows. */
export function horizonOf(calendar: CompiledCalendar): number {
  return calendar.toMinute * minuteMs;
}

/** [from, to) cut into its working and its free stretches, in order, nothing left out. */
export function splitByWorking(
  calendar: CompiledCalendar,
  from: number,
  to: number,
): { from: number; to: number; isWorking: boolean }[] {
  const parts: { from: number; to: number; isWorking: boolean }[] = [];
  const { minutes } = calendar;
  let position = from;
  for (let i = firstEndingAfter(calendar, from) * 2; i < minutes.length; i += 2) {
    const start = Math.max((minutes[i] as number) * minuteMs, from);
    const end = Math.min((minutes[i + 1] as number) * minuteMs, to);
    if (start >= to) break;
    if (start > position) parts.push({ from: position, to: start, isWorking: false });
    parts.push({ from: start, to: end, isWorking: true });
    position = end;
  }
  if (position < to) parts.push({ from: position, to, isWorking: false });
  return parts;
}

/** The instant with as much working time before it as there was at `then`, and never an earlier one. */
export function laterBy(
  calendar: CompiledCalendar,
  instant: number,
  then: number,
  now: number,
): number {
  return Math.max(instant, addWorkingMs(calendar, now, workingMsBetween(calendar, then, instant)));
}
