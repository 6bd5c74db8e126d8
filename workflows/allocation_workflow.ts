import { proxyActivities } from '@temporalio/workflow';
import type { AllocationActivities } from './ports.ts';

const { sweepAllocation } = proxyActivities<AllocationActivities>({
  startToCloseTimeout: '1 minute',
  // A minute later the Schedule sweeps again.
  retry: { maximumAttempts: 1 },
});

/** One sweep of the pools: shifts begin, agents come back, and offers may have been lost. */
export async function allocationSweepWorkflow(): Promise<{ offered: number }> {
  return sweepAllocation();
}
