import { proxyActivities } from '@temporalio/workflow';
import type { Rounds } from './messages.ts';
import type { ExportSummary, WarehouseActivities } from './ports.ts';
import { inRounds } from './rounds.ts';

const { exportToWarehouse } = proxyActivities<WarehouseActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '1 minute',
  // A full disk or an absent database is waited for in one run, not in a pile of failed ones.
  retry: { initialInterval: '5s', maximumInterval: '1 minute' },
});

/**
 * One run of the export Schedule: again and again, what is new goes to the warehouse. Without
 * `rounds` it exports once. Gives the sums, and the name of the last snapshot published.
 */
export async function exportWorkflow(rounds?: Rounds): Promise<ExportSummary> {
  const total: ExportSummary = { ticketCount: 0, eventCount: 0, snapshot: null };
  await inRounds(rounds ?? { count: 1, everySeconds: 1 }, async () => {
    const { ticketCount, eventCount, snapshot } = await exportToWarehouse();
    total.ticketCount += ticketCount;
    total.eventCount += eventCount;
    total.snapshot = snapshot ?? total.snapshot;
  });
  return total;
}
