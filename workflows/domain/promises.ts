import { addWorkingMs, type CompiledCalendar, workingMsBetween } from './calendar.ts';
import {
  calendarOf,
  cancelClock,
  meetClock,
  pauseClock,
  restoreClock,
  resumeClock,
  retargetClock,
  startClock,
} from './clocks.ts';
import type { Draft } from './draft.ts';
import { minuteMs } from './durations.ts';
import { holds, type Moment } from './expression.ts';
import type { ProcessClock, ProcessSnapshot, ServiceLevelTarget } from './process.ts';
import { clocksOf } from './process_clocks.ts';
import {
  type Clock,
  type ClockName,
  findOpenClock,
  isEnded,
  isOpen,
  kindOf,
  latestClock,
  openClocks,
  openEscalation,
  type Pause,
  type TicketState,
  waitingSince,
} from './ticket.ts';

/**
 * Which clocks run: after each step those that the process promises for the ticket as it is now, and
 * no other.
 *
 * A clock runs where two things meet. Something is *owed*: an answer, a resolution, an
 * acknowledgement; and the process *promises* how soon: the first target of that clock whose
 * condition holds for the ticket, whatever the condition asks about. Neither depends on how the ticket
 * came to be what it is. So a promise that is made late, because the category was set later or the
 * ticket climbed, counts from when what it measures began, without the pauses since; and one that
 * goes and comes back is the same clock with its true start, as if it had never gone.
 *
 * That what was owed was given (`meetClocks`) is said where it happens; all else is said here.
 */
export function keepPromises(draft: Draft): void {
  const clocks = clocksOf(draft.rules.process);
  for (const clock of clocks.values()) {
    const { name } = clock;
    const since = owedSince(draft.state, clock, draft.rules.process);
    const before = findOpenClock(draft.state, name);
    const isOther = before && kindOf(before) !== clock.measures;
    if (before && (isOther || before.startedAt !== since)) endClock(draft, before);
    if (since !== null) keepPromise(draft, name, since);
  }
  // Another version has it no more.
  for (const open of openClocks(draft.state)) {
    if (!clocks.has(open.name)) cancelClock(draft, open);
  }
}

/** It is not owed any more. The work at a tier was given with the ticket's leaving it. */
function endClock(draft: Draft, clock: Clock): void {
  if (kindOf(clock) === 'tier_work' && !isEnded(draft.state)) meetClock(draft, clock);
  else cancelClock(draft, clock);
}

/** Since when the desk has owed the ticket what a clock measures; null where it owes it nothing. */
export function owedSince(
  state: TicketState,
  { measures, tier }: Pick<ProcessClock, 'measures' | 'tier'>,
  { tiers }: Pick<ProcessSnapshot, 'tiers'>,
): number | null {
  if (isEnded(state)) return null;
  const { openedAt, firstResponseAt, firstResolvedAt } = state;
  switch (measures) {
    case 'first_response':
      return firstResponseAt === null ? openedAt : null;
    case 'next_response':
      return firstResponseAt === null ? null : waitingSince(state);
    case 'resolution':
      return firstResolvedAt === null ? openedAt : null;
    case 'total_resolution':
      return openedAt;
    case 'acknowledgement':
      return openEscalation(state)?.at ?? null;
    case 'tier_work':
      return tiers[state.tier - 1] === tier ? state.tierEnteredAt : null;
  }
}

/** How soon the process promises it for the ticket as it is now. */
export function targetFor(
  state: TicketState,
  name: ClockName,
  moment: Moment,
): ServiceLevelTarget | null {
  const targets = targetsOf(moment.rules.process, name);
  for (const target of targets) if (holds(target.when, state, moment)) return target;
  return null;
}

const targetsByProcess = new WeakMap<ProcessSnapshot, Map<ClockName, ServiceLevelTarget[]>>();

/** Sorted out once: after each step they are asked for, for each clock. */
function targetsOf(process: ProcessSnapshot, name: ClockName): readonly ServiceLevelTarget[] {
  let byClock = targetsByProcess.get(process);
  if (!byClock) {
    byClock = Map.groupBy(process.targets, (target) => target.clock);
    targetsByProcess.set(process, byClock);
  }
  return byClock.get(name) ?? [];
}

/**
 * So many minutes from an instant, in these hours or in those of what the ticket is promised,
 * whichever are over first: where somebody is promised an answer at night, nobody waits for morning.
 */
export function dueInHours(draft: Draft, calendar: string, from: number, minutes: number): number {
  const { state, rules } = draft;
  const promised = [...clocksOf(rules.process).values()].flatMap((clock) => {
    if (owedSince(state, clock, rules.process) === null) return [];
    return targetFor(state, clock.name, draft)?.calendar ?? [];
  });
  const instants = [...new Set([calendar, ...promised])].map((id) =>
    addWorkingMs(calendarOf(rules, id), from, minutes * minuteMs),
  );
  return Math.min(...instants);
}

function keepPromise(draft: Draft, name: ClockName, since: number): void {
  const target = targetFor(draft.state, name, draft);
  const running = findOpenClock(draft.state, name);
  if (running && target) retargetClock(draft, running, target);
  else if (running) cancelClock(draft, running);
  else if (target && isOpen(draft.state)) beginClock(draft, name, target, since);
  keepPause(draft, name);
}

function beginClock(
  draft: Draft,
  name: ClockName,
  target: ServiceLevelTarget,
  since: number,
): void {
  const calendar = calendarOf(draft.rules, target.calendar);
  const before = latestClock(draft.state, name);
  const stoppedAt = before?.stoppedAt ?? null;
  if (before && stoppedAt !== null && before.startedAt === since && before.outcome !== 'met') {
    const elapsedMs = before.elapsedMs + workedMs(draft, name, calendar, stoppedAt);
    restoreClock(draft, before, target, elapsedMs);
  } else {
    startClock(draft, name, target, since, workedMs(draft, name, calendar, since));
  }
}

/** The working time since an instant in which the clock would have run, had it been promised. */
export function workedMs(
  { state, rules, at }: Draft,
  name: ClockName,
  calendar: CompiledCalendar,
  from: number,
): number {
  const rests = [...state.pauses, ...currentPause(state, at)]
    .filter(({ cause }) => pausesClock(rules.process, cause, name))
    .sort((a, b) => a.from - b.from);
  let worked = 0;
  let position = from;
  for (const rest of rests) {
    worked += workingMsBetween(calendar, position, rest.from);
    position = Math.max(position, rest.to);
  }
  return worked + workingMsBetween(calendar, position, at);
}

/** The pause the ticket is in, up to now. */
function currentPause({ status, pending, closedAt, resolvedAt }: TicketState, to: number): Pause[] {
  if (status === 'merged') return [{ cause: 'merged', from: closedAt ?? to, to }];
  if (status === 'resolved') return [{ cause: 'resolved', from: resolvedAt ?? to, to }];
  return pending ? [{ cause: pending.reason, from: pending.since, to }] : [];
}

/** A clock that is owed pauses while the ticket is resolved or merged, and as the process says of waiting. */
function pausesClock(process: ProcessSnapshot, cause: string, name: ClockName): boolean {
  if (cause === 'resolved' || cause === 'merged') return true;
  const { [cause]: rule } = process.pending as Record<string, { pauses: ClockName[] } | undefined>;
  return rule?.pauses.includes(name) ?? false;
}

function keepPause(draft: Draft, name: ClockName): void {
  const clock = findOpenClock(draft.state, name);
  if (!clock) return;
  const [pause] = currentPause(draft.state, draft.at);
  const cause = pause && pausesClock(draft.rules.process, pause.cause, name) ? pause.cause : null;
  if (clock.pausedBy === cause) return;
  if (clock.pausedBy !== null) resumeClock(draft, clock);
  const resumed = findOpenClock(draft.state, name);
  if (resumed && cause !== null) pauseClock(draft, resumed, cause);
}
