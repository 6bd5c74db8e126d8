import { type Client, WorkflowIdConflictPolicy } from '@temporalio/client';
import type { Logger } from 'pino';
import type { KeptMail } from '../../database/mails.ts';
import {
  mailboxTaskQueue,
  mailboxWorkflowId,
  mailTaskQueue,
  mailWorkflowId,
  ticketTaskQueue,
} from '../../workflows/ids.ts';
import { mailboxChangedSignal } from '../../workflows/messages.ts';
import type { MailActivities, MailboxActivities } from '../../workflows/ports.ts';
import { startActivityWorkers } from '../http/activity_workers.ts';

/** What this process does for the workflows of mailboxes and of messages. */
export interface MailWorker {
  /** Sees to it that a mailbox is followed. @param isChanged it is not what it was */
  follow(mailboxId: string, isChanged: boolean): Promise<void>;
  /** Sees to it that messages are judged. */
  judge(mails: readonly Pick<KeptMail, 'mailId' | 'identity'>[]): Promise<void>;
  /** Resolves when it has ended; rejects where it cannot go on. */
  ended: Promise<void>;
  /** Takes no more work, and ends what it has. */
  stop(): Promise<void>;
}

/** Mailboxes that one process follows at once, and messages that it reads. */
const mailboxesMax = 100;
const mailsMax = 8;
/** Messages whose workflows are started at once. */
const startedMax = 20;

/**
 * Starts it.
 * @throws Error where Temporal does not answer
 */
export async function startMailWorker(
  env: NodeJS.ProcessEnv,
  log: Logger,
  activities: { mailbox: MailboxActivities; mail: MailActivities },
): Promise<MailWorker> {
  const { client, ended, stop } = await startActivityWorkers(env, log, [
    {
      taskQueue: mailboxTaskQueue,
      activities: { ...activities.mailbox },
      maxConcurrentActivityTaskExecutions: mailboxesMax,
    },
    {
      taskQueue: mailTaskQueue,
      activities: { ...activities.mail },
      maxConcurrentActivityTaskExecutions: mailsMax,
    },
  ]);
  return {
    follow: (mailboxId, isChanged) => follow(client, mailboxId, isChanged),
    judge: (mails) => judge(client, mails),
    ended,
    stop,
  };
}

const existing = { workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING };

async function follow(client: Client, mailboxId: string, isChanged: boolean): Promise<void> {
  const options = {
    workflowId: mailboxWorkflowId(mailboxId),
    taskQueue: ticketTaskQueue,
    args: [mailboxId],
  };
  if (isChanged) {
    await client.workflow.signalWithStart('mailboxWorkflow', {
      ...options,
      signal: mailboxChangedSignal,
    });
  } else {
    await client.workflow.start('mailboxWorkflow', { ...options, ...existing });
  }
}

async function judge(
  client: Client,
  mails: readonly Pick<KeptMail, 'mailId' | 'identity'>[],
): Promise<void> {
  for (let at = 0; at < mails.length; at += startedMax) {
    await Promise.all(
      mails.slice(at, at + startedMax).map(({ mailId, identity }) =>
        client.workflow.start('mailWorkflow', {
          workflowId: mailWorkflowId(identity ?? mailId),
          taskQueue: ticketTaskQueue,
          args: [mailId],
          ...existing,
        }),
      ),
    );
  }
}
