import { proxyActivities, setHandler } from '@temporalio/workflow';
import { deliverWhileWanted } from './deliver_while_wanted.ts';
import { goOnAsNew, hearOfBuilds } from './going_on_as_new.ts';
import { outgoingMailTaskQueue } from './ids.ts';
import { sendingWantedSignal } from './messages.ts';
import type { OutgoingMailActivities } from './ports.ts';

const { sendDueMails } = proxyActivities<OutgoingMailActivities>({
  taskQueue: outgoingMailTaskQueue,
  startToCloseTimeout: '10 minutes',
  // What a dead worker had begun is begun again so soon.
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/**
 * Sends what goes out by one mailbox, and sleeps until something is due or new. There is one a mailbox, so
 * that a server which is away keeps no other's mail back; what waits is in rows.
 */
export async function outgoingMailWorkflow(queueId: string): Promise<void> {
  const wants = { isWanted: true };
  hearOfBuilds();
  setHandler(sendingWantedSignal, () => {
    wants.isWanted = true;
  });
  const isOver = await deliverWhileWanted(wants, (at) => sendDueMails({ queueId, at }));
  if (!isOver) await goOnAsNew<typeof outgoingMailWorkflow>(queueId);
}
