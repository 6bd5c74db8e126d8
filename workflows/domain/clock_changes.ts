import type { EventData, EventType } from './events.ts';
import { type Clock, type ClockName, type ClockWarning, isAmong } from './ticket.ts';

/** The events that change a clock once it was started. */
export const clockChangeTypes = [
  'clock_paused',
  'clock_resumed',
  'clock_stopped',
  'clock_restored',
  'clock_retargeted',
  'clock_recalculated',
  'sla_warning',
  'sla_breach',
  'escalation_rule_applied',
] as const satisfies readonly EventType[];

export type ClockChangeType = (typeof clockChangeTypes)[number];

type ClockChange<T extends ClockChangeType> = (
  clock: Clock,
  data: EventData[T],
  at: number,
) => Partial<Clock>;

const changes: { [T in ClockChangeType]: ClockChange<T> } = {
  clock_paused: ({ warnings }, { elapsedMs, cause }) => ({
    elapsedMs,
    runningSince: null,
    pausedBy: cause,
    dueAt: null,
    warnings: warnings.map((warning) => ({ ...warning, at: null })),
  }),
  clock_resumed: (_clock, { dueAt, warnings }, at) => ({
    runningSince: at,
    pausedBy: null,
    dueAt,
    warnings,
  }),
  clock_stopped: (_clock, { elapsedMs, outcome }, at) => ({
    elapsedMs,
    runningSince: null,
    pausedBy: null,
    stoppedAt: at,
    outcome,
  }),
  clock_restored: (_clock, { calendar, targetMs, elapsedMs, dueAt, warnings }, at) => ({
    calendar,
    targetMs,
    elapsedMs,
    runningSince: at,
    dueAt,
    warnings,
    stoppedAt: null,
    outcome: null,
  }),
  clock_retargeted: ({ runningSince }, { calendar, targetMs, elapsedMs, dueAt, warnings }, at) => ({
    calendar,
    targetMs,
    elapsedMs,
    runningSince: runningSince === null ? null : at,
    dueAt,
    warnings,
  }),
  clock_recalculated: ({ runningSince }, { elapsedMs, dueAt, warnings }, at) => ({
    elapsedMs,
    runningSince: runningSince === null ? null : at,
    dueAt,
    warnings,
  }),
  sla_warning: ({ warnings }, data, at) => ({
    warnings: warnings.map((warning) =>
      isWarningOf(warning, data) ? { ...warning, at: null, firedAt: at } : warning,
    ),
  }),
  sla_breach: ({ warnings }, { dueAt }) => ({
    breachedAt: dueAt,
    // Nobody is warned of what has happened.
    warnings: warnings.map((warning) => ({ ...warning, at: null })),
  }),
  escalation_rule_applied: ({ rulesApplied }, { rule }) => ({
    rulesApplied: [...rulesApplied, rule],
  }),
};

function isWarningOf(warning: ClockWarning, data: EventData['sla_warning']): boolean {
  if (data.beforeMs !== undefined) return warning.beforeMs === data.beforeMs;
  return warning.beforeMs === undefined && warning.percent === data.percent;
}

/** The clock after an event that is about it, at the instant of the event. */
export function clockAfter<T extends ClockChangeType>(
  clock: Clock,
  type: T,
  data: EventData[T],
  at: number,
): Clock {
  const change: ClockChange<T> = changes[type];
  return { ...clock, ...change(clock, data, at) };
}

interface ClockKey {
  name: ClockName;
  cycle: number;
}

export function isSameClock(a: ClockKey, b: ClockKey): boolean {
  return a.name === b.name && a.cycle === b.cycle;
}

export function isClockChange(type: EventType): type is ClockChangeType {
  return isAmong(clockChangeTypes, type);
}
