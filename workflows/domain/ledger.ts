import {
  addWorkingMs,
  type CompiledCalendar,
  splitByWorking,
  workingMsBetween,
} from './calendar.ts';
import { isSameClock } from './clock_changes.ts';
import { minuteMs } from './durations.ts';
import type { EventData, EventType, TicketEvent } from './events.ts';
import { type Clock, type ClockName, type ClockOutcome, isAmong } from './ticket.ts';

export const ledgerKinds = ['running', 'paused', 'out_of_hours', 'counted'] as const;

/**
 * A stretch of a clock's life. `counted` is one of which only the sum is known: it was counted in
 * hours that nobody has any more, or before the promise was made.
 */
export interface LedgerInterval {
  kind: (typeof ledgerKinds)[number];
  from: number;
  to: number;
  /** How much of it the clock counted. */
  elapsedMs: number;
  /** Why it was paused. */
  cause: string | null;
}

export const ledgerCauses = [
  'started',
  'paused',
  'resumed',
  'retargeted',
  'restored',
  'calendar',
  'horizon',
  'parting',
] as const;

/** One change of the due instant, or of the target behind it. */
export interface LedgerMove {
  at: number;
  cause: (typeof ledgerCauses)[number];
  oldDueAt: number | null;
  newDueAt: number | null;
  targetMs: number;
}

export interface ClockLedger {
  name: ClockName;
  cycle: number;
  /** The one it is measured in now: a new target may have brought another. */
  calendar: string;
  targetMs: number;
  startedAt: number;
  stoppedAt: number | null;
  outcome: ClockOutcome | null;
  breachedAt: number | null;
  dueAt: number | null;
  /** The working time of all running intervals. */
  elapsedMs: number;
  intervals: LedgerInterval[];
  moves: LedgerMove[];
}

/** Versions of calendars by the calendar's id. */
export type Hours = Readonly<Record<string, readonly CompiledCalendar[]>>;

interface Page {
  ledger: ClockLedger;
  /** Since when the clock has been running, paused, or without its promise. */
  since: number;
  pausedBy: string | null;
}

/**
 * "Why is it due then?": for each clock of a ticket, where its time went and each reason its due
 * instant moved. What was counted is what its events say, whatever the hours are by now; `hours` only
 * show how the time within a stretch was spread, and count on from the last event to `now`.
 *
 * @param events all events of one ticket, in order
 * @param hours of each calendar by its id every version that is known, the present one first: each
 *   stretch is told by the one that gives what was counted
 * @param now where the last interval of a clock that goes on is cut
 */
export function ledgerOf(events: TicketEvent[], hours: Hours, now: number): ClockLedger[] {
  const pages: Page[] = [];
  for (const event of events) {
    if (event.type === 'clock_started') pages.push(openPage(event, hours));
    if (!isAboutClock(event)) continue;
    const page = pages.findLast(({ ledger }) => isSameClock(ledger, event.data));
    if (page) turn(page, event, hours);
  }
  for (const page of pages) goOn(page, now, hours);
  return pages.map((page) => page.ledger);
}

const aboutClocks = [
  'clock_paused',
  'clock_resumed',
  'clock_stopped',
  'clock_restored',
  'clock_retargeted',
  'clock_recalculated',
  'sla_breach',
] as const satisfies readonly EventType[];

type ClockEvent = Extract<TicketEvent, { type: (typeof aboutClocks)[number] }>;

function isAboutClock(event: TicketEvent): event is ClockEvent {
  return isAmong(aboutClocks, event.type);
}

function openPage(
  { at, data }: { at: number; data: EventData['clock_started'] },
  hours: Hours,
): Page {
  const { name, cycle, calendar, targetMs, startedAt, dueAt, elapsedMs }: Clock = data.clock;
  const ledger: ClockLedger = {
    name,
    cycle,
    calendar,
    targetMs,
    startedAt,
    dueAt,
    stoppedAt: null,
    outcome: null,
    breachedAt: null,
    elapsedMs: 0,
    intervals: [],
    moves: [{ at, cause: 'started', oldDueAt: null, newDueAt: dueAt, targetMs }],
  };
  const page: Page = { ledger, since: startedAt, pausedBy: null };
  count(page, at, elapsedMs, hours);
  return page;
}

function turn(page: Page, event: ClockEvent, hours: Hours): void {
  const { ledger } = page;
  switch (event.type) {
    case 'clock_paused':
      count(page, event.at, event.data.elapsedMs, hours);
      page.pausedBy = event.data.cause;
      move(ledger, event.at, 'paused', null);
      return;
    case 'clock_resumed':
      count(page, event.at, ledger.elapsedMs, hours);
      page.pausedBy = null;
      move(ledger, event.at, 'resumed', event.data.dueAt);
      return;
    case 'clock_retargeted':
      count(page, event.at, event.data.elapsedMs, hours);
      ledger.calendar = event.data.calendar;
      ledger.targetMs = event.data.targetMs;
      move(ledger, event.at, 'retargeted', event.data.dueAt);
      return;
    case 'clock_recalculated':
      count(page, event.at, event.data.elapsedMs, hours);
      move(ledger, event.at, event.data.cause, event.data.dueAt);
      return;
    case 'sla_breach':
      ledger.breachedAt = event.data.dueAt;
      return;
    case 'clock_stopped':
      count(page, event.at, event.data.elapsedMs, hours);
      page.pausedBy = null;
      ledger.stoppedAt = event.at;
      ledger.outcome = event.data.outcome;
      return;
    case 'clock_restored':
      ledger.calendar = event.data.calendar;
      ledger.targetMs = event.data.targetMs;
      ledger.stoppedAt = null;
      ledger.outcome = null;
      count(page, event.at, event.data.elapsedMs, hours);
      move(ledger, event.at, 'restored', event.data.dueAt);
      return;
  }
}

function move(
  ledger: ClockLedger,
  at: number,
  cause: LedgerMove['cause'],
  newDueAt: number | null,
): void {
  const { dueAt: oldDueAt, targetMs } = ledger;
  ledger.moves.push({ at, cause, oldDueAt, newDueAt, targetMs });
  ledger.dueAt = newDueAt;
}

/** Ends the stretch the clock was in, at whose end it had counted `elapsedMs` in all. */
function count(page: Page, to: number, elapsedMs: number, hours: Hours): void {
  const { ledger, since, pausedBy } = page;
  const counted = elapsedMs - ledger.elapsedMs;
  page.since = to;
  ledger.elapsedMs = elapsedMs;
  if (to > since && pausedBy !== null) {
    ledger.intervals.push({ kind: 'paused', from: since, to, elapsedMs: 0, cause: pausedBy });
  }
  if (to <= since || pausedBy !== null) {
    // Taken back of what was counted before.
    if (counted !== 0) {
      ledger.intervals.push({ kind: 'counted', from: to, to, elapsedMs: counted, cause: null });
    }
    return;
  }
  const known = hours[ledger.calendar]?.find(
    (one) => workingMsBetween(one, since, to) === counted && covers(one, since, to),
  );
  if (known) ledger.intervals.push(...spread(known, since, to));
  else ledger.intervals.push({ kind: 'counted', from: since, to, elapsedMs: counted, cause: null });
}

function covers({ fromMinute, toMinute }: CompiledCalendar, from: number, to: number): boolean {
  return fromMinute * minuteMs <= from && to <= toMinute * minuteMs;
}

/** A clock that goes on is told up to `now`, as far as its hours are known. */
function goOn(page: Page, now: number, hours: Hours): void {
  const { ledger, since, pausedBy } = page;
  if (ledger.stoppedAt !== null) return;
  const followed = pausedBy === null ? followedHours(page, hours) : undefined;
  const counted = followed ? workingMsBetween(followed, since, now) : 0;
  count(page, now, ledger.elapsedMs + counted, hours);
}

/** The version a running clock follows: the one by which it is due when it is. */
function followedHours({ ledger, since }: Page, hours: Hours): CompiledCalendar | undefined {
  const { calendar, targetMs, elapsedMs, breachedAt, dueAt } = ledger;
  const known = hours[calendar] ?? [];
  const left = targetMs - elapsedMs;
  const isFollowed = (one: CompiledCalendar) =>
    breachedAt === null && addWorkingMs(one, since, left) === dueAt;
  return known.find(isFollowed) ?? known[0];
}

/** The working and the free stretches of a time, in order. */
function spread(calendar: CompiledCalendar, since: number, until: number): LedgerInterval[] {
  return splitByWorking(calendar, since, until).map(({ from, to, isWorking }) => ({
    kind: isWorking ? 'running' : 'out_of_hours',
    from,
    to,
    elapsedMs: isWorking ? to - from : 0,
    cause: null,
  }));
}
