import { proxyActivities } from '@temporalio/workflow';
import type { Rounds } from './messages.ts';
import type { OutgoingActivities } from './ports.ts';
import { inRounds } from './rounds.ts';

const { deliverOutgoing } = proxyActivities<OutgoingActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '5s', maximumInterval: '1 minute' },
});

/**
 * One run of the Schedule that keeps what problems promised their incidents, where whoever promised
 * it is gone. Without `rounds` it looks once.
 */
export async function outgoingSweepWorkflow(rounds?: Rounds): Promise<{ deliveredCount: number }> {
  const total = { deliveredCount: 0 };
  await inRounds(rounds ?? { count: 1, everySeconds: 1 }, async () => {
    total.deliveredCount += (await deliverOutgoing()).deliveredCount;
  });
  return total;
}
