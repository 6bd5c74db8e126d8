import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { minuteMs, secondMs } from '../../workflows/domain/durations.ts';
import { check, checkDesk } from './checker.ts';
import { type FaultDesk, openFaultDesk, partNames } from './desk.ts';
import { hasOwnMounts, ownMountsCommand } from './disk.ts';
import { type AheadMs, commit, type FaultContext } from './faults.ts';
import { isAcknowledged, Ledger } from './ledger.ts';
import { type People, startPeople } from './people.ts';
import { readRecord, readWarehouse } from './read_record.ts';
import type { DeskRecord, Finding } from './record.ts';
import { findingLines, lastLine, type RunSummary, writeReport } from './report.ts';
import {
  type FaultKind,
  faultKinds,
  type ScheduledFault,
  scheduleOf,
  targetsOf,
  wordsOf,
} from './schedule.ts';
import { Weather } from './weather.ts';

/**
 * `npm run test:faults`: scripted people work through the real API while real processes are killed,
 * stopped, starved and cut off; then everything is checked against what people were told.
 *
 * `-- --seed 7` draws the same people and faults again, as far as real time allows; `--only kill,hole` draws from
 * these kinds alone; `--faults 10000 --minutes 300` is a night; `--report` writes docs/proof/faults.md.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    faults: { type: 'string', default: '300' },
    minutes: { type: 'string' },
    only: { type: 'string', default: '' },
    report: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

/** Faults that come at once, and those between two checks of everything. */
const lanes = 3;
const faultsPerCheck = 100;
const paceMs = 600;
/** A run of as many faults as usual is over by then, whatever it has come to. */
const usualMinutes = 5;
/** So long after everything is well, rows are what histories say. */
const settledMs = minuteMs;
const checkEveryMs = 2 * secondMs;

const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
const faultCount = Number(values.faults);
const usualFaults = 300;
const minutesMax = Number(values.minutes ?? (faultCount > usualFaults ? Infinity : usualMinutes));
const command = `npm run test:faults -- --seed ${seed} --faults ${faultCount}${values.only && ` --only ${values.only}`}`;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const mounts = hasOwnMounts ? undefined : await ownMountsCommand();
  if (mounts) return runWithMounts(mounts);
  const leftOut = hasOwnMounts ? [] : ['full disk: this machine lets nobody mount one'];
  leftOut.push('restore: Temporal put back to an older copy, until the desk repairs that');
  const kinds = kindsAsked().filter((kind) => kind !== 'full_disk' || hasOwnMounts);
  say(`seed ${seed}: ${command}`);
  for (const words of leftOut) say(`left out: ${words}`);
  const desk = await openFaultDesk({ isKept: values.keep });
  if (values.keep) say(`logs are kept in ${desk.home}`);
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await desk.close();
  };
  process.once('SIGINT', () => void close().finally(() => process.exit(130)));
  try {
    const summary = { ...(await runFaults(desk, kinds)), leftOut };
    for (const line of findingLines(summary)) say(line);
    if (values.report) say(`report: ${await writeReport(summary)}`);
    const isWell = summary.findings.length + summary.ledger.oddities.length === 0;
    if (!isWell) say(`again: ${command}`);
    say(lastLine(summary));
    return isWell ? 0 : 1;
  } finally {
    await close();
  }
}

/** Runs this program again where it may mount disks of its own, which end with it. */
async function runWithMounts([program = '', ...args]: string[]): Promise<number> {
  const rest = [process.execPath, ...process.argv.slice(1)];
  const child = spawn(program, [...args, ...rest], {
    stdio: 'inherit',
    env: { ...process.env, PALIER_FAULTS_MOUNTS: '1' },
  });
  process.on('SIGINT', () => {});
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

function kindsAsked(): FaultKind[] {
  if (values.only === '') return faultKinds;
  const asked = values.only.split(',');
  const unknown = asked.filter((kind) => !faultKinds.some((one) => one === kind));
  if (unknown.length > 0)
    throw new Error(`--only ${unknown}: expected of ${faultKinds.join(', ')}`);
  return faultKinds.filter((kind) => asked.includes(kind));
}

async function runFaults(
  desk: FaultDesk,
  kinds: FaultKind[],
): Promise<Omit<RunSummary, 'leftOut'>> {
  const startedAt = Date.now();
  const endsAt = startedAt + minutesMax * minuteMs;
  const ledger = new Ledger();
  const aheadMs: AheadMs = new Map();
  const weather = new Weather();
  const people = startPeople({ seed, apiUrls: desk.apiUrls, ledger, weather, paceMs });
  const ticketIds = () =>
    ledger.operations
      .filter((one) => one.name === 'openTicket' && isAcknowledged(one))
      .map(({ ticketId }) => ticketId);
  const context: FaultContext = { desk, ticketIds, aheadMs };
  const faults = new Map<FaultKind, number>();
  const schedule = scheduleOf(seed, faultCount, kinds);
  const findings: Finding[] = [];
  let record: DeskRecord | undefined;
  let checkCount = 0;
  for (let isOver = false; !isOver && findings.length === 0; ) {
    const chapter = takeSome(schedule, faultsPerCheck);
    const done = await commitAll(chapter, context, weather, endsAt);
    for (const { fault } of done) faults.set(fault.kind, (faults.get(fault.kind) ?? 0) + 1);
    isOver = chapter.length < faultsPerCheck || Date.now() >= endsAt;
    record = await settle(desk, people, ledger, aheadMs);
    findings.push(...check(record));
    checkCount++;
    say(
      `checked after fault ${done.at(-1)?.n}: ${findings.length} findings, ${ledger.operations.length} commands`,
    );
    if (isOver) await people.leave();
    else people.goOn();
  }
  await people.leave();
  return {
    seed,
    command,
    faults,
    ledger,
    findings,
    ticketCount: record?.rows.tickets.length ?? 0,
    eventCount: record?.rows.events.length ?? 0,
    checkCount,
    seconds: (Date.now() - startedAt) / 1000,
  };
}

function takeSome<T>(items: Iterator<T>, count: number): T[] {
  const some: T[] = [];
  while (some.length < count) {
    const { value, done } = items.next();
    if (done) break;
    some.push(value);
  }
  return some;
}

/** A few at a time, none on what another works on. @returns those that took place */
async function commitAll(
  chapter: readonly ScheduledFault[],
  context: FaultContext,
  weather: Weather,
  endsAt: number,
): Promise<ScheduledFault[]> {
  const waiting = [...chapter];
  const done: ScheduledFault[] = [];
  const busy = new Set<string>();
  let freed = Promise.withResolvers<void>();
  const work = async () => {
    while (waiting.length > 0 && Date.now() < endsAt) {
      const index = waiting.findIndex(({ fault }) =>
        targetsOf(fault).every((one) => !busy.has(one)),
      );
      const [next] = index === -1 ? [] : waiting.splice(index, 1);
      if (!next) {
        await freed.promise;
        continue;
      }
      const targets = targetsOf(next.fault);
      for (const one of targets) busy.add(one);
      await sleep(next.afterMs);
      say(`${String(next.n).padStart(5)} ${wordsOf(next.fault)}`);
      await weather.during(next.fault, () => commit(next.fault, context));
      done.push(next);
      for (const one of targets) busy.delete(one);
      freed.resolve();
      freed = Promise.withResolvers();
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return done;
}

/** Waits until all is well and everybody has their answer, then until nothing is left to settle. */
async function settle(
  desk: FaultDesk,
  people: People,
  ledger: Ledger,
  aheadMs: AheadMs,
): Promise<DeskRecord> {
  for (const name of partNames) await desk.parts[name].ready();
  await people.rest();
  const settledAt = Date.now() + settledMs;
  for (;;) {
    const record = await readRecord(desk, { ledger, aheadMs });
    const isQuiet = checkDesk(record).length === 0;
    if (isQuiet || Date.now() > settledAt) {
      return { ...record, warehouse: await readWarehouse(desk) };
    }
    await sleep(checkEveryMs);
  }
}

process.exit(await main());
