import type { CompiledCalendar } from '../calendar.ts';
import { minuteMs } from '../durations.ts';

/** When the calendar opens next after an instant; undefined where nobody knows yet. */
export function nextOpening(calendar: CompiledCalendar, at: number): number | undefined {
  return next(calendar, at, 0);
}

/** When it closes next. */
export function nextClosing(calendar: CompiledCalendar, at: number): number | undefined {
  return next(calendar, at, 1);
}

function next({ minutes, toMinute }: CompiledCalendar, at: number, end: 0 | 1): number | undefined {
  let low = 0;
  let high = minutes.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((minutes[middle * 2 + end] as number) * minuteMs > at) high = middle;
    else low = middle + 1;
  }
  const minute = minutes[low * 2 + end];
  // Where it ends is where it is no longer known, and no closing.
  return minute === undefined || minute === toMinute ? undefined : minute * minuteMs;
}
