import { Client, WorkflowIdConflictPolicy } from '@temporalio/client';
import type { Worker, WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { KeptMail } from '../../database/mails.ts';
import { temporalAccess } from '../../settings/temporal.ts';
import { temporalWords } from '../../telemetry/temporal_words.ts';
import {
  mailboxTaskQueue,
  mailboxWorkflowId,
  mailTaskQueue,
  mailWorkflowId,
  ticketTaskQueue,
} from '../../workflows/ids.ts';
import { mailboxChangedSignal } from '../../workflows/messages.ts';
import type { MailActivities, MailboxActivities } from '../../workflows/ports.ts';

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
 * Starts it. The package is read when it is first needed: a desk without a mailbox needs no worker in
 * its API.
 * @throws Error where Temporal does not answer
 */
export async function startMailWorker(
  env: NodeJS.ProcessEnv,
  log: Logger,
  activities: { mailbox: MailboxActivities; mail: MailActivities },
): Promise<MailWorker> {
  const temporal = await import('@temporalio/worker');
  installRuntime(temporal, log);
  const { connectionOptions, namespace } = temporalAccess(env);
  const connection = await temporal.NativeConnection.connect(connectionOptions);
  const client = new Client({ connection, namespace });
  const shared: Pick<
    WorkerOptions,
    'connection' | 'namespace' | 'shutdownGraceTime' | 'shutdownForceTime'
  > = { connection, namespace, shutdownGraceTime: '5s', shutdownForceTime: '15s' };
  const poller = { type: 'autoscaling', minimum: 1, initial: 1, maximum: 2 } as const;
  const workers: Worker[] = [];
  try {
    workers.push(
      await temporal.Worker.create({
        ...shared,
        taskQueue: mailboxTaskQueue,
        activities: { ...activities.mailbox },
        maxConcurrentActivityTaskExecutions: mailboxesMax,
        activityTaskPollerBehavior: poller,
      }),
      await temporal.Worker.create({
        ...shared,
        taskQueue: mailTaskQueue,
        activities: { ...activities.mail },
        maxConcurrentActivityTaskExecutions: mailsMax,
        activityTaskPollerBehavior: poller,
      }),
    );
  } catch (error) {
    await connection.close();
    throw error;
  }
  const ended = runUntilStopped(workers).finally(() => connection.close());
  return {
    follow: (mailboxId, isChanged) => follow(client, mailboxId, isChanged),
    judge: (mails) => judge(client, mails),
    ended,
    async stop() {
      shutDown(workers);
      await ended;
    },
  };
}

/** A process has one; where another has made it, that one stays. */
function installRuntime(temporal: typeof import('@temporalio/worker'), log: Logger): void {
  const { Runtime, DefaultLogger, makeTelemetryFilterString } = temporal;
  try {
    Runtime.install({
      logger: new DefaultLogger('DEBUG', temporalWords(log)),
      telemetryOptions: {
        logging: {
          forward: {},
          filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }),
        },
      },
      // The process decides itself when and how it stops.
      shutdownSignals: [],
    });
  } catch (error) {
    if ((error as Error).name !== 'IllegalStateError') throw error;
  }
}

async function runUntilStopped(workers: readonly Worker[]): Promise<void> {
  const running = workers.map((worker) => worker.run());
  try {
    await Promise.all(running);
  } finally {
    shutDown(workers);
    await Promise.allSettled(running);
  }
}

function shutDown(workers: readonly Worker[]): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
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
