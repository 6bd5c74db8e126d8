import { addWorkingMs, type CompiledCalendar, workingMsBetween } from './calendar.ts';
import type { Draft } from './draft.ts';
import { minuteMs } from './durations.ts';
import { holds } from './expression.ts';
import type { ProcessSnapshot, Rules, ServiceLevelTarget } from './process.ts';
import {
  type Clock,
  type ClockName,
  type ClockWarning,
  findOpenClock,
  latestClock,
  openClocks,
  type TicketState,
} from './ticket.ts';

/**
 * The rules of service-level clocks.
 *
 * remaining = target − elapsed, where elapsed is the working time of the running intervals alone;
 * while a clock runs, due = calendar.add(runningSince, target − elapsedMs); while it is paused,
 * due is null. So a pause can only move a due date later, and a pause outside support hours saves nothing.
 * Changing the target keeps start and pauses. A breach is recorded once per clock and never erased.
 * For things of one instant the order is: stop, pause, start; a clock stopped at its due instant
 * is met.
 */

export interface ClockReading {
  status: 'running' | 'paused' | 'met' | 'breached' | 'cancelled';
  elapsedMs: number;
  /** Negative once overdue. */
  remainingMs: number;
  dueAt: number | null;
}

/** What the clock shows at an instant. `now` is not before its last change. */
export function clockReading(clock: Clock, calendar: CompiledCalendar, now: number): ClockReading {
  const elapsedMs = elapsedAt(clock, calendar, now);
  const status = clock.outcome ?? (clock.runningSince === null ? 'paused' : 'running');
  return { status, elapsedMs, remainingMs: clock.targetMs - elapsedMs, dueAt: clock.dueAt };
}

export function elapsedAt(clock: Clock, calendar: CompiledCalendar, now: number): number {
  if (clock.runningSince === null) return clock.elapsedMs;
  return clock.elapsedMs + workingMsBetween(calendar, clock.runningSince, now);
}

export function calendarOf(rules: Rules, id: string): CompiledCalendar {
  const calendar = rules.calendars[id];
  if (!calendar) {
    const known = Object.keys(rules.calendars).join(', ');
    throw new Error(`Calendar '${id}' of process ${rules.process.id}: expected one of ${known}`);
  }
  return calendar;
}

function targetFor(state: TicketState, name: ClockName, rules: Rules): ServiceLevelTarget | null {
  const applies = (target: ServiceLevelTarget) =>
    target.clock === name && holds(target.when, state);
  return rules.process.targets.find(applies) ?? null;
}

/** Due instant and warnings of a clock that runs from `at` with `elapsedMs` behind it. */
function schedule(
  calendar: CompiledCalendar,
  at: number,
  elapsedMs: number,
  targetMs: number,
  warnings: Omit<ClockWarning, 'at'>[],
): { dueAt: number; warnings: ClockWarning[] } {
  const instant = (ms: number) => addWorkingMs(calendar, at, ms - elapsedMs);
  return {
    dueAt: instant(targetMs),
    warnings: warnings.map((warning) => {
      const { beforeMs, firedAt } = warning;
      const ms = momentOf(warning, targetMs);
      return {
        percent: beforeMs === undefined ? warning.percent : percentOf(ms, targetMs),
        ...(beforeMs !== undefined && { beforeMs }),
        firedAt,
        at: firedAt === null && ms > 0 ? instant(ms) : null,
      };
    }),
  };
}

/** Working time used up when the warning is due; not above 0 where its notice is not shorter. */
function momentOf({ percent, beforeMs }: Omit<ClockWarning, 'at'>, targetMs: number): number {
  if (beforeMs !== undefined) return targetMs - beforeMs;
  return Math.floor((targetMs * percent) / 100);
}

function percentOf(ms: number, targetMs: number): number {
  return Math.max(0, Math.floor((100 * ms) / targetMs));
}

/** Starts a clock if the process promises anything of that name for this ticket. */
export function startClock(draft: Draft, name: ClockName): void {
  const target = targetFor(draft.state, name, draft.rules);
  if (!target || findOpenClock(draft.state, name)) return;
  const calendar = calendarOf(draft.rules, target.calendar);
  const targetMs = target.targetMinutes * minuteMs;
  const { process } = draft.rules;
  const clock: Clock = {
    name,
    cycle: (latestClock(draft.state, name)?.cycle ?? 0) + 1,
    calendar: target.calendar,
    targetMs,
    startedAt: draft.at,
    elapsedMs: 0,
    runningSince: draft.at,
    ...schedule(calendar, draft.at, 0, targetMs, [
      ...percentWarnings(process, name),
      ...noticeWarnings(process, name),
    ]),
    breachedAt: null,
    stoppedAt: null,
    outcome: null,
  };
  draft.emit('clock_started', { clock });
  const pending = draft.state.pending;
  if (pending && draft.rules.process.pending[pending.reason]?.pauses.includes(name)) {
    pauseClocks(draft, pending.reason, [name]);
  }
}

/** Where a clock speaks before its due date: its warnings and what escalation rules wait for. */
function percentWarnings(process: ProcessSnapshot, name: ClockName): Omit<ClockWarning, 'at'>[] {
  const warnings = process.warnings.filter((warning) => warning.clock === name);
  const rules = process.escalationRules.filter((rule) => rule.clock === name);
  const percents = [
    ...warnings.flatMap((warning) => ('percent' in warning ? [warning.percent] : [])),
    ...rules.map((rule) => rule.atPercent),
  ];
  return [...new Set(percents)]
    .filter((percent) => percent < 100)
    .sort((a, b) => a - b)
    .map((percent) => ({ percent, firedAt: null }));
}

/** So long before the target, however long that is; longest notice first. */
function noticeWarnings(process: ProcessSnapshot, name: ClockName): Omit<ClockWarning, 'at'>[] {
  return process.warnings
    .flatMap((warning) =>
      warning.clock === name && 'beforeMinutes' in warning ? [warning.beforeMinutes] : [],
    )
    .sort((a, b) => b - a)
    .map((minutes) => ({ percent: 0, beforeMs: minutes * minuteMs, firedAt: null }));
}

/**
 * Stops a clock: met unless it has breached. A deadline that fell before this instant was settled
 * before the command, so the breach is known by now.
 */
export function stopClock(draft: Draft, name: ClockName): void {
  const clock = findOpenClock(draft.state, name);
  if (!clock) return;
  endClock(draft, clock, clock.breachedAt === null ? 'met' : 'breached');
}

/** Stops every clock of a ticket that is over; a promise that was broken stays broken. */
export function cancelClocks(draft: Draft): void {
  for (const clock of openClocks(draft.state)) {
    endClock(draft, clock, clock.breachedAt === null ? 'cancelled' : 'breached');
  }
}

function endClock(draft: Draft, clock: Clock, outcome: NonNullable<Clock['outcome']>): void {
  const elapsedMs = elapsedAt(clock, calendarOf(draft.rules, clock.calendar), draft.at);
  draft.emit('clock_stopped', { name: clock.name, cycle: clock.cycle, elapsedMs, outcome });
}

export function pauseClocks(draft: Draft, cause: string, names: readonly ClockName[]): void {
  for (const clock of openClocks(draft.state)) {
    if (!names.includes(clock.name) || clock.runningSince === null) continue;
    const elapsedMs = elapsedAt(clock, calendarOf(draft.rules, clock.calendar), draft.at);
    draft.emit('clock_paused', { name: clock.name, cycle: clock.cycle, elapsedMs, cause });
  }
}

export function resumeClocks(draft: Draft, names: readonly ClockName[]): void {
  for (const clock of openClocks(draft.state)) {
    if (!names.includes(clock.name) || clock.runningSince !== null) continue;
    const calendar = calendarOf(draft.rules, clock.calendar);
    const next = schedule(calendar, draft.at, clock.elapsedMs, clock.targetMs, clock.warnings);
    draft.emit('clock_resumed', {
      name: clock.name,
      cycle: clock.cycle,
      dueAt: clock.breachedAt ?? next.dueAt,
      warnings: next.warnings,
    });
  }
}

/**
 * Gives every open clock the target and the calendar that now apply to the ticket. Start, pauses
 * and the working time already used stay. A target that was used up before it was made is due at
 * once. A clock whose promise no longer exists is cancelled.
 */
export function retargetClocks(draft: Draft, rules: Rules = draft.rules): void {
  for (const clock of openClocks(draft.state)) {
    const target = targetFor(draft.state, clock.name, rules);
    if (!target) {
      endClock(draft, clock, clock.breachedAt === null ? 'cancelled' : 'breached');
      continue;
    }
    const targetMs = target.targetMinutes * minuteMs;
    if (targetMs === clock.targetMs && target.calendar === clock.calendar) continue;
    // Counted in the hours it ran in: a later version of the process may not have them.
    const elapsedMs = elapsedAt(clock, calendarOf(draft.rules, clock.calendar), draft.at);
    const calendar = calendarOf(rules, target.calendar);
    draft.emit('clock_retargeted', {
      name: clock.name,
      cycle: clock.cycle,
      calendar: target.calendar,
      targetMs,
      oldTargetMs: clock.targetMs,
      oldDueAt: clock.dueAt,
      elapsedMs,
      ...rescheduled(clock, calendar, draft.at, elapsedMs, targetMs),
    });
  }
}

function rescheduled(
  clock: Clock,
  calendar: CompiledCalendar,
  at: number,
  elapsedMs: number,
  targetMs: number,
): { dueAt: number | null; warnings: ClockWarning[] } {
  if (clock.runningSince === null) return { dueAt: null, warnings: clock.warnings };
  const next = schedule(calendar, at, elapsedMs, targetMs, clock.warnings);
  return { dueAt: clock.breachedAt ?? next.dueAt, warnings: next.warnings };
}

/**
 * Re-derives the open clocks under another version of their calendars. Working time already used
 * up was counted under the old one and stays. Stopped clocks are never touched.
 */
export function recalculateClocks(
  draft: Draft,
  replaced: Rules['calendars'],
  cause: 'calendar' | 'horizon',
): void {
  for (const clock of openClocks(draft.state)) {
    const calendar = replaced[clock.calendar];
    if (!calendar || clock.runningSince === null) continue;
    const old = calendarOf(draft.rules, clock.calendar);
    const elapsedMs = elapsedAt(clock, old, draft.at);
    const next = schedule(calendar, draft.at, elapsedMs, clock.targetMs, clock.warnings);
    const dueAt = clock.breachedAt ?? next.dueAt;
    if (dueAt === clock.dueAt && elapsedAt(clock, calendar, draft.at) === elapsedMs) continue;
    draft.emit('clock_recalculated', {
      name: clock.name,
      cycle: clock.cycle,
      elapsedMs,
      oldDueAt: clock.dueAt,
      dueAt,
      warnings: next.warnings,
      cause,
    });
  }
}
