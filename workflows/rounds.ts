import { sleep } from '@temporalio/workflow';
import { secondMs } from './domain/durations.ts';
import type { Rounds } from './messages.ts';

/**
 * Repeats `work`. A run of many rounds leaves one closed history behind where a run for each would
 * leave hundreds; it still ends every half hour or so, so that new code takes over by itself.
 */
export async function inRounds(rounds: Rounds, work: () => Promise<void>): Promise<void> {
  for (let round = 1; ; round++) {
    await work();
    if (round >= rounds.count) return;
    await sleep(rounds.everySeconds * secondMs, {
      summary: `round ${round} of ${rounds.count} done`,
    });
  }
}
