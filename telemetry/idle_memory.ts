import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { secondMs } from '../workflows/domain/durations.ts';

const lookEveryMs = 10 * secondMs;
/** Busy less than this share of the time: nobody waits for an answer that collecting would delay. */
const idleShareMax = 0.02;
/** What a collection must be able to give back, as a share of what the last one left. */
const worthwhileGrowth = 0.25;

/**
 * Collects the garbage of this thread when it has nothing to do. V8 collects when something new
 * wants room: a desk that nobody asks anything would keep what its start, or a busy hour, has left.
 */
export function collectWhenIdle(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let last = performance.eventLoopUtilization();
  let settledBytes = 0;
  const look = () => {
    const now = performance.eventLoopUtilization();
    const isIdle = shareBusy(now, last) < idleShareMax;
    last = now;
    if (!isIdle || heapBytes() < settledBytes * (1 + worthwhileGrowth)) return;
    collect();
    settledBytes = heapBytes();
  };
  setInterval(look, lookEveryMs).unref();
}

function shareBusy(now: EventLoopUtilization, before: EventLoopUtilization): number {
  return performance.eventLoopUtilization(now, before).utilization;
}

function heapBytes(): number {
  return getHeapStatistics().total_heap_size;
}
