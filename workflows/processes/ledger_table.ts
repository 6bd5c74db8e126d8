import { minuteMs } from '../domain/durations.ts';
import type { ClockLedger, LedgerInterval, LedgerMove } from '../domain/ledger.ts';

/** How instants and keys of a process are told. */
export interface LedgerWords {
  /** IANA zone in which instants are written. */
  zone: string;
  /** What a pause's cause is called, such as “Waiting for the requester”. */
  causeTitle(cause: string): string;
  /** What a calendar is called, such as “Paris office”. */
  calendarTitle(calendar: string): string;
}

/**
 * One clock as lines for a terminal: where it stands, where its time went, and why its due date
 * moved.
 */
export function ledgerTable(ledger: ClockLedger, now: number, words: LedgerWords): string[] {
  const { name, cycle, calendar, targetMs } = ledger;
  const number = cycle > 1 ? ` ${cycle}` : '';
  return [
    `${name.replaceAll('_', ' ')}${number}: ${length(targetMs)} of ${words.calendarTitle(calendar)}`,
    `  ${currentState(ledger, now, words)}`,
    `  ${'From'.padEnd(21)}${'To'.padEnd(21)}${'Time'.padStart(13)}${'Used'.padStart(13)}  What`,
    ...intervalLines(ledger.intervals, words),
    `  ${'When'.padEnd(21)}${'Due before'.padEnd(21)}${'Due after'.padEnd(21)}Why`,
    ...ledger.moves.map((move, index) => moveLine(move, ledger.moves[index - 1], words)),
  ];
}

function currentState(ledger: ClockLedger, now: number, words: LedgerWords): string {
  const { elapsedMs, targetMs, dueAt, breachedAt, stoppedAt, outcome } = ledger;
  const used = `${length(elapsedMs)} used`;
  const at = (ms: number) => instant(ms, words.zone);
  if (outcome === 'met') return `met: stopped ${at(stoppedAt as number)}, ${used}`;
  if (outcome === 'cancelled') return `cancelled since ${at(stoppedAt as number)}, ${used}`;
  if (breachedAt !== null) {
    const ended = stoppedAt === null ? 'still open' : `stopped ${at(stoppedAt)}`;
    return `breached ${at(breachedAt)}, ${ended}, ${used}`;
  }
  const left = `${length(Math.max(0, targetMs - elapsedMs))} left`;
  if (dueAt === null) return `paused, so no due date: ${used}, ${left}`;
  return `due ${at(dueAt)}${dueAt < now ? ', which has passed' : ''}: ${used}, ${left}`;
}

function intervalLines(intervals: LedgerInterval[], words: LedgerWords): string[] {
  let usedMs = 0;
  return intervals.map(({ kind, from, to, elapsedMs, cause }) => {
    usedMs += elapsedMs;
    const used = elapsedMs > 0 ? length(usedMs) : '';
    const [start, end] = [from, to].map((ms) => instant(ms, words.zone).padEnd(21));
    const what = kind === 'paused' ? `paused: ${words.causeTitle(cause ?? '')}` : kindWords[kind];
    return `  ${start}${end}${length(to - from).padStart(13)}${used.padStart(13)}  ${what}`;
  });
}

const kindWords = {
  running: 'running',
  out_of_hours: 'out of hours',
  counted: 'counted in the hours of that time',
} as const;

const moveWords: Record<LedgerMove['cause'], string> = {
  started: 'started',
  paused: 'paused',
  resumed: 'resumed: what was left counts from here',
  retargeted: 'another target applies',
  restored: 'promised again: as if it had never gone',
  calendar: 'the support hours were changed',
  horizon: 'more of the calendar became known',
  parting: 'a ticket that was merged into this one left with what was written to it',
};

function moveLine(
  { at, cause, oldDueAt, newDueAt, targetMs }: LedgerMove,
  before: LedgerMove | undefined,
  { zone }: LedgerWords,
): string {
  const due = (ms: number | null) => (ms === null ? '–' : instant(ms, zone)).padEnd(21);
  const isOther = before !== undefined && before.targetMs !== targetMs;
  const target = isOther ? ` (${length(before.targetMs)} → ${length(targetMs)})` : '';
  return `  ${due(at)}${due(oldDueAt)}${due(newDueAt)}${moveWords[cause]}${target}`;
}

/** `Mon 2026-01-05 09:00`, by the wall clock of the zone. */
export function instant(ms: number, zone: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.weekday} ${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}`;
}

/** `3 h 05 min`, rounded to minutes; below one minute in seconds. */
export function length(ms: number): string {
  if (ms > 0 && ms < minuteMs) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / minuteMs);
  const restMinutes = String(minutes % 60).padStart(2, '0');
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${restMinutes} min`;
}
