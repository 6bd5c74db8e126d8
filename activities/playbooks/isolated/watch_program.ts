import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { secondMs } from '../../../workflows/domain/durations.ts';

/**
 * A thread beside a program that runs code of owners. That code may keep the program's own thread busy
 * for ever: only another one can still end the process, where it does not answer, takes too much
 * memory, or whoever started it is gone.
 */

export interface Watched {
  /** Rises for as long as the program's own thread answers. */
  beats: Int32Array;
  parentPid: number;
  /** So many seconds in a row it may not answer. */
  silentSecondsMax: number;
  memoryMaxMb: number;
}

const { beats, parentPid, silentSecondsMax, memoryMaxMb } = workerData as Watched;
const bytesPerMb = 1024 * 1024;
const standardError = 2;

let heard = Atomics.load(beats, 0);
// Counted, not told from a clock: a machine that slept was not silent.
let silentSeconds = 0;

setInterval(() => {
  if (process.ppid !== parentPid) end();
  const beat = Atomics.load(beats, 0);
  silentSeconds = beat === heard ? silentSeconds + 1 : 0;
  heard = beat;
  if (silentSeconds >= silentSecondsMax) {
    end(`it did not answer for ${silentSecondsMax} s: expected code that awaits what takes long`);
  }
  const memoryMb = Math.round(process.memoryUsage.rss() / bytesPerMb);
  if (memoryMb > memoryMaxMb) end(`it took ${memoryMb} MB: expected ${memoryMaxMb} MB at most`);
}, secondMs);

function end(why?: string): void {
  // Nobody may be left to read it.
  try {
    if (why !== undefined) writeSync(standardError, `${why}\n`);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}
