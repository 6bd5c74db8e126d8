import { condition, proxyActivities, setHandler } from '@temporalio/workflow';
import { goOnAsNew, hearOfBuilds, isToGoOnAsNew } from './going_on_as_new.ts';
import { mailboxTaskQueue } from './ids.ts';
import { mailboxChangedSignal } from './messages.ts';
import type { MailboxActivities } from './ports.ts';

const { followMailbox } = proxyActivities<MailboxActivities>({
  taskQueue: mailboxTaskQueue,
  startToCloseTimeout: '2 hours',
  // What a dead process had followed is followed again so soon.
  heartbeatTimeout: '20s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/**
 * Follows one mailbox for as long as it is enabled: the activity holds the connection, and ends now
 * and then. There is one a mailbox, so that none waits for another; how far it came is in its row.
 */
export async function mailboxWorkflow(mailboxId: string): Promise<void> {
  let isChanged = false;
  hearOfBuilds();
  setHandler(mailboxChangedSignal, () => {
    isChanged = true;
  });
  while (!isToGoOnAsNew()) {
    isChanged = false;
    const { nextAt } = await followMailbox({ mailboxId });
    if (nextAt === null) {
      // Changed while it was looked at: what it is now may be something to follow.
      if (isChanged) continue;
      return;
    }
    const waitMs = nextAt - Date.now();
    if (waitMs > 0) {
      await condition(() => isChanged || isToGoOnAsNew(), waitMs, {
        summary: 'until it is tried again',
      });
    }
  }
  await goOnAsNew<typeof mailboxWorkflow>(mailboxId);
}
