import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import {
  DefaultLogger,
  type LogEntry,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import { type Logger, pino } from 'pino';
import { exportTaskQueue, ticketTaskQueue } from '../workflows/ids.ts';
import type { AllocationActivities } from '../workflows/ports.ts';
import { createAllocator } from './allocation.ts';
import { createCalendars } from './calendars.ts';
import { readWorkerConfig, type WorkerConfig } from './config.ts';
import { connectDatabase, type Database } from './database/connection.ts';
import { createOfferTeller } from './offers.ts';
import { storeProcessSnapshots } from './process_snapshots.ts';
import { createProjection } from './projection.ts';
import { ensureSchedules } from './schedules.ts';
import { createWarehouse } from './warehouse.ts';
import { bundleWorkflows } from './workflow_bundle.ts';

export interface RunningWorker {
  /** Resolves when the worker has ended: stopped, or not able to go on. */
  ended: Promise<void>;
  /** Takes no more work, finishes what it has, and lets go of everything. */
  stop(): Promise<void>;
}

/**
 * Starts everything that acts for the desk: tickets, their projection, the allocator, the export.
 * @throws Error for a wrong environment, a process that does not compile, or a server that is away
 */
export async function startWorker(env: NodeJS.ProcessEnv = process.env): Promise<RunningWorker> {
  const config = readWorkerConfig(env);
  const log = pino({ name: 'worker', level: config.logLevel });
  installRuntime(log);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const database = connectDatabase(config.databaseUrl, { name: 'worker', log });
  await storeProcessSnapshots(database);
  const nativeConnection = await NativeConnection.connect(connectionOptions);
  const connection = await Connection.connect(connectionOptions);
  const client = new Client({ connection, namespace });
  const desk = createDeskActivities({ config, database, client, log });
  const bundle = await bundleWorkflows(config.cacheDir);
  const shared = { connection: nativeConnection, namespace, ...workerOptions(config) };
  const workers = [
    await Worker.create({
      ...shared,
      taskQueue: ticketTaskQueue,
      workflowBundle: bundle,
      activities: desk.ticketActivities,
      maxCachedWorkflows: config.cachedTicketsMax,
    }),
    await Worker.create({
      ...shared,
      taskQueue: exportTaskQueue,
      workflowBundle: bundle,
      activities: desk.exportActivities,
      maxConcurrentActivityTaskExecutions: 1,
      maxCachedWorkflows: 10,
    }),
  ];
  await ensureSchedules(client, config);
  const ended = runUntilStopped(workers, async () => {
    await desk.idle();
    await connection.close();
    await nativeConnection.close();
    await database.destroy();
  });
  log.info({ namespace, taskQueues: [ticketTaskQueue, exportTaskQueue] }, 'worker ready');
  return { ended, stop: () => stopWorkers(workers, ended) };
}

interface DeskParts {
  config: WorkerConfig;
  database: Database;
  client: Client;
  log: Logger;
}

function createDeskActivities({ config, database, client, log }: DeskParts) {
  const tell = createOfferTeller(client, (error) => log.warn({ err: error }, 'offer unanswered'));
  const onFailure = (error: unknown) => log.warn({ err: error }, 'allocation put off');
  const allocator = createAllocator({ database, tell, onFailure });
  const allocation: AllocationActivities = {
    sweepAllocation: async () => ({ offered: await allocator.sweep(Date.now()) }),
  };
  return {
    ticketActivities: {
      ...createProjection({ database, allocator }),
      ...createCalendars(() => Date.now()),
      ...allocation,
    },
    exportActivities: { ...createWarehouse(config) },
    idle: () => allocator.idle(),
  };
}

function workerOptions({ deployment }: WorkerConfig): Partial<WorkerOptions> {
  return {
    shutdownGraceTime: '20s',
    // Without it an activity that hangs would keep a worker that failed from ever ending.
    shutdownForceTime: '40s',
    ...(deployment && {
      workerDeploymentOptions: {
        useWorkerVersioning: true,
        version: deployment,
        defaultVersioningBehavior: 'PINNED',
      },
    }),
  };
}

async function runUntilStopped(workers: Worker[], close: () => Promise<void>): Promise<void> {
  try {
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    await close();
  }
}

async function stopWorkers(workers: Worker[], ended: Promise<void>): Promise<void> {
  for (const worker of workers) {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  }
  await ended;
}

/** Temporal's own words go to our log; ids only, never content, are in them. */
function installRuntime(log: Logger): void {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' };
  const write = ({ level, message, meta }: LogEntry) => {
    const name = levels[level] as 'trace' | 'debug' | 'warn' | 'error';
    log[name]({ ...meta, err: meta?.error }, message);
  };
  Runtime.install({
    logger: new DefaultLogger('DEBUG', write),
    telemetryOptions: {
      logging: {
        forward: {},
        filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }),
      },
    },
    // The process decides itself when and how it stops.
    shutdownSignals: [],
  });
}

if (import.meta.main) {
  process.env.TZ = 'UTC';
  try {
    const worker = await startWorker();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void worker.stop());
    }
    await worker.ended;
    process.exit(0);
  } catch (error) {
    pino({ name: 'worker' }).fatal({ err: error }, 'worker ended');
    process.exit(1);
  }
}
