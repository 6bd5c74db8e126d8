import { setTimeout as sleep } from 'node:timers/promises';
import { minuteMs, secondMs } from '../../workflows/domain/durations.ts';
import { check, checkDesk } from './checker.ts';
import { type FaultDesk, partNames } from './desk.ts';
import { type AheadMs, commit, type FaultContext } from './faults.ts';
import { isAcknowledged, Ledger } from './ledger.ts';
import { type People, startPeople } from './people.ts';
import { type ReadOptions, readRecord, readWarehouse } from './read_record.ts';
import type { DeskRecord, Finding } from './record.ts';
import { type FaultKind, type ScheduledFault, targetsOf, wordsOf } from './schedule.ts';
import { type Tally, tallyOf } from './tally.ts';
import { Weather } from './weather.ts';

export interface SeasonOptions {
  desk: FaultDesk;
  seed: number;
  schedule: Iterator<ScheduledFault, void>;
  /** No fault begins after it, by this machine's clock. */
  endsAt: number;
  say(line: string): void;
}

/** Faults that come at once, and those between two checks of everything. */
const lanes = 3;
const faultsPerCheck = 100;
/** Between two things that one of them does, on average. */
const paceMs = 600;
/** So long after everything is well, rows are what histories say. */
const settledMs = minuteMs;
const checkEveryMs = 2 * secondMs;

/** People live with the faults of a schedule, until it ends or something is found. */
export async function runSeason(options: SeasonOptions): Promise<Tally> {
  const { desk, seed, schedule, endsAt, say } = options;
  const ledger = new Ledger();
  const aheadMs: AheadMs = new Map();
  const weather = new Weather();
  const people = startPeople({ seed, apiUrls: desk.apiUrls, ledger, weather, paceMs });
  const ticketIds = () =>
    ledger.operations
      .filter((one) => one.name === 'openTicket' && isAcknowledged(one))
      .map(({ ticketId }) => ticketId);
  const commitOne = ({ n, fault }: ScheduledFault) => {
    say(`${String(n).padStart(5)} ${wordsOf(fault)}`);
    const context: FaultContext = { desk, ticketIds, aheadMs, say };
    return weather.during(fault, () => commit(fault, context));
  };
  const faults = new Map<FaultKind, number>();
  try {
    for (let checkCount = 1; ; checkCount++) {
      const chapter = takeSome(schedule, faultsPerCheck);
      const done = await commitAll(chapter, commitOne, endsAt);
      for (const { fault } of done) faults.set(fault.kind, (faults.get(fault.kind) ?? 0) + 1);
      const record = await settle(desk, people, {
        ledger,
        aheadMs,
        wasRestored: faults.has('restore'),
      });
      const findings: Finding[] = check(record);
      const { operations } = ledger;
      say(`checked, ${operations.length} commands so far: ${findings.length} findings`);
      const isOver = chapter.length < faultsPerCheck || Date.now() >= endsAt;
      if (isOver || findings.length > 0) {
        return tallyOf({ faults, ledger, record, findings, checkCount });
      }
      people.goOn();
    }
  } finally {
    await people.leave();
  }
}

function takeSome<T>(items: Iterator<T, void>, count: number): T[] {
  const some: T[] = [];
  while (some.length < count) {
    const next = items.next();
    if (next.done) break;
    some.push(next.value);
  }
  return some;
}

/** A few at a time, none on what another works on. @returns those that took place */
async function commitAll(
  chapter: readonly ScheduledFault[],
  commitOne: (scheduled: ScheduledFault) => Promise<void>,
  endsAt: number,
): Promise<ScheduledFault[]> {
  const waiting = [...chapter];
  const done: ScheduledFault[] = [];
  const busy = new Set<string>();
  let freed = Promise.withResolvers<void>();
  const work = async () => {
    while (waiting.length > 0 && Date.now() < endsAt) {
      const next = takeFree(waiting, busy);
      if (!next) {
        await freed.promise;
        continue;
      }
      const targets = targetsOf(next.fault);
      for (const one of targets) busy.add(one);
      await sleep(next.afterMs);
      await commitOne(next);
      done.push(next);
      for (const one of targets) busy.delete(one);
      freed.resolve();
      freed = Promise.withResolvers();
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return done;
}

/** The first that works on nothing that is busy; none comes before one that needs many parts. */
function takeFree(
  waiting: ScheduledFault[],
  busy: ReadonlySet<string>,
): ScheduledFault | undefined {
  for (const [index, { fault }] of waiting.entries()) {
    const targets = targetsOf(fault);
    if (targets.every((one) => !busy.has(one))) return waiting.splice(index, 1)[0];
    if (targets.length > 1) return undefined;
  }
  return undefined;
}

/** Waits until all is well and everybody has their answer, then until nothing is left to settle. */
async function settle(desk: FaultDesk, people: People, options: ReadOptions): Promise<DeskRecord> {
  for (const name of partNames) await desk.parts[name].ready();
  await people.rest();
  const settledAt = Date.now() + settledMs;
  for (;;) {
    const record = await readRecord(desk, options);
    if (checkDesk(record).length === 0 || Date.now() > settledAt) {
      return { ...record, warehouse: await readWarehouse(desk) };
    }
    await sleep(checkEveryMs);
  }
}
