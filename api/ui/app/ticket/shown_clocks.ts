import type { Clock } from '../../../contract.ts';

/**
 * A long ticket had a clock for each answer it was ever owed. What counts now is shown: what runs or
 * waits, and of each promise the last that was broken.
 */
export function shownClocks(clocks: readonly Clock[]): Clock[] {
  return clocks.filter(
    (clock) =>
      isOpen(clock) ||
      clock === clocks.findLast(({ name, isBreached }) => name === clock.name && isBreached),
  );
}

function isOpen({ status }: Clock): boolean {
  return status === 'running' || status === 'paused';
}
