import { condition } from '@temporalio/workflow';
import { minuteMs } from './domain/durations.ts';
import { isToGoOnAsNew } from './going_on_as_new.ts';

/** So long a run waits to be wanted again: it leaves one closed history behind, not hundreds. */
const lingerMs = 30 * minuteMs;

/**
 * Delivers, and sleeps until something is due or new, however much waits for one receiver.
 *
 * @param wants `isWanted` is set by the signal that something is new
 * @param deliver what is due at an instant; says when there is more
 * @returns true where nothing has been left for a while; false where the run is to go on as new
 */
export async function deliverWhileWanted(
  wants: { isWanted: boolean },
  deliver: (at: number) => Promise<{ nextAt: number | null }>,
): Promise<boolean> {
  while (!isToGoOnAsNew()) {
    wants.isWanted = false;
    const { nextAt } = await deliver(Date.now());
    if (nextAt === null) {
      const isMore = await condition(() => wants.isWanted || isToGoOnAsNew(), lingerMs, {
        summary: 'until more is new',
      });
      if (!isMore) return true;
    } else if (nextAt > Date.now()) {
      await condition(() => wants.isWanted || isToGoOnAsNew(), nextAt - Date.now(), {
        summary: 'until it is tried again',
      });
    }
  }
  return false;
}
