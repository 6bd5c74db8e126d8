import { Temporal } from 'temporal-polyfill';
import { minuteMs } from '../../domain/durations.ts';
import { firstMinuteAt, localDateAt } from '../calendars/compiler.ts';
import { findMinuteOfDay, weekdays } from '../calendars/definition.ts';
import type { RotationLayer } from './rotation.ts';

/**
 * Turns are counted in days of the wall, not in hours: a hand-over at 08:00 is at 08:00 on the day on
 * which clocks change, too. One at a time that is skipped is at the change; at one that is there twice,
 * at the first.
 */
type Turning = Pick<RotationLayer, 'handOver' | 'startsOn'>;

/** How many hand-overs have been since the first turn; null before it. */
export function turnAt(layer: Turning, zone: string, at: number): number | null {
  const { handOver, startsOn } = layer;
  const last = lastHandOver(layer, zone, at);
  const first = turnDay(layer, Temporal.PlainDate.from(startsOn));
  const days = first.until(last, { largestUnit: 'days' }).days;
  if (days < 0) return null;
  return handOver.every === 'day' ? days : days / 7;
}

/** The next hand-over after an instant, of the first turn or of a later one. */
export function nextTurnAfter(layer: Turning, zone: string, at: number): number {
  const { handOver, startsOn } = layer;
  const first = turnDay(layer, Temporal.PlainDate.from(startsOn));
  const last = lastHandOver(layer, zone, at);
  const next =
    Temporal.PlainDate.compare(last, first) < 0
      ? first
      : last.add({ days: handOver.every === 'day' ? 1 : 7 });
  return handOverOn(layer, zone, next);
}

/** The day of the last hand-over at or before an instant. */
function lastHandOver(layer: Turning, zone: string, at: number): Temporal.PlainDate {
  const today = localDateAt(Math.floor(at / minuteMs), zone);
  const day = turnDay(layer, today);
  if (handOverOn(layer, zone, day) <= at) return day;
  return turnDay(layer, day.subtract({ days: 1 }));
}

function handOverOn({ handOver }: Turning, zone: string, day: Temporal.PlainDate): number {
  return firstMinuteAt(day, findMinuteOfDay(handOver.at) ?? 0, zone) * minuteMs;
}

/** The last day at or before this one on which there is a hand-over. */
function turnDay({ handOver }: Turning, date: Temporal.PlainDate): Temporal.PlainDate {
  if (handOver.every === 'day') return date;
  const weekday = weekdays.indexOf(handOver.on) + 1;
  return date.subtract({ days: (date.dayOfWeek - weekday + 7) % 7 });
}
