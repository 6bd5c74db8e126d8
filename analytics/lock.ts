import { setTimeout as delay } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { AnalyticsError, type AnalyticsParameters } from './errors.ts';

const heldHere = new Set<string>();
const retryMs = 100;

/**
 * Runs `work` while nobody else holds `file`, in this process or another one. The lock is the one
 * DuckDB takes on any database it may write: the kernel drops it when the process ends, however it
 * ends, so no stale lock is left to guess about.
 *
 * @throws AnalyticsError `warehouse_locked` when it is not free within `waitMs`.
 */
export async function withLock<T>(
  file: string,
  waitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const release = await tryLock(file);
    if (typeof release === 'function') {
      try {
        return await work();
      } finally {
        release();
      }
    }
    if (performance.now() >= deadline) {
      const parameters = { holder: release, waitMs, file };
      throw new AnalyticsError({ code: 'warehouse_locked', parameters });
    }
    await delay(retryMs);
  }
}

type Holder = AnalyticsParameters['warehouse_locked']['holder'];

/** A function that releases the lock, or who has it. */
async function tryLock(file: string): Promise<(() => void) | Holder> {
  // Kernel locks are per process: a second opener in this one would be let in.
  if (heldHere.has(file)) return 'this_process';
  heldHere.add(file);
  try {
    const instance = await DuckDBInstance.create(file, { threads: '1' });
    return () => {
      instance.closeSync();
      heldHere.delete(file);
    };
  } catch (error) {
    heldHere.delete(file);
    if (error instanceof Error && /lock/i.test(error.message)) {
      const holder = /\(PID (\d+)\)/.exec(error.message)?.[1];
      return holder === undefined ? null : Number(holder);
    }
    throw error;
  }
}
