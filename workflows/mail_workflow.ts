import { proxyActivities, sleep } from '@temporalio/workflow';
import { minuteMs, secondMs } from './domain/durations.ts';
import { mailTaskQueue } from './ids.ts';
import type { JudgedMail, MailActivities } from './ports.ts';

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
    const judged = await judgeInTurn(mailId);
    if (!judged) return;
    if (await carryOutMail({ mailId, judged, isLast: tries >= triesMax })) return;
  }
}

/** So long a message waits for those of its thread that came before: one that is stuck holds no other for ever. */
const patienceMs = 2 * minuteMs;
const firstWaitMs = secondMs / 4;
const longestWaitMs = 4 * secondMs;

async function judgeInTurn(mailId: string): Promise<JudgedMail | null> {
  let waitedMs = 0;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    const judged = await judgeMail({ mailId, isPatient: waitedMs < patienceMs });
    if (judged === null || !('waitsFor' in judged)) return judged;
    await sleep(waitMs, { summary: `until mail ${judged.waitsFor} is judged` });
    waitedMs += waitMs;
  }
}
