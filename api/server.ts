import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as soon } from 'node:timers/promises';
import { openReader } from '../analytics/reader.ts';
import { createDashboardRenderer } from '../dashboards/render.ts';
import { accountChannel } from '../database/account_channel.ts';
import { connectDatabase, type Database } from '../database/connection.ts';
import { keepProviders } from '../database/federation/sign_in_providers.ts';
import { inGroups } from '../database/group_commit.ts';
import { listen } from '../database/listening.ts';
import { keepDrawing } from '../database/process_drawings.ts';
import { adoptShipped, processChannel } from '../database/process_versions.ts';
import { createRecorder } from '../database/recording/recorder.ts';
import { segmentNames } from '../database/segment_names.ts';
import { intendCommands } from '../database/ticket_commands.ts';
import { createMailTokens } from '../oauth/mail_tokens.ts';
import { openDeskKey } from '../settings/desk_key.ts';
import { adoptSettings } from '../settings/environment.ts';
import { collectWhenIdle } from '../telemetry/idle_memory.ts';
import { openLog } from '../telemetry/log.ts';
import { serveMetrics } from '../telemetry/metrics_server.ts';
import { secondMs } from '../workflows/domain/durations.ts';
import {
  compileAll,
  ownPriorityNames,
  processDefinitions,
  rulesAt,
} from '../workflows/processes/index.ts';
import { type ApiConfig, readConfig } from './config.ts';
import type { ApiDependencies } from './dependencies.ts';
import { openProvider } from './federation/oidc/provider.ts';
import { measureDesk } from './health/measures.ts';
import { watchReadiness } from './health/readiness.ts';
import { openAdmission } from './http/admission/admission.ts';
import { createApp } from './http/app.ts';
import { startLifecycle } from './http/lifecycle.ts';
import { openSharedCounts } from './http/limits/shared_counts.ts';
import { openShares } from './http/limits/shares.ts';
import { createTelemetry } from './http/telemetry.ts';
import { openProofs } from './mail/flow/proofs.ts';
import { judge } from './mail/judging/judge.ts';
import { keepMail } from './mail/keep_mail.ts';
import { startMailReader } from './mail/reading/reader.ts';
import { operationList } from './operations.ts';
import { openAccountDirectory } from './people/directory.ts';
import { openSightings } from './people/sign_in/sightings.ts';
import { keepOpenings } from './playbooks/keep_openings.ts';
import { mountPortal } from './portal/mount_portal.ts';
import { openDrawings } from './processes/drawings.ts';
import { calendarsForReading } from './tickets/clock_calendars.ts';
import { findCommandStarts } from './tickets/commands/find_command_start.ts';
import { followPresences } from './tickets/presence/presences.ts';
import { followTicketChanges } from './tickets/stream/ticket_changes.ts';
import { connectTicketWorkflows } from './tickets/ticket_workflows.ts';
import { mountUi } from './ui/server.ts';

export interface ApiServer {
  /** Where it listens: `http://127.0.0.1:3000`. */
  url: string;
  /** Where it says what it measures; undefined where nobody asked for that. */
  metricsUrl: string | undefined;
  /** Not ready → stops accepting → finishes what it has → lets go of everything. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Read as `process.env` is; see `config.ts`. */
  env?: NodeJS.ProcessEnv;
  /** Serves the browser app too; true unless said otherwise. */
  hasUi?: boolean;
}

/**
 * Starts the API. Neither Postgres nor Temporal has to be there yet.
 * @throws SettingsError for a wrong environment, or the system's error where the port is taken
 */
export async function startServer(options: ServerOptions = {}): Promise<ApiServer> {
  const { env = process.env, hasUi = true } = options;
  const config = readConfig(env);
  compileProcesses();
  const dependencies = openDependencies(config, env);
  try {
    const { database, log } = dependencies;
    // Without the database it begins with what comes with Palier, and takes over the rest once it listens.
    await Promise.race([
      takeOverProcesses(database, log),
      soon(secondMs, undefined, { ref: false }),
    ]);
    const app = await createApp(
      operationList,
      dependencies,
      hasUi
        ? {
            mountUi: (ui) =>
              mountUi(ui, config, ({ style }) => mountPortal(ui, dependencies, style)),
          }
        : {},
    );
    const server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000 }, app);
    const metrics = await serveMetrics(config.metrics, dependencies.telemetry.registry);
    server.listen(config.port, config.host);
    await once(server, 'listening').catch(async (error: unknown) => {
      await metrics.close();
      throw error;
    });
    const { address, port, family } = server.address() as AddressInfo;
    const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
    const mail = keepMail(dependencies, env);
    const openings = keepOpenings(dependencies, env);
    dependencies.log.info({ url }, 'API ready');
    const stop = async () => {
      await metrics.close();
      await mail.stop();
      await openings.stop();
      await stopServer(server, dependencies);
    };
    return { url, metricsUrl: metrics.url, stop };
  } catch (error) {
    await closeDependencies(dependencies);
    throw error;
  }
}

/** Follows what was shipped on this desk, from the start on and whenever there is more. */
async function takeOverProcesses(database: Database, log: ApiDependencies['log']): Promise<void> {
  try {
    for (const problem of await adoptShipped(database)) {
      log.error({ err: problem }, 'a process that was shipped cannot be read by this program');
    }
  } catch (error) {
    log.warn({ err: error }, 'what was shipped was not taken over: the database is away');
  }
}

/** The first ticket of a day should not wait for calendars, nor find that a process is wrong. */
function compileProcesses(): void {
  compileAll();
  const now = Date.now();
  for (const { id } of processDefinitions()) {
    rulesAt(id, now);
    calendarsForReading(id, now);
  }
}

/** In one statement. */
const commandsMax = 100;

function openDependencies(config: ApiConfig, env: NodeJS.ProcessEnv): ApiDependencies {
  const log = openLog('api', config.logLevel);
  const database = connectDatabase(config.databaseUrl, { name: 'api', isHurried: true });
  const warehouse = openReader({
    warehouseDir: config.warehouseDir,
    ownPriorities: ownPriorityNames,
  });
  const admission = openAdmission();
  const workflows = connectTicketWorkflows(env, config.temporalTimeoutMs);
  const lifecycle = startLifecycle();
  const readiness = watchReadiness({ config, database, workflows, lifecycle, admission });
  const telemetry = createTelemetry(admission);
  measureDesk(telemetry.registry, { database, warehouse, readiness });
  const accounts = openAccountDirectory(database, config);
  const deskKey = openDeskKey(config);
  const hearing = listen(config.databaseUrl, {
    name: 'api accounts',
    channels: [accountChannel, processChannel],
    onNews(channel, payload) {
      if (channel === processChannel) void takeOverProcesses(database, log);
      else accounts.forget(payload);
    },
    // What was told while nobody listened is lost.
    onListening() {
      accounts.forget();
      void takeOverProcesses(database, log);
      const providers = config.providers.map(({ id }) => id);
      keepProviders(database, providers).catch((error: unknown) =>
        log.error({ err: error }, 'the providers of sign-in were not written down'),
      );
    },
    log,
  });
  return {
    config,
    log,
    database,
    deskKey,
    tokens: createMailTokens({ database, deskKey }),
    mail: { reader: startMailReader(), judge, proofs: openProofs(deskKey) },
    accounts,
    providers: new Map(config.providers.map((each) => [each.id, openProvider(each)])),
    sightings: openSightings(database),
    counts: openSharedCounts(database),
    shares: openShares(),
    workflows,
    changes: followTicketChanges(config.databaseUrl, log),
    presences: followPresences({ databaseUrl: config.databaseUrl, database, accounts, log }),
    recorder: createRecorder(database),
    intend: inGroups((intents) => intendCommands(database, intents), commandsMax),
    findCommandStart: inGroups((asked) => findCommandStarts(database, asked), commandsMax),
    warehouse,
    dashboards: createDashboardRenderer({
      reader: warehouse,
      names: (locale) => segmentNames(database, locale),
    }),
    drawings: openDrawings({
      keep: (hash, diagram) => keepDrawing(database, hash, diagram),
      onFailed: ({ id, version }, error) =>
        log.warn({ err: error, process: `${id}@${version}` }, 'a process was not drawn'),
    }),
    telemetry,
    admission,
    lifecycle,
    readiness,
    hearing,
  };
}

/** Longer than the slowest command; then what is still open is cut. */
const finishMs = 10_000;
const sweepMs = 50;

async function stopServer(server: Server, dependencies: ApiDependencies): Promise<void> {
  dependencies.lifecycle.stop();
  const closed = once(server, 'close');
  server.close();
  // A connection is kept alive after its last answer; nobody will ask on it any more.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  const cut = setTimeout(() => server.closeAllConnections(), finishMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
  await closeDependencies(dependencies);
}

async function closeDependencies(dependencies: ApiDependencies): Promise<void> {
  const {
    changes,
    presences,
    dashboards,
    drawings,
    warehouse,
    workflows,
    hearing,
    database,
    mail,
  } = dependencies;
  await mail.reader.close();
  await hearing.stop();
  await changes.close();
  await presences.close();
  await dashboards.close();
  drawings.close();
  await warehouse.close();
  await workflows.close();
  await database.destroy();
}

async function run(): Promise<void> {
  adoptSettings();
  const server = await startServer();
  collectWhenIdle();
  const stop = async () => {
    await server.stop();
    process.exit(0);
  };
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) {
    process.once(event, () => void stop());
  }
}

if (import.meta.main) {
  try {
    await run();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
