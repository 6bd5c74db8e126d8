import { proxyActivities, setHandler } from '@temporalio/workflow';
import { deliverWhileWanted } from './deliver_while_wanted.ts';
import { goOnAsNew, hearOfBuilds } from './going_on_as_new.ts';
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

/**
 * Delivers to one webhook, and sleeps until something is due or new. There is one a webhook, however
 * much waits for its receiver; it is started by whoever wants the first delivery, and ends when
 * nothing has been left for a while.
 */
export async function webhookWorkflow(webhookId: string): Promise<void> {
  const wants = { isWanted: true };
  hearOfBuilds();
  setHandler(deliveryWantedSignal, () => {
    wants.isWanted = true;
  });
  const isOver = await deliverWhileWanted(wants, (at) => deliverToWebhook({ webhookId, at }));
  if (!isOver) await goOnAsNew<typeof webhookWorkflow>(webhookId);
}
