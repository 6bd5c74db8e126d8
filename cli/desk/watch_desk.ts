import { setTimeout as sleep } from 'node:timers/promises';
import type { Readiness } from '../../api/health/contract.ts';
import { secondMs } from '../../workflows/domain/durations.ts';
import type { Supervised } from '../servers/supervised.ts';
import { judge, type PartName, type Reasons, type Troubles } from './troubles.ts';

export interface WatchOptions {
  apiUrl: string;
  /** The parts that this desk runs itself. */
  supervised: Partial<Record<PartName, Supervised>>;
  notice(line: string): void;
}

const everyMs = 10 * secondMs;
/** While something is wrong, or may be. */
const everyMsInTrouble = 2 * secondMs;
const answerTimeoutMs = 8 * secondMs;

/**
 * Looks, for as long as a desk is open, whether it takes commands; says in one line what is in the
 * way and that it is gone, and has a part started again that runs and does not answer.
 * @returns what ends it
 */
export function watchDesk({ apiUrl, supervised, notice }: WatchOptions): () => Promise<void> {
  const stopping = new AbortController();
  const restartable = Object.keys(supervised) as PartName[];

  const watch = async () => {
    let troubles: Troubles = {};
    let alarmCount = 0;
    while (!stopping.signal.aborted) {
      const readiness = await readinessOf(apiUrl);
      if (stopping.signal.aborted) return;
      const judgement = judge(troubles, reasonsOf(readiness), Date.now(), restartable);
      troubles = judgement.troubles;
      for (const line of judgement.notices) notice(line);
      for (const name of judgement.hung) supervised[name]?.restart();
      if (readiness) alarmCount = tellAlarms(readiness.warnings, alarmCount, notice);
      const isWell = Object.keys(troubles).length === 0;
      await pause(isWell ? everyMs : everyMsInTrouble, stopping.signal);
    }
  };
  const watching = watch();

  return async () => {
    stopping.abort();
    await watching;
  };
}

async function readinessOf(apiUrl: string): Promise<Readiness | undefined> {
  try {
    const signal = AbortSignal.timeout(answerTimeoutMs);
    const answer = await fetch(`${apiUrl}/readyz`, { signal });
    return (await answer.json()) as Readiness;
  } catch {
    return undefined;
  }
}

/** What hangs on a part that is in trouble is not told besides. */
function reasonsOf(readiness: Readiness | undefined): Reasons {
  if (!readiness) return { API: `no answer within ${answerTimeoutMs / secondMs} s` };
  const { postgres, tables, temporal, worker, disk, commands } = readiness;
  const parts = { PostgreSQL: postgres, Temporal: temporal, Disk: disk };
  const reasons: Reasons = {};
  for (const [name, part] of Object.entries(parts)) {
    if (!part.isReady) reasons[name as keyof typeof parts] = part.reason ?? '';
  }
  if (postgres.isReady && !tables.isReady) reasons.Tables = tables.reason ?? '';
  if (temporal.isReady && !worker.isReady) reasons.Worker = worker.reason ?? '';
  const isAlone = Object.keys(reasons).length === 0;
  if (isAlone && !commands.isReady) reasons.Commands = commands.reason ?? '';
  return reasons;
}

/** @returns how many alarms are up */
function tellAlarms(
  warnings: Readiness['warnings'],
  knownCount: number,
  notice: (line: string) => void,
): number {
  const count = warnings.reduce((sum, one) => sum + one.count, 0);
  if (count > knownCount) {
    const kinds = warnings.map((one) => `${one.kind} ${one.count}`).join(', ');
    notice(`Alarms are up (${kinds}): \`npm run -s palier -- doctor\` says what to do`);
  }
  return count;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => {});
}
