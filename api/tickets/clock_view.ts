import { clockReading } from '../../workflows/domain/clocks.ts';
import { type Clock, kindOf } from '../../workflows/domain/ticket.ts';
import { seesInternals } from '../http/viewer.ts';
import { calendarsForReading } from './clock_calendars.ts';
import type * as shown from './contract.ts';
import { isoOrNull, minutes, type Viewpoint } from './parts.ts';

/** A clock as it stands at the instant of who looks. */
export function clockView(clock: Clock, processId: string, viewpoint: Viewpoint): shown.Clock {
  const calendar = calendarsForReading(processId, viewpoint.now)[clock.calendar];
  const reading = calendar
    ? clockReading(clock, calendar, viewpoint.now)
    : {
        status:
          clock.outcome ??
          (clock.runningSince === null ? ('paused' as const) : ('running' as const)),
        elapsedMs: clock.elapsedMs,
        remainingMs: clock.targetMs - clock.elapsedMs,
      };
  return {
    name: clock.name,
    measures: kindOf(clock),
    cycle: clock.cycle,
    status: reading.status,
    isBreached: clock.breachedAt !== null,
    targetMinutes: minutes(clock.targetMs),
    elapsedMinutes: minutes(reading.elapsedMs),
    remainingMinutes: minutes(reading.remainingMs),
    dueAt: isoOrNull(clock.dueAt),
    breachedAt: isoOrNull(clock.breachedAt),
    stoppedAt: isoOrNull(clock.stoppedAt),
    calendar: clock.calendar,
    warnings: seesInternals(viewpoint.account)
      ? clock.warnings.map(({ percent, beforeMs, at, firedAt }) => ({
          percent,
          beforeMinutes: beforeMs === undefined ? null : minutes(beforeMs),
          at: isoOrNull(at),
          firedAt: isoOrNull(firedAt),
        }))
      : [],
  };
}
