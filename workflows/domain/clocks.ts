import { addWorkingMs, type CompiledCalendar, workingMsBetween } from './calendar.ts';
import type { Draft } from './draft.ts';
import { minuteMs } from './durations.ts';
import type { ProcessSnapshot, Rules, ServiceLevelTarget } from './process.ts';
import { clocksOf } from './process_clocks.ts';
import {
  type Clock,
  type ClockKind,
  type ClockName,
  type ClockWarning,
  kindOf,
  latestClock,
  openClocks,
} from './ticket.ts';

/**
 * How service-level clocks count. Which of them run, and by which target, is said in promises.ts.
 *
 * remaining = target − elapsed, where elapsed is the working time of the running intervals alone;
 * while a clock runs, due = calendar.add(runningSince, target − elapsedMs); while it is paused,
 * due is null. So a pause can only move a due date later, and a pause outside support hours saves nothing.
 * Changing the target keeps start and pauses. A breach is recorded once per clock and never erased.
 * A clock stopped at its due instant is met.
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

/**
 * Due instant and warnings of a clock that runs from `at` with `elapsedMs` behind it. A warning is
 * told again where a longer target puts its moment ahead once more, and never after the breach.
 */
export function schedule(
  clock: Pick<Clock, 'breachedAt' | 'elapsedMs' | 'targetMs' | 'warnings'>,
  calendar: CompiledCalendar,
  at: number,
): { dueAt: number; warnings: ClockWarning[] } {
  const { breachedAt, elapsedMs, targetMs } = clock;
  const instant = (ms: number) => addWorkingMs(calendar, at, ms - elapsedMs);
  return {
    dueAt: breachedAt ?? instant(targetMs),
    warnings: clock.warnings.map((warning) => {
      const { beforeMs, firedAt } = warning;
      const ms = momentOf(warning, targetMs);
      const isToCome = ms > 0 && (firedAt === null || ms > elapsedMs);
      return {
        percent: beforeMs === undefined ? warning.percent : percentOf(ms, targetMs),
        ...(beforeMs !== undefined && { beforeMs }),
        firedAt,
        at: isToCome && breachedAt === null ? instant(ms) : null,
      };
    }),
  };
}

/** Working time used up when the warning is due; not above 0 where its notice is not shorter. */
export function momentOf({ percent, beforeMs }: Moment, targetMs: number): number {
  if (beforeMs !== undefined) return targetMs - beforeMs;
  return Math.floor((targetMs * percent) / 100);
}

function percentOf(ms: number, targetMs: number): number {
  return Math.max(0, Math.floor((100 * ms) / targetMs));
}

/** Starts a clock that counts from `since`, with what it had used up by now behind it. */
export function startClock(
  draft: Draft,
  name: ClockName,
  target: ServiceLevelTarget,
  since: number,
  elapsedMs: number,
): void {
  const targetMs = target.targetMinutes * minuteMs;
  const warnings = warningsOf(draft.rules.process, name);
  const measures = clocksOf(draft.rules.process).get(name)?.measures;
  const clock: Clock = {
    name,
    ...(measures !== undefined && measures !== name && { measures }),
    cycle: (latestClock(draft.state, name)?.cycle ?? 0) + 1,
    calendar: target.calendar,
    targetMs,
    startedAt: since,
    elapsedMs,
    runningSince: draft.at,
    pausedBy: null,
    ...schedule(
      { elapsedMs, targetMs, warnings, breachedAt: null },
      calendarOf(draft.rules, target.calendar),
      draft.at,
    ),
    rulesApplied: [],
    breachedAt: null,
    stoppedAt: null,
    outcome: null,
  };
  draft.emit('clock_started', { clock });
}

/** Gives back a clock whose promise had gone and is there again: as if it had never gone. */
export function restoreClock(
  draft: Draft,
  clock: Clock,
  target: ServiceLevelTarget,
  elapsedMs: number,
): void {
  const { name, cycle, breachedAt } = clock;
  const targetMs = target.targetMinutes * minuteMs;
  const warnings = warningsOf(draft.rules.process, name, clock.warnings);
  draft.emit('clock_restored', {
    name,
    cycle,
    calendar: target.calendar,
    targetMs,
    elapsedMs,
    ...schedule(
      { elapsedMs, targetMs, warnings, breachedAt },
      calendarOf(draft.rules, target.calendar),
      draft.at,
    ),
  });
}

/** Where a clock of this name speaks before its due date. Those that were told keep when. */
function warningsOf(
  process: ProcessSnapshot,
  name: ClockName,
  before: readonly ClockWarning[] = [],
): ClockWarning[] {
  return momentsOf(process, name).map((warning) => {
    const told = before.find((one) => isSameWarning(one, warning));
    return { ...warning, at: null, firedAt: told?.firedAt ?? null };
  });
}

type Moment = Pick<ClockWarning, 'percent' | 'beforeMs'>;

function isSameWarning(a: Moment, b: Moment): boolean {
  return a.beforeMs === b.beforeMs && (a.beforeMs !== undefined || a.percent === b.percent);
}

const momentsByProcess = new WeakMap<ProcessSnapshot, Map<ClockName, Moment[]>>();

/** Where a clock speaks before its due date. Worked out once: it is asked for after each step. */
function momentsOf(process: ProcessSnapshot, name: ClockName): readonly Moment[] {
  const byClock = momentsByProcess.get(process) ?? new Map<ClockName, Moment[]>();
  momentsByProcess.set(process, byClock);
  const known = byClock.get(name);
  if (known) return known;
  const moments = [...percentWarnings(process, name), ...noticeWarnings(process, name)];
  byClock.set(name, moments);
  return moments;
}

/** At a share of the target: its warnings and what escalation rules wait for. */
function percentWarnings(process: ProcessSnapshot, name: ClockName): Moment[] {
  const warnings = process.warnings.filter((warning) => warning.clock === name);
  const rules = process.escalationRules.filter((rule) => rule.clock === name);
  const percents = [
    ...warnings.flatMap((warning) => ('percent' in warning ? [warning.percent] : [])),
    ...rules.map((rule) => rule.atPercent),
    ...awaitedPercents(process, name),
  ];
  return [...new Set(percents)]
    .filter((percent) => percent < 100)
    .sort((a, b) => a - b)
    .map((percent) => ({ percent }));
}

/** What rules that act wait for. */
function awaitedPercents({ rules = [] }: ProcessSnapshot, name: ClockName): number[] {
  return rules.flatMap(({ on }) => ('atPercent' in on && on.clock === name ? [on.atPercent] : []));
}

/** So long before the target, however long that is; longest notice first. */
function noticeWarnings(process: ProcessSnapshot, name: ClockName): Moment[] {
  return process.warnings
    .flatMap((warning) =>
      warning.clock === name && 'beforeMinutes' in warning ? [warning.beforeMinutes] : [],
    )
    .sort((a, b) => b - a)
    .map((minutes) => ({ percent: 0, beforeMs: minutes * minuteMs }));
}

/** Whether so much of a clock's target is used up. What is due at this very instant comes after. */
export function hasPassed(percent: number, clock: Clock): boolean {
  if (clock.breachedAt !== null) return true;
  if (percent >= 100) return false;
  if (clock.runningSince === null) return clock.elapsedMs >= momentOf({ percent }, clock.targetMs);
  return clock.warnings.some(
    (one) => one.percent === percent && one.beforeMs === undefined && one.at === null,
  );
}

/**
 * What was promised was given: each clock that measures it is met, unless it has breached. A deadline
 * that fell before this instant was settled before the command, so the breach is known by now.
 */
export function meetClocks(draft: Draft, kind: ClockKind): void {
  for (const clock of openClocks(draft.state)) {
    if (kindOf(clock) === kind) meetClock(draft, clock);
  }
}

export function meetClock(draft: Draft, clock: Clock): void {
  stopClock(draft, clock, 'met');
}

/** The promise has gone, though nobody gave what it was about; one that was broken stays broken. */
export function cancelClock(draft: Draft, clock: Clock): void {
  stopClock(draft, clock, 'cancelled');
}

function stopClock(draft: Draft, clock: Clock, outcome: 'met' | 'cancelled'): void {
  draft.emit('clock_stopped', {
    name: clock.name,
    cycle: clock.cycle,
    elapsedMs: elapsedOf(draft, clock),
    outcome: clock.breachedAt === null ? outcome : 'breached',
  });
}

function elapsedOf(draft: Draft, clock: Clock): number {
  return elapsedAt(clock, calendarOf(draft.rules, clock.calendar), draft.at);
}

export function pauseClock(draft: Draft, clock: Clock, cause: string): void {
  const elapsedMs = elapsedOf(draft, clock);
  draft.emit('clock_paused', { name: clock.name, cycle: clock.cycle, elapsedMs, cause });
}

export function resumeClock(draft: Draft, clock: Clock): void {
  const next = schedule(clock, calendarOf(draft.rules, clock.calendar), draft.at);
  draft.emit('clock_resumed', { name: clock.name, cycle: clock.cycle, ...next });
}

/**
 * Gives an open clock the target, the calendar and the warnings that now apply to the ticket. Start,
 * pauses and the working time already used stay. A target that was used up before it was made is due
 * at once.
 */
export function retargetClock(draft: Draft, clock: Clock, target: ServiceLevelTarget): void {
  const { process } = draft.rules;
  const targetMs = target.targetMinutes * minuteMs;
  const moments = momentsOf(process, clock.name);
  const isSame =
    targetMs === clock.targetMs &&
    target.calendar === clock.calendar &&
    moments.length === clock.warnings.length &&
    moments.every((moment, i) => isSameWarning(moment, clock.warnings[i] as ClockWarning));
  if (isSame) return;
  const warnings = warningsOf(process, clock.name, clock.warnings);
  const elapsedMs = elapsedOf(draft, clock);
  const calendar = calendarOf(draft.rules, target.calendar);
  draft.emit('clock_retargeted', {
    name: clock.name,
    cycle: clock.cycle,
    calendar: target.calendar,
    targetMs,
    oldTargetMs: clock.targetMs,
    oldDueAt: clock.dueAt,
    elapsedMs,
    ...(clock.runningSince === null
      ? { dueAt: null, warnings }
      : schedule({ ...clock, elapsedMs, targetMs, warnings }, calendar, draft.at)),
  });
}

/** Takes back what an open clock counted of a time in which it would have rested. */
export function spareClock(draft: Draft, clock: Clock, ms: number): void {
  const elapsedMs = elapsedOf(draft, clock) - ms;
  draft.emit('clock_recalculated', {
    name: clock.name,
    cycle: clock.cycle,
    elapsedMs,
    oldDueAt: clock.dueAt,
    ...(clock.runningSince === null
      ? { dueAt: null, warnings: clock.warnings }
      : schedule({ ...clock, elapsedMs }, calendarOf(draft.rules, clock.calendar), draft.at)),
    cause: 'parting',
  });
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
    const { dueAt, warnings } = schedule({ ...clock, elapsedMs }, calendar, draft.at);
    if (dueAt === clock.dueAt && elapsedAt(clock, calendar, draft.at) === elapsedMs) continue;
    draft.emit('clock_recalculated', {
      name: clock.name,
      cycle: clock.cycle,
      elapsedMs,
      oldDueAt: clock.dueAt,
      dueAt,
      warnings,
      cause,
    });
  }
}
