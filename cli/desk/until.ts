import { setTimeout } from 'node:timers/promises';
import { secondMs } from '../../workflows/domain/durations.ts';

const lookEveryMs = 200;
const waitMaxMs = 45 * secondMs;

/** Looks until another program has done its part, for 45 seconds. @returns what was seen last */
export async function until<T>(look: () => Promise<T>, isDone: (seen: T) => boolean): Promise<T> {
  const endsAt = performance.now() + waitMaxMs;
  for (;;) {
    const seen = await look();
    if (isDone(seen) || performance.now() > endsAt) return seen;
    await setTimeout(lookEveryMs);
  }
}
