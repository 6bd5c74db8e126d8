import { proxyActivities } from '@temporalio/workflow';
import type { Rounds } from './messages.ts';
import type { AllocationActivities } from './ports.ts';
import { inRounds } from './rounds.ts';

const { sweepAllocation } = proxyActivities<AllocationActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '5s', maximumInterval: '1 minute' },
});

/**
 * One run of the sweep Schedule: shifts begin, agents come back, and offers may have been lost.
 * Without `rounds` it sweeps once.
 */
export async function allocationSweepWorkflow(rounds?: Rounds): Promise<{ offered: number }> {
  const total = { offered: 0 };
  await inRounds(rounds ?? { count: 1, everySeconds: 1 }, async () => {
    total.offered += (await sweepAllocation()).offered;
  });
  return total;
}
