import { condition, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import { minuteMs, secondMs } from './domain/durations.ts';
import { hearOfBuilds, isToGoOnAsNew } from './going_on_as_new.ts';
import { exportTaskQueue } from './ids.ts';
import { exportWantedSignal } from './messages.ts';
import type { ExportSummary, WarehouseActivities } from './ports.ts';

const { exportToWarehouse } = proxyActivities<WarehouseActivities>({
  taskQueue: exportTaskQueue,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '1 minute',
  // A full disk or an absent database is waited for in one run, not in a pile of failed ones.
  retry: { initialInterval: '5s', maximumInterval: '1 minute' },
});

/** A round is about fifteen events of history; a run stays far below what Temporal suggests. */
const roundsMax = 150;
/** So long a run waits to be wanted again: it leaves one closed history behind, not hundreds. */
const lingerMs = 30 * minuteMs;

/**
 * Exports when it is wanted, `everySeconds` apart at least. It is started by whoever wants the first
 * export, and there is one at a time; it ends now and again, so that new code takes over by itself.
 * Gives the sums, and the name of the last snapshot published.
 */
export async function exportWorkflow(everySeconds: number): Promise<ExportSummary> {
  const total: ExportSummary = { ticketCount: 0, eventCount: 0, snapshot: null };
  let isWanted = false;
  hearOfBuilds();
  setHandler(exportWantedSignal, () => {
    isWanted = true;
  });
  for (let round = 1; round <= roundsMax; round++) {
    const isMore = await condition(() => isWanted || isToGoOnAsNew(), lingerMs, {
      summary: 'until something is new',
    });
    // Whoever wants more begins another, with the build of then.
    if (!isMore || isToGoOnAsNew()) break;
    isWanted = false;
    const { ticketCount, eventCount, snapshot } = await exportToWarehouse();
    total.ticketCount += ticketCount;
    total.eventCount += eventCount;
    total.snapshot = snapshot ?? total.snapshot;
    await sleep(everySeconds * secondMs, { summary: 'between two exports' });
  }
  return total;
}
