import { isAcknowledged, isRefused, type Ledger, type Oddity } from './ledger.ts';
import type { DeskRecord, Finding } from './record.ts';
import type { FaultKind } from './schedule.ts';

/** What came of a run, to be added up. */
export interface Tally {
  faults: Map<FaultKind, number>;
  counts: Counts;
  /** What must never be, whoever found it. */
  found: { code: Finding['code'] | Oddity['code']; text: string }[];
}

/** In the order in which a report tells them. */
const countNames = [
  'commands',
  'acknowledged',
  'refused',
  'givenUp',
  'requests',
  'unanswered',
  'repetitions',
  'tickets',
  'events',
  'checks',
] as const;
type Counts = Record<(typeof countNames)[number], number>;

export function tallyOf(run: {
  faults: Map<FaultKind, number>;
  ledger: Ledger;
  record: DeskRecord;
  findings: Finding[];
  checkCount: number;
}): Tally {
  const { faults, ledger, record, findings, checkCount } = run;
  const { operations, oddities, requestCount } = ledger;
  const sum = (of: (operation: (typeof operations)[number]) => number) =>
    operations.reduce((total, operation) => total + of(operation), 0);
  return {
    faults,
    counts: {
      commands: operations.length,
      acknowledged: operations.filter(isAcknowledged).length,
      refused: operations.filter(isRefused).length,
      givenUp: operations.filter(({ answers }) => answers.length === 0).length,
      requests: requestCount,
      unanswered: sum(({ unansweredCount, busyCount }) => unansweredCount + busyCount),
      repetitions: sum(({ answers }) => Math.max(0, answers.length - 1)),
      tickets: record.rows.tickets.length,
      events: record.rows.events.length,
      checks: checkCount,
    },
    found: [...findings, ...oddities],
  };
}

export function sumOf(tallies: readonly Tally[]): Tally {
  const faults = new Map<FaultKind, number>();
  for (const tally of tallies) {
    for (const [kind, count] of tally.faults) faults.set(kind, (faults.get(kind) ?? 0) + count);
  }
  const counts = Object.fromEntries(
    countNames.map((name) => [name, tallies.reduce((sum, tally) => sum + tally.counts[name], 0)]),
  ) as Counts;
  return { faults, counts, found: tallies.flatMap(({ found }) => found) };
}
