import { proxyActivities } from '@temporalio/workflow';
import type { ExportSummary, WarehouseActivities } from './ports.ts';

const { exportToWarehouse } = proxyActivities<WarehouseActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '1 minute',
  // The next run of the Schedule does what this one could not.
  retry: { maximumAttempts: 3, initialInterval: '5s' },
});

/** One run of the export Schedule: what is new goes to the warehouse. */
export async function exportWorkflow(): Promise<ExportSummary> {
  return exportToWarehouse();
}
