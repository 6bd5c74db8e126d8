import {
  condition,
  continueAsNew,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { minuteMs } from './domain/durations.ts';
import { webhookTaskQueue } from './ids.ts';
import { deliveryWantedSignal } from './messages.ts';
import type { WebhookActivities } from './ports.ts';

const { deliverToWebhook } = proxyActivities<WebhookActivities>({
  taskQueue: webhookTaskQueue,
  startToCloseTimeout: '5 minutes',
  // What a dead worker had begun is begun again so soon.
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** So long a run waits to be wanted again: it leaves one closed history behind, not hundreds. */
const lingerMs = 30 * minuteMs;

/**
 * Delivers to one webhook, and sleeps until something is due or new. There is one a webhook, however
 * much waits for its receiver; it is started by whoever wants the first delivery, and ends when
 * nothing has been left for a while.
 */
export async function webhookWorkflow(webhookId: string): Promise<void> {
  let isWanted = true;
  setHandler(deliveryWantedSignal, () => {
    isWanted = true;
  });
  while (!workflowInfo().continueAsNewSuggested) {
    isWanted = false;
    const { nextAt } = await deliverToWebhook({ webhookId, at: Date.now() });
    if (nextAt === null) {
      const isMore = await condition(() => isWanted, lingerMs, { summary: 'until more is new' });
      if (!isMore) return;
    } else if (nextAt > Date.now()) {
      await condition(() => isWanted, nextAt - Date.now(), { summary: 'until it is tried again' });
    }
  }
  await continueAsNew<typeof webhookWorkflow>(webhookId);
}
