import { Client } from '@temporalio/client';
import type { Worker, WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { temporalAccess } from '../../settings/temporal.ts';
import { runtimeOptions } from '../../telemetry/temporal_runtime.ts';

/** What this process does for workflows, on task queues of its own. */
export interface ActivityWorkers {
  client: Client;
  /** Resolves when they have ended; rejects where they cannot go on. */
  ended: Promise<void>;
  /** They take no more work, and end what they have. */
  stop(): Promise<void>;
}

type ActivityQueue = Required<
  Pick<WorkerOptions, 'taskQueue' | 'activities' | 'maxConcurrentActivityTaskExecutions'>
>;

/**
 * Starts them. The package is read when it is first needed: a desk that asks nothing of its API by
 * workflows needs no worker in it.
 * @throws Error where Temporal does not answer
 */
export async function startActivityWorkers(
  env: NodeJS.ProcessEnv,
  log: Logger,
  queues: readonly ActivityQueue[],
): Promise<ActivityWorkers> {
  const temporal = await import('@temporalio/worker');
  installRuntime(temporal, log);
  const { connectionOptions, namespace } = temporalAccess(env);
  const connection = await temporal.NativeConnection.connect(connectionOptions);
  const client = new Client({ connection, namespace });
  const shared: Pick<
    WorkerOptions,
    | 'connection'
    | 'namespace'
    | 'shutdownGraceTime'
    | 'shutdownForceTime'
    | 'activityTaskPollerBehavior'
  > = {
    ...{ connection, namespace, shutdownGraceTime: '5s', shutdownForceTime: '15s' },
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 2 },
  };
  const workers: Worker[] = [];
  try {
    for (const queue of queues) workers.push(await temporal.Worker.create({ ...shared, ...queue }));
  } catch (error) {
    await connection.close();
    throw error;
  }
  const ended = runUntilStopped(workers).finally(() => connection.close());
  return {
    client,
    ended,
    async stop() {
      shutDown(workers);
      await ended;
    },
  };
}

/** A process has one; where another has made it, that one stays. */
function installRuntime(temporal: typeof import('@temporalio/worker'), log: Logger): void {
  try {
    temporal.Runtime.install(runtimeOptions(temporal, log));
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
