import { type CompiledCalendar, splitByWorking } from './calendar.ts';
import { isSameClock } from './clock_changes.ts';
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

interface Page {
  ledger: ClockLedger;
  /** Since when the clock has been running, paused, or without its promise. */
  since: number;
  pausedBy: string | null;
}

/**
 * "Why is it due then?": for each clock of a ticket, where its time went and each reason its due
 * instant moved. What was counted is what its events say, whatever the hours are by now; `calendars`
 * only show how the time within a stretch was spread, and count on from the last event to `now`.
 *
 * @param events all events of one ticket, in order
 * @param now where the last interval of a clock that goes on is cut
 */
export function ledgerOf(
  events: TicketEvent[],
  calendars: Record<string, CompiledCalendar>,
  now: number,
): ClockLedger[] {
  const pages: Page[] = [];
  for (const event of events) {
    if (event.type === 'clock_started') pages.push(openPage(event, calendars));
    if (!isAboutClock(event)) continue;
    const page = pages.findLast(({ ledger }) => isSameClock(ledger, event.data));
    if (page) turn(page, event, calendars);
  }
  for (const page of pages) goOn(page, now, calendars);
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
  calendars: Record<string, CompiledCalendar>,
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
  count(page, at, elapsedMs, calendars);
  return page;
}

function turn(page: Page, event: ClockEvent, calendars: Record<string, CompiledCalendar>): void {
  const { ledger } = page;
  switch (event.type) {
    case 'clock_paused':
      count(page, event.at, event.data.elapsedMs, calendars);
      page.pausedBy = event.data.cause;
      move(ledger, event.at, 'paused', null);
      return;
    case 'clock_resumed':
      count(page, event.at, ledger.elapsedMs, calendars);
      page.pausedBy = null;
      move(ledger, event.at, 'resumed', event.data.dueAt);
      return;
    case 'clock_retargeted':
      count(page, event.at, event.data.elapsedMs, calendars);
      ledger.calendar = event.data.calendar;
      ledger.targetMs = event.data.targetMs;
      move(ledger, event.at, 'retargeted', event.data.dueAt);
      return;
    case 'clock_recalculated':
      count(page, event.at, event.data.elapsedMs, calendars);
      move(ledger, event.at, event.data.cause, event.data.dueAt);
      return;
    case 'sla_breach':
      ledger.breachedAt = event.data.dueAt;
      return;
    case 'clock_stopped':
      count(page, event.at, event.data.elapsedMs, calendars);
      page.pausedBy = null;
      ledger.stoppedAt = event.at;
      ledger.outcome = event.data.outcome;
      return;
    case 'clock_restored':
      ledger.calendar = event.data.calendar;
      ledger.targetMs = event.data.targetMs;
      ledger.stoppedAt = null;
      ledger.outcome = null;
      count(page, event.at, event.data.elapsedMs, calendars);
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
function count(
  page: Page,
  to: number,
  elapsedMs: number,
  calendars: Record<string, CompiledCalendar>,
): void {
  const { ledger, since, pausedBy } = page;
  const counted = elapsedMs - ledger.elapsedMs;
  page.since = to;
  ledger.elapsedMs = elapsedMs;
  if (to <= since) return;
  if (pausedBy !== null) {
    ledger.intervals.push({ kind: 'paused', from: since, to, elapsedMs: 0, cause: pausedBy });
    return;
  }
  const parts = spread(calendars[ledger.calendar], since, to);
  const whole = parts.reduce((sum, part) => sum + part.elapsedMs, 0);
  if (parts.length > 0 && whole === counted) ledger.intervals.push(...parts);
  else ledger.intervals.push({ kind: 'counted', from: since, to, elapsedMs: counted, cause: null });
}

/** A clock that goes on is told up to `now`, as far as its hours are known. */
function goOn(page: Page, now: number, calendars: Record<string, CompiledCalendar>): void {
  const { ledger, since, pausedBy } = page;
  if (ledger.stoppedAt !== null) return;
  const counted =
    pausedBy === null
      ? spread(calendars[ledger.calendar], since, now).reduce((sum, one) => sum + one.elapsedMs, 0)
      : 0;
  count(page, now, ledger.elapsedMs + counted, calendars);
}

/** The working and the free stretches of a time, in order; none where the hours are not known. */
function spread(
  calendar: CompiledCalendar | undefined,
  since: number,
  until: number,
): LedgerInterval[] {
  if (!calendar) return [];
  return splitByWorking(calendar, since, until).map(({ from, to, isWorking }) => ({
    kind: isWorking ? 'running' : 'out_of_hours',
    from,
    to,
    elapsedMs: isWorking ? to - from : 0,
    cause: null,
  }));
}
