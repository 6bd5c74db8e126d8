import { type CompiledCalendar, splitByWorking } from './calendar.ts';
import type { TicketEvent } from './events.ts';
import type { Clock, ClockName, ClockOutcome } from './ticket.ts';

/** A stretch of a clock's life. `cause` says why it was paused. */
export interface LedgerInterval {
  kind: 'running' | 'paused' | 'out_of_hours';
  from: number;
  to: number;
  cause: string | null;
}

/** One change of the due instant, or of the target behind it. */
export interface LedgerMove {
  at: number;
  cause: 'started' | 'paused' | 'resumed' | 'retargeted' | 'calendar' | 'horizon';
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
  /** Since when the clock has been running or paused. */
  since: number;
  pausedBy: string | null;
}

/**
 * "Why is it due then?": for each clock of a ticket, where its time went and each reason its due
 * instant moved. It is told from the events alone, so it cannot flatter the state.
 *
 * @param events all events of one ticket, in order
 * @param now where the last interval of a clock that goes on is cut
 */
export function ledgerOf(
  events: TicketEvent[],
  calendars: Record<string, CompiledCalendar>,
  now: number,
): ClockLedger[] {
  const pages = new Map<string, Page>();
  for (const event of events) {
    if (event.type === 'clock_started') {
      const { clock } = event.data;
      pages.set(keyOf(clock), openPage(clock));
      continue;
    }
    if (!isAboutClock(event)) continue;
    const page = pages.get(keyOf(event.data));
    if (page) turn(page, event, calendars);
  }
  for (const page of pages.values()) {
    if (page.ledger.stoppedAt === null) cut(page, now, calendars);
  }
  return [...pages.values()].map((page) => page.ledger);
}

type ClockEvent = Extract<
  TicketEvent,
  {
    type:
      | 'clock_paused'
      | 'clock_resumed'
      | 'clock_stopped'
      | 'clock_retargeted'
      | 'clock_recalculated'
      | 'sla_breach';
  }
>;

const clockEventTypes: readonly string[] = [
  'clock_paused',
  'clock_resumed',
  'clock_stopped',
  'clock_retargeted',
  'clock_recalculated',
  'sla_breach',
] satisfies ClockEvent['type'][];

function isAboutClock(event: TicketEvent): event is ClockEvent {
  return clockEventTypes.includes(event.type);
}

function keyOf(clock: { name: ClockName; cycle: number }): string {
  return `${clock.name} ${clock.cycle}`;
}

function openPage(clock: Clock): Page {
  const { name, cycle, calendar, targetMs, startedAt, dueAt } = clock;
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
    moves: [{ at: startedAt, cause: 'started', oldDueAt: null, newDueAt: dueAt, targetMs }],
  };
  return { ledger, since: startedAt, pausedBy: null };
}

function turn(page: Page, event: ClockEvent, calendars: Record<string, CompiledCalendar>): void {
  const { ledger } = page;
  switch (event.type) {
    case 'clock_paused':
      cut(page, event.at, calendars);
      page.pausedBy = event.data.cause;
      move(ledger, event.at, 'paused', null);
      return;
    case 'clock_resumed':
      cut(page, event.at, calendars);
      page.pausedBy = null;
      move(ledger, event.at, 'resumed', event.data.dueAt);
      return;
    case 'clock_retargeted':
      cut(page, event.at, calendars);
      ledger.calendar = event.data.calendar;
      ledger.targetMs = event.data.targetMs;
      move(ledger, event.at, 'retargeted', event.data.dueAt);
      return;
    case 'clock_recalculated':
      cut(page, event.at, calendars);
      move(ledger, event.at, event.data.cause, event.data.dueAt);
      return;
    case 'sla_breach':
      ledger.breachedAt = event.data.dueAt;
      return;
    case 'clock_stopped':
      cut(page, event.at, calendars);
      ledger.stoppedAt = event.at;
      ledger.outcome = event.data.outcome;
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

/** Ends the stretch the clock was in, and counts what of it was working time. */
function cut(page: Page, to: number, calendars: Record<string, CompiledCalendar>): void {
  const { ledger, since, pausedBy } = page;
  page.since = to;
  if (to <= since) return;
  if (pausedBy !== null) {
    ledger.intervals.push({ kind: 'paused', from: since, to, cause: pausedBy });
    return;
  }
  const calendar = calendars[ledger.calendar];
  if (!calendar)
    throw new Error(`Calendar '${ledger.calendar}' of clock ${ledger.name}: not given`);
  for (const { from, to: end, isWorking } of splitByWorking(calendar, since, to)) {
    const kind = isWorking ? 'running' : 'out_of_hours';
    ledger.intervals.push({ kind, from, to: end, cause: null });
    if (isWorking) ledger.elapsedMs += end - from;
  }
}
