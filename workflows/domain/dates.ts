import { dayMs } from './durations.ts';
import { Refused } from './refusals.ts';

/** How far ahead people may set a date, in days. What lies beyond is a slip of the pen, or never. */
const daysAheadMax = 366;

/** @throws Refused where a date that somebody sets is further ahead than anybody means to wait. */
export function refuseFarAhead(now: number, date: number): void {
  if (date > now + daysAheadMax * dayMs) throw new Refused('too_far_ahead', { days: daysAheadMax });
}
