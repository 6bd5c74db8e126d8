import type { Clock } from '../../../contract.ts';

interface FoldedClocks {
  /** What runs or waits, and of each promise the last that was broken. */
  shown: Clock[];
  /** The others, newest first. */
  folded: Clock[];
}

/** A long ticket has a clock for each answer it was ever owed: what counts now is shown. */
export function foldClocks(clocks: readonly Clock[]): FoldedClocks {
  const counts = (clock: Clock) =>
    isOpen(clock) ||
    clock === clocks.findLast(({ name, isBreached }) => name === clock.name && isBreached);
  return {
    shown: clocks.filter(counts),
    folded: clocks.filter((clock) => !counts(clock)).toReversed(),
  };
}

function isOpen({ status }: Clock): boolean {
  return status === 'running' || status === 'paused';
}
