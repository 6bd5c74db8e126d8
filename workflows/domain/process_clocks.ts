import type { ProcessClock, ProcessSnapshot } from './process.ts';
import { type ClockName, clockKinds } from './ticket.ts';

/** What can be measured without saying more: a clock that is called so is in every process. */
export const usualClocks: readonly ProcessClock[] = clockKinds
  .filter((kind) => kind !== 'tier_work')
  .map((kind): ProcessClock => ({ name: kind, measures: kind }));

const byProcess = new WeakMap<ProcessSnapshot, ReadonlyMap<ClockName, ProcessClock>>();

/** The clocks of a process by their names: those of every process, then its own. Worked out once. */
export function clocksOf(process: ProcessSnapshot): ReadonlyMap<ClockName, ProcessClock> {
  const known = byProcess.get(process);
  if (known) return known;
  const all = [...usualClocks, ...(process.clocks ?? [])];
  const clocks = new Map(all.map((clock) => [clock.name, clock]));
  byProcess.set(process, clocks);
  return clocks;
}
