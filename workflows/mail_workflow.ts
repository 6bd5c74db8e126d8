import { proxyActivities } from '@temporalio/workflow';
import { mailTaskQueue } from './ids.ts';
import type { MailActivities } from './ports.ts';

const { judgeMail, carryOutMail } = proxyActivities<MailActivities>({
  taskQueue: mailTaskQueue,
  startToCloseTimeout: '5 minutes',
  // What a dead process had begun is begun again so soon.
  heartbeatTimeout: '15s',
  // A desk whose parts are away is waited for, however long: a message has its fate sooner or later.
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** A ticket that ends while a message is judged is looked at anew so often. */
const triesMax = 3;

/** One message: it is read and judged, and what follows is done once, whatever dies in between. */
export async function mailWorkflow(mailId: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const judged = await judgeMail({ mailId });
    if (!judged) return;
    if (await carryOutMail({ mailId, judged, isLast: tries >= triesMax })) return;
  }
}
