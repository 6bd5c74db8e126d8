import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { secondMs } from '../../../workflows/domain/durations.ts';
import type { Watched } from './watch_program.ts';

const silentSecondsMax = 15;
const memoryMaxMb = 1_024;

/**
 * Has this process end with whoever started it, and be ended where it does not answer or takes too much
 * memory: whatever code of owners does in it.
 */
export function beWatched(): void {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: Watched = { beats, parentPid: process.ppid, silentSecondsMax, memoryMaxMb };
  // Its memory is none of the program's: it is there when that has none left.
  const watch = new Worker(new URL('./watch_program.ts', import.meta.url), { workerData });
  watch.unref();
  setInterval(() => Atomics.add(beats, 0, 1), secondMs / 2).unref();
}

/**
 * Makes this process one that runs code of owners: it yields to the tickets, and is watched.
 * @returns how it speaks to whoever started it; what owners wrote cannot
 */
export function openProgram<Said>(hear: (message: never) => void): (message: Said) => void {
  const { send } = process;
  if (!send) throw new Error('Started by hand: expected to be a part of the worker');
  const said = send.bind(process);
  delete process.send;
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  process.once('disconnect', () => process.exit(0));
  process.on('message', hear as (message: unknown) => void);
  beWatched();
  return (message) => void said(message);
}
