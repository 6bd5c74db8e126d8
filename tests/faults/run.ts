import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inspect, parseArgs } from 'node:util';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { openFaultDesk } from './desk.ts';
import { hasOwnMounts, ownMountsCommand } from './disk.ts';
import { foundLines, lastLine, writeReport } from './report.ts';
import { type FaultKind, faultKinds, scheduleOf } from './schedule.ts';
import { runSeason } from './season.ts';
import { sumOf, type Tally } from './tally.ts';

/**
 * `npm run test:faults`: scripted people work through the real API while real processes are killed,
 * stopped, starved and cut off; then everything is checked against what people were told.
 *
 * `-- --seed 7` draws the same people and faults again, as far as real time allows; `--only
 * kill,hole` draws from these kinds alone; `--faults 10000` is a night; `--report` writes
 * docs/proof/faults.md; `--keep` leaves the logs of the parts.
 */
const usualFaults = '300';
/** A run of as many faults as usual begins none after so long. */
const usualMinutes = 5;
/** Then a new desk is opened: one that grew for hours would be read for longer than it ran. */
const faultsPerSeason = 500;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    faults: { type: 'string', default: usualFaults },
    minutes: { type: 'string' },
    only: { type: 'string', default: '' },
    report: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

const faultCount = Number(values.faults);
const minutesMax = faultCount > Number(usualFaults) ? Number.POSITIVE_INFINITY : usualMinutes;
const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const mounts = hasOwnMounts ? undefined : await ownMountsCommand();
  if (mounts) return runWithMounts(mounts);
  const leftOut = hasOwnMounts ? [] : ['full disk: this machine lets nobody mount one'];
  for (const words of leftOut) say(`left out: ${words}`);
  const kinds = kindsAsked().filter((kind) => kind !== 'full_disk' || hasOwnMounts);
  const startedAt = Date.now();
  const endsAt = startedAt + Number(values.minutes ?? minutesMax) * minuteMs;
  const tallies: Tally[] = [];
  let seed = Number(values.seed);
  let left = faultCount;
  for (; left > 0 && Date.now() < endsAt; seed++, left -= faultsPerSeason) {
    const tally = await runOne(seed, Math.min(left, faultsPerSeason), kinds, endsAt);
    tallies.push(tally);
    if (tally.found.length > 0) break;
  }
  const tally = sumOf(tallies);
  const command = commandOf(Number(values.seed), faultCount);
  const run = {
    tally,
    seed: Number(values.seed),
    command,
    leftOut,
    tookMs: Date.now() - startedAt,
  };
  if (values.report) say(`report: ${await writeReport(run)}`);
  say(lastLine(tally));
  return tally.found.length === 0 ? 0 : 1;
}

/** Opens a desk for so many faults, and says what is needed to see them again. */
async function runOne(
  seed: number,
  count: number,
  kinds: FaultKind[],
  endsAt: number,
): Promise<Tally> {
  say(`seed ${seed}: ${commandOf(seed, count)}`);
  const desk = await openFaultDesk({ isKept: values.keep });
  if (values.keep) say(`logs are kept in ${desk.home}`);
  const stop = () => void desk.close().finally(() => process.exit(130));
  process.once('SIGINT', stop);
  try {
    const schedule = scheduleOf(seed, count, kinds);
    const tally = await runSeason({ desk, seed, schedule, endsAt, say });
    for (const line of foundLines(tally)) say(line);
    if (tally.found.length > 0) say(`again: ${commandOf(seed, count)}`);
    return tally;
  } catch (error) {
    // Said now: a call that is still tried again while the desk closes ends this program.
    say(inspect(error));
    throw error;
  } finally {
    process.off('SIGINT', stop);
    await desk.close();
  }
}

function commandOf(seed: number, count: number): string {
  const only = values.only === '' ? '' : ` --only ${values.only}`;
  const minutes = values.minutes === undefined ? '' : ` --minutes ${values.minutes}`;
  return `npm run test:faults -- --seed ${seed} --faults ${count}${minutes}${only}`;
}

/** Runs this program again where it may mount disks of its own, which end with it. */
async function runWithMounts([program = '', ...args]: string[]): Promise<number> {
  const rest = [process.execPath, ...process.argv.slice(1)];
  const child = spawn(program, [...args, ...rest], {
    stdio: 'inherit',
    env: { ...process.env, PALIER_FAULTS_MOUNTS: '1' },
  });
  // Ctrl-C reaches it too: it stops everything in order, and then this program ends.
  process.on('SIGINT', () => {});
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

function kindsAsked(): FaultKind[] {
  if (values.only === '') return faultKinds;
  const asked = values.only.split(',');
  const unknown = asked.filter((kind) => !faultKinds.some((one) => one === kind));
  if (unknown.length > 0) {
    throw new Error(`--only ${unknown}: expected some of ${faultKinds.join(', ')}`);
  }
  return faultKinds.filter((kind) => asked.includes(kind));
}

process.exit(await main());
