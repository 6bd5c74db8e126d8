import { Context } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  type NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import { alarmChannel } from '../database/alarms.ts';
import { allocationChannel, type PoolNews } from '../database/allocation/allocation_channel.ts';
import { storeCalendarVersions } from '../database/calendar_versions.ts';
import { connectDatabase, type Database } from '../database/connection.ts';
import { departureChannel } from '../database/departures.ts';
import { listen } from '../database/listening.ts';
import { pruneNotifications } from '../database/notifications.ts';
import { outgoingMailChannel } from '../database/outgoing_mails.ts';
import { adoptShipped, installProcesses, processChannel } from '../database/process_versions.ts';
import { createRecorder } from '../database/recording/recorder.ts';
import { signInMailChannel } from '../database/sign_in/mails.ts';
import { pruneDeliveries } from '../database/webhook_deliveries.ts';
import { createMailTokens } from '../oauth/mail_tokens.ts';
import { findPackage, PackageError, placeFrom } from '../packages/load_package.ts';
import { openDeskKey } from '../settings/desk_key.ts';
import { adoptSettings } from '../settings/environment.ts';
import { SettingsError } from '../settings/error.ts';
import { ownersEnvironment } from '../settings/owners_environment.ts';
import { collectWhenIdle } from '../telemetry/idle_memory.ts';
import { openLog } from '../telemetry/log.ts';
import { serveMetrics } from '../telemetry/metrics_server.ts';
import { runtimeOptions } from '../telemetry/temporal_runtime.ts';
import { hourMs, minuteMs, secondMs } from '../workflows/domain/durations.ts';
import type { OutgoingCommand } from '../workflows/domain/outgoing_commands.ts';
import {
  exportTaskQueue,
  outgoingMailTaskQueue,
  ticketTaskQueue,
  webhookTaskQueue,
} from '../workflows/ids.ts';
import { ProcessDefinitionError } from '../workflows/processes/definitions/error.ts';
import { compileAll, processDefinitions, snapshotOf } from '../workflows/processes/index.ts';
import { type Allocator, createAllocator } from './allocation/allocator.ts';
import { createOfferDelivery } from './allocation/offers.ts';
import { moveToBuild } from './builds/move_workflows.ts';
import { createCalendarActivities, startAnnouncements } from './calendars/calendar_versions.ts';
import { createCalendars } from './calendars/calendars.ts';
import { createChecks } from './checks/checks.ts';
import { sweepCommands } from './command_sweep.ts';
import { readWorkerConfig, type WorkerConfig, WorkerStartError } from './config.ts';
import { createCommandDelivery } from './deliver_command.ts';
import { createDepartures } from './departures.ts';
import { watchForExport } from './export_watch.ts';
import { exporterInstead } from './exporter.ts';
import { eraseAgain, keepPrivacy } from './keep_privacy.ts';
import { compose } from './mailings/compose/compose.ts';
import { createMailer } from './mailings/mailer.ts';
import { createMailSending } from './mailings/sending/send_due_mails.ts';
import { wakeSenders } from './mailings/sending/wake_senders.ts';
import { createSignInMailer } from './mailings/sign_in_mailer.ts';
import { sendTestMails } from './mailings/test_mailer.ts';
import { openTransports } from './mailings/transports/transports.ts';
import { measureWorker, type WorkerMeasures } from './measures.ts';
import { followNotifications, notificationFeedChannel } from './notifying/feed.ts';
import { createOnCall } from './on_call/find_on_call.ts';
import { createOutgoing } from './outgoing.ts';
import { lookAtFolder } from './own_processes.ts';
import { createPlaybookBeginnings } from './playbooks/begin.ts';
import { createWebhookCalls } from './playbooks/call_webhook.ts';
import { openOwnActivities } from './playbooks/isolated/own_activities.ts';
import { adoptOwnPlaybooks } from './playbooks/own_playbooks.ts';
import { createPlaybookActivities } from './playbooks/run_activities.ts';
import { createSecretCalls } from './playbooks/secret_calls.ts';
import { createStuckRunSweep } from './playbooks/stuck_runs.ts';
import { createPlaybookWorkers, openPlaybookPrograms } from './playbooks/workers.ts';
import { createProjection } from './projection.ts';
import { createSelfRepair } from './repair/self_repair.ts';
import { type Repeated, repeatedly } from './repeatedly.ts';
import { renewRequesters } from './requester_sweep.ts';
import { beginWithDatabase, connectTemporal } from './servers.ts';
import { createWarehouse } from './warehouse.ts';
import { createWebhookDelivery } from './webhooks/deliver.ts';
import { followForWebhooks, webhookFeedChannels } from './webhooks/feed.ts';
import { reachOf } from './webhooks/reachable.ts';
import { bundleWorkflows } from './workflow_bundle.ts';

/** So often a build looks whether tickets of earlier ones are left; a ticket that rests is told once each time. */
const buildSweepMs = 5 * minuteMs;

export interface RunningWorker {
  /** Resolves when the worker has ended: stopped, or not able to go on. */
  ended: Promise<void>;
  /** Takes no more work, finishes what it has, and lets go of everything. */
  stop(): Promise<void>;
}

/**
 * Starts everything that acts for the desk: tickets, their projection, the allocator, the export.
 * It waits a minute for servers that come later.
 *
 * @throws WorkerStartError where a server does not come
 * @throws ProcessDefinitionError where a process does not compile, before anything was touched
 */
export async function startWorker(config: WorkerConfig, log: Logger): Promise<RunningWorker> {
  compileAll();
  const database = connectDatabase(config.databaseUrl, {
    name: 'worker',
    log,
    acquireTimeoutMs: 8_000,
  });
  const closers: (() => Promise<unknown>)[] = [() => database.destroy()];
  try {
    const isExporter = await beginWithDatabase(database, log, async () => {
      await keepSnapshots(database, log);
      const exports = await mayExport(config, database, log);
      if (exports) await eraseAgain(config, database, log);
      return exports;
    });
    const { connectionOptions, namespace } = config.temporal;
    const connection = await connectTemporal(connectionOptions, namespace, log);
    closers.unshift(() => connection.close());
    const client = new Client({ connection, namespace });
    const measures = measureWorker({ client, database, warehouseDir: config.warehouseDir });
    const metrics = await serveMetrics(config.metrics, measures.registry);
    closers.unshift(() => metrics.close());
    const desk = createDeskActivities({ config, database, client, log, measures });
    closers.unshift(() => desk.idle());
    for (const { stop } of desk.background) closers.unshift(stop);
    if (isExporter) {
      closers.unshift(keepExport(config, database, log).stop);
      for (const { stop } of keepPrivacy(config, database, log)) closers.unshift(stop);
    }
    await startAnnouncements(client);
    const stopping = new AbortController();
    closers.unshift(async () => stopping.abort());
    const workers = await createWorkers({ connection, namespace, config, desk, isExporter });
    const ended = runUntilStopped(workers, closers);
    desk.selfRepair.start();
    // Tickets wait for nothing in it.
    lookAtFolder(config.ownProcesses, database, log).catch((error: unknown) =>
      log.error({ err: error }, 'the folder of processes was not looked at'),
    );
    void adoptOwnPlaybooks(ownFolderOf(config), database, config.cacheDir, log, stopping.signal);
    return { ended, stop: () => stopWorkers(workers, ended) };
  } catch (error) {
    // What is left open matters less than why the worker did not start.
    await closeAll(closers).catch((left: unknown) => log.warn({ err: left }, 'left open'));
    throw error;
  }
}

/** Two warehouses in turn would each have half, under other pseudonyms. */
async function mayExport(config: WorkerConfig, database: Database, log: Logger): Promise<boolean> {
  if (!config.isExporter) return false;
  const other = await exporterInstead(database, config.homeDir);
  if (other) {
    log.warn(
      `This worker does not export: the warehouse is that of ${other.host}, ${other.home}. ` +
        'It is left to others where it was not heard of for an hour; PALIER_EXPORT=0 says that this is meant.',
    );
  }
  return other === undefined;
}

/** Says that this home exports while nothing is new, too. */
function keepExport(config: WorkerConfig, database: Database, log: Logger): Repeated {
  return repeatedly(
    hourMs / 4,
    () => exporterInstead(database, config.homeDir),
    (error) => log.warn({ err: error }, 'this home could not say that it exports'),
  );
}

async function keepSnapshots(database: Database, log: Logger): Promise<void> {
  for (const { processId, version } of await installProcesses(database)) {
    log.warn(`Process ${processId} has changed while its version is still ${version}`);
  }
  await takeOverProcesses(database, log);
}

/** Follows what was shipped on this desk, from its start on and whenever it is told of more. */
async function takeOverProcesses(database: Database, log: Logger): Promise<void> {
  for (const problem of await adoptShipped(database)) {
    log.error({ err: problem }, 'a process that was shipped cannot be read by this worker');
  }
  await storeCalendarVersions(database);
}

interface DeskParts {
  config: WorkerConfig;
  database: Database;
  client: Client;
  log: Logger;
  measures: WorkerMeasures;
}

function createDeskActivities(parts: DeskParts) {
  const { config, database, client, log, measures } = parts;
  const recorder = createRecorder(database, { wake: (pools) => allocator.wake(pools) });
  const deliverCommand = createCommandDelivery({ client, database, recorder });
  const deliver = createOfferDelivery(deliverCommand, (error) =>
    log.warn({ err: error }, 'offer unanswered'),
  );
  const onFailure = (error: unknown) => log.warn({ err: error }, 'allocation put off');
  const allocator = createAllocator({ database, deliver, onFailure });
  const departures = createDepartures({
    database,
    deliverCommand,
    onFailure: (error) =>
      log.warn({ err: error }, 'a ticket of somebody who left was not handed over'),
  });
  const handOver = () =>
    departures.handOverAll().catch((error) => log.warn({ err: error }, 'nothing was handed over'));
  const renewed = () =>
    renewRequesters({
      database,
      deliverCommand,
      processes: processDefinitions().map(snapshotOf),
      onFailure: (error, ticketId) =>
        log.warn({ err: error, ticketId }, 'a ticket was not told who its requester is now'),
    }).catch((error) => log.warn({ err: error }, 'no ticket was told who its requester is now'));
  const selfRepair = createSelfRepair({ client, database, recorder, log });
  const webhookFeed = followForWebhooks({
    client,
    database,
    everyMs: config.sweepSeconds * secondMs,
    onFailure: (error) => {
      measures.failures.inc({ what: 'webhooks were not told' });
      log.warn({ err: error }, 'webhooks were not told');
    },
  });
  const notificationFeed = followNotifications({
    database,
    hasDeskServer: config.smtpUrl !== null,
    everyMs: config.sweepSeconds * secondMs,
    onFailure: (error) => {
      measures.failures.inc({ what: 'notifications were not decided' });
      log.warn({ err: error }, 'notifications were not decided');
    },
  });
  const deskKey = openDeskKey(config);
  // Made where there is none yet: an API may only read the home.
  deskKey.sign('');
  const transports = openTransports({
    ...config,
    deskKey,
    tokens: createMailTokens({ database, deskKey }),
  });
  const mailing = { ...config, database, deskKey, transports };
  const signInMailer = createSignInMailer({ ...mailing, log });
  const sendLinks = () =>
    signInMailer.send().catch((error: unknown) => {
      measures.failures.inc({ what: 'links to sign in were not mailed' });
      log.warn({ err: error }, 'links to sign in were not mailed');
    });
  const sendTests = () =>
    sendTestMails(mailing).catch((error: unknown) => {
      log.warn({ err: error }, 'test mails were not tried');
    });
  const sendMails = async () => void (await Promise.all([sendLinks(), sendTests()]));
  const sendWaiting = () =>
    wakeSenders(client, database).catch((error: unknown) => {
      measures.failures.inc({ what: 'mail was not sent' });
      log.warn({ err: error }, 'mail was not sent');
    });
  const followShipping = () =>
    takeOverProcesses(database, log)
      .then(() => startAnnouncements(client))
      .catch((error: unknown) => log.error({ err: error }, 'what was shipped was not taken over'));
  const hearers: Record<string, (payload: string) => void> = {
    ...Object.fromEntries(
      webhookFeedChannels.map((channel) => [channel, () => webhookFeed.hear(channel)]),
    ),
    [notificationFeedChannel]: () => {
      webhookFeed.hear(notificationFeedChannel);
      notificationFeed.hear();
    },
    [allocationChannel]: (pool: string) => allocator.wake([JSON.parse(pool) as PoolNews]),
    [alarmChannel]: selfRepair.hear,
    [departureChannel]: handOver,
    [processChannel]: () => void followShipping(),
    [signInMailChannel]: () => void sendMails(),
    [outgoingMailChannel]: () => void sendWaiting(),
  };
  const reach = reachOf(config.webhookNetworks);
  const environment = ownersEnvironment(process.env);
  const programs = openPlaybookPrograms({ ...config, database, environment, log });
  const ownActivities = openOwnActivities(ownFolderOf(config), environment, log);
  const parkStuckRuns = createStuckRunSweep({ client, database, deliverCommand, programs, log });
  return {
    ticketActivities: {
      ...createProjection(recorder),
      ...createCalendars(),
      ...createCalendarActivities(client, database),
      ...createPlaybookBeginnings(database, programs.want),
      ...createOnCall(database),
      deliverCommand: (command: OutgoingCommand) =>
        deliverCommand(command, Context.current().info.attempt),
    },
    exportActivities: {
      ...createWarehouse({ ...config, database }),
      ...createMailer(mailing),
    },
    outgoingMailActivities: createMailSending({ ...mailing, compose, log }),
    webhookActivities: createWebhookDelivery({ database, reach }),
    playbookActivities: {
      ...createPlaybookActivities({ database, deliverCommand }),
      ...createWebhookCalls(database, reach, deskKey),
      ...createSecretCalls(ownActivities, database, deskKey),
      ...createChecks(database, reachOf(config.checkNetworks)),
    },
    background: [
      webhookFeed,
      notificationFeed,
      listen(config.databaseUrl, {
        name: 'worker news',
        channels: Object.keys(hearers),
        onNews: (channel, payload) => hearers[channel]?.(payload),
        // What was shipped while nobody listened.
        onListening: () => {
          selfRepair.hear();
          void followShipping();
        },
        log,
      }),
      sweepCommands({ client, database, recorder, log }),
      // What was put off, and what was promised while nobody listened.
      repeatedly(minuteMs / 4, sendMails, () => {}),
      repeatedly(config.sweepSeconds * secondMs, sendWaiting, () => {}),
      ...startSweeps(parts, allocator),
      repeatedly(config.sweepSeconds * secondMs, renewed, () => {}),
      repeatedly(config.sweepSeconds * secondMs, handOver, () => {}),
      repeatedly(config.sweepSeconds * secondMs, parkStuckRuns, (error) =>
        log.warn({ err: error }, 'runs of playbooks were not looked at'),
      ),
      repeatedly(config.sweepSeconds * secondMs, programs.sweep, (error) =>
        log.warn({ err: error }, 'what runs of playbooks need was not started'),
      ),
      programs,
      ownActivities,
      selfRepair,
      { stop: async () => transports.close() },
    ],
    selfRepair,
    idle: () => allocator.idle(),
  };
}

/** Looks for what a crash left, for shifts that began and for what the warehouse does not have. */
function startSweeps(parts: DeskParts, allocator: Allocator): Repeated[] {
  const { config, database, client, log, measures } = parts;
  const { deliverOutgoing } = createOutgoing(client, database);
  const exportNews = watchForExport({ client, database, everySeconds: config.exportSeconds });
  const tell = (what: string) => (error: unknown) => {
    measures.failures.inc({ what });
    log.warn({ err: error }, what);
  };
  const sweepMs = config.sweepSeconds * secondMs;
  const { deployment } = config;
  return [
    ...(deployment
      ? [
          repeatedly(
            buildSweepMs,
            () => moveToBuild(client, deployment),
            tell('tickets of earlier builds were not told of this one'),
          ),
        ]
      : []),
    repeatedly(sweepMs, () => allocator.sweep(Date.now()), tell('allocation was not swept')),
    repeatedly(sweepMs, deliverOutgoing, tell('promised commands were not delivered')),
    repeatedly(config.exportSeconds * secondMs, exportNews, tell('the export was not asked for')),
    repeatedly(
      hourMs,
      () => pruneNotifications(database),
      tell('old notifications were not removed'),
    ),
    repeatedly(hourMs, () => pruneDeliveries(database), tell('old deliveries were not removed')),
  ];
}

interface WorkerParts {
  connection: NativeConnection;
  namespace: string;
  config: WorkerConfig;
  desk: ReturnType<typeof createDeskActivities>;
  isExporter: boolean;
}

async function createWorkers(parts: WorkerParts): Promise<Worker[]> {
  const { connection, namespace, config, desk, isExporter } = parts;
  const shared = { connection, namespace, ...workerOptions(config) };
  const workers = [
    await Worker.create({
      ...shared,
      taskQueue: ticketTaskQueue,
      workflowBundle: await bundleWorkflows(config.cacheDir),
      activities: desk.ticketActivities,
      maxCachedWorkflows: config.cachedTicketsMax,
      // What a worker has taken it holds in memory; the rest waits at the server.
      maxConcurrentWorkflowTaskExecutions: 40,
      maxConcurrentActivityTaskExecutions: 40,
      // Each poller asks the server each minute whether or not there is work: few while there is little.
      workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 4, maximum: 20 },
      activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 10 },
    }),
    // Receivers may be slow: what they hold must not be what tickets need.
    await Worker.create({
      ...shared,
      taskQueue: webhookTaskQueue,
      activities: desk.webhookActivities,
      maxConcurrentActivityTaskExecutions: 10,
      activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 2 },
    }),
    // As many as a desk has mailboxes at most; each holds two connections.
    await Worker.create({
      ...shared,
      taskQueue: outgoingMailTaskQueue,
      activities: { ...desk.outgoingMailActivities },
      maxConcurrentActivityTaskExecutions: 10,
      activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 2 },
    }),
  ];
  const activities = desk.playbookActivities;
  workers.push(...(await createPlaybookWorkers({ connection, namespace, activities })));
  // Work that is heavy, one piece at a time. Without workflows it needs no thread for them.
  if (isExporter) {
    workers.push(
      await Worker.create({
        ...shared,
        taskQueue: exportTaskQueue,
        activities: desk.exportActivities,
        maxConcurrentActivityTaskExecutions: 1,
      }),
    );
  }
  return workers;
}

/** Null where there is none, or nothing of its name: `lookAtFolder` says that. */
function ownFolderOf({ ownProcesses }: WorkerConfig): string | null {
  if (ownProcesses === undefined) return null;
  try {
    return findPackage(placeFrom(process.cwd(), ownProcesses)).directory;
  } catch (error) {
    if (error instanceof PackageError) return null;
    throw error;
  }
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

/** Resolves once all workers have ended; where one fails, the others are stopped too. */
async function runUntilStopped(
  workers: Worker[],
  closers: (() => Promise<unknown>)[],
): Promise<void> {
  const running = workers.map((worker) => worker.run());
  try {
    await Promise.all(running);
  } finally {
    shutDown(workers);
    await Promise.allSettled(running);
    await closeAll(closers);
  }
}

async function closeAll(closers: (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed');
}

function shutDown(workers: Worker[]): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
}

async function stopWorkers(workers: Worker[], ended: Promise<void>): Promise<void> {
  shutDown(workers);
  await ended;
}

/** Their messages tell all there is to tell. */
const toldErrors = [WorkerStartError, ProcessDefinitionError, SettingsError];

async function main(): Promise<void> {
  // Dates are written and read in UTC everywhere; the machine's zone must not show through.
  process.env.TZ = 'UTC';
  let log = openLog('worker', 'info');
  let worker: RunningWorker | undefined;
  // A worker that has not begun has nothing to finish.
  const stop = () => void (worker ? worker.stop().catch(() => {}) : process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  // Whoever started this process is gone.
  process.once('disconnect', stop);
  try {
    adoptSettings();
    const config = readWorkerConfig(process.env);
    log = openLog('worker', config.logLevel);
    Runtime.install(runtimeOptions({ DefaultLogger, makeTelemetryFilterString }, log));
    worker = await startWorker(config, log);
    collectWhenIdle();
    log.info({ cachedTicketsMax: config.cachedTicketsMax }, 'worker ready');
    await worker.ended;
    process.exit(0);
  } catch (error) {
    const isTold = toldErrors.some((kind) => error instanceof kind);
    if (isTold && error instanceof Error) log.fatal(error.message);
    else log.fatal({ err: error }, 'worker ended');
    process.exit(1);
  }
}

if (import.meta.main) await main();
