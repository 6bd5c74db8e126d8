import { percentile } from '../statistics.ts';

/** What clients were answered in one round. */
export interface Tally {
  /** Milliseconds of each answer, from the last time it was asked for. */
  creationsMs: number[];
  commandsMs: number[];
  /** Milliseconds of each 503. Whoever got one waited as it said, and asked again. */
  refusalsMs: number[];
}

export interface Round extends Tally {
  livesPerSecond: number;
}

export type Live = (tally: Tally) => Promise<void>;

export function emptyTally(): Tally {
  return { creationsMs: [], commandsMs: [], refusalsMs: [] };
}

/** `count` lives, `clients` of them at a time. */
export async function runRound(clients: number, count: number, live: Live): Promise<Round> {
  const tally = emptyTally();
  const startedAt = performance.now();
  await atATime(clients, count, () => live(tally));
  const seconds = (performance.now() - startedAt) / 1000;
  return { ...tally, livesPerSecond: count / seconds };
}

export async function atATime(
  clients: number,
  count: number,
  work: () => Promise<unknown>,
): Promise<void> {
  let left = count;
  const one = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: Math.min(clients, count) }, one));
}

export async function timed<T>(answersMs: number[], act: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await act();
  answersMs.push(performance.now() - startedAt);
  return result;
}

/** `p50 / p99` in milliseconds; a dash where nothing was measured. */
export function spread(answersMs: readonly number[]): string {
  if (answersMs.length === 0) return '–';
  return [0.5, 0.99].map((share) => percentile(answersMs, share).toFixed(0)).join(' / ');
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
