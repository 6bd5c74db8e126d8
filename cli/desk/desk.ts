import { writeFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import path from 'node:path';
import { grantDesk, prepareDatabase } from '../../database/desk_role.ts';
import { migrate } from '../../database/migrate.ts';
import { countDemoPeople } from '../../database/people.ts';
import { givenSettings } from '../../settings/environment.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { amount } from '../../workflows/processes/counted.ts';
import { CliError, reasonOf } from '../cli_error.ts';
import { openLogFile } from '../servers/log_file.ts';
import { isPortFree, loopback } from '../servers/ports.ts';
import { startPostgres } from '../servers/postgres_server.ts';
import { startProgram } from '../servers/program_child.ts';
import { type Supervised, supervise } from '../servers/supervised.ts';
import {
  configuredTemporal,
  prepareNamespace,
  startTemporalServer,
  type TemporalTarget,
} from '../servers/temporal_server.ts';
import { removeDeskFile, writeDeskFile } from './desk_file.ts';
import { type Home, openHome, secretOf } from './home.ts';
import { lockHome } from './home_lock.ts';
import { newOwnerLink } from './owner_link.ts';
import { checkProcesses, tellChangedProcesses } from './processes.ts';
import { type DeskSettings, repositoryDir } from './settings.ts';
import type { PartName } from './troubles.ts';
import { watchDesk } from './watch_desk.ts';

/** How the desk reports what it does while it opens, and later. */
export interface DeskTalk {
  /** A step is done; `detail` is a few words on it. */
  done(step: string, detail: string): void;
  /** Something slow is going on. */
  progress(line: string): void;
  /** Something happened while the desk ran. */
  notice(line: string): void;
}

export interface OpenDesk {
  readonly apiUrl: string;
  /** Where the first administrator makes an account; undefined where there is one. */
  readonly ownerLink: string | undefined;
  /** Stops everything: first the API, then the worker, then the servers they need. */
  close(): Promise<void>;
}

const databaseName = 'palier';
/** Worker and API sign in as one who can read and write rows, and nothing else. */
const deskUser = 'palier_desk';
const startTimeoutMs = minuteMs;
const apiStopTimeoutMs = 15_000;
const workerStopTimeoutMs = 45_000;

type Closer = () => Promise<unknown> | unknown;

/** What has been opened so far. */
interface Opened {
  closers: Closer[];
  /** The parts that this desk runs itself. */
  supervised: Partial<Record<PartName, Supervised>>;
}

/**
 * Opens a desk: its own Temporal and PostgreSQL unless the environment names others, the tables,
 * the worker, the API, and the demo company. Parts that end later are started again.
 * @throws CliError when a part cannot be had; whatever was started by then is stopped.
 */
export async function openDesk(settings: DeskSettings, talk: DeskTalk): Promise<OpenDesk> {
  const opened: Opened = { closers: [], supervised: {} };
  const close = async () => {
    for (const closer of opened.closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await openParts(settings, talk, opened)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openParts(
  settings: DeskSettings,
  talk: DeskTalk,
  opened: Opened,
): Promise<Omit<OpenDesk, 'close'>> {
  const { closers, supervised } = opened;
  checkProcesses();
  const home = await openHome(settings.home);
  closers.push(await lockHome(home.directory));
  await checkPort(settings.port);
  talk.done('Data folder', `${home.directory}, ${home.freeMegabytes} MB free`);

  const temporal = await openTemporal(settings, home, talk, opened);
  const database = await openDatabase(settings, home, talk, opened);
  await migrateDatabase(database, talk);
  await tellChangedProcesses(database.databaseUrl, talk.notice);
  if (!settings.demo) await tellDemoPeople(database, talk);

  const { databaseUrl } = database;
  const environment = await programEnvironment(settings, home, temporal, databaseUrl);
  await openPrograms(environment, home, talk, opened);
  const apiUrl = urlOf(settings);
  await writeDeskFile(home.directory, {
    apiUrl,
    databaseUrl,
    ownerDatabaseUrl: database.ownerUrl,
    temporalAddress: temporal.address,
    temporalNamespace: temporal.namespace,
    pid: process.pid,
    warehouseDir: home.warehouseDir,
    isDemo: settings.demo,
  });
  closers.push(() => removeDeskFile(home.directory));
  if (settings.demo) await openDemo({ databaseUrl, temporal, apiUrl, home, talk });
  closers.push(watchDesk({ apiUrl, supervised, notice: talk.notice }));
  const ownerLink = settings.demo ? undefined : await newOwnerLink(databaseUrl, apiUrl);
  return { apiUrl, ownerLink };
}

/** Where it is from this machine: a desk on every address is on loopback, too. */
function urlOf({ host, port }: DeskSettings): string {
  const here = isEveryAddress(host) ? loopback : host;
  return `http://${isIPv6(here) ? `[${here}]` : here}:${port}`;
}

export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

async function checkPort(port: number): Promise<void> {
  if (await isPortFree(port)) return;
  throw new CliError(`Port ${port} is taken by another program`, {
    advice: `End that program, or open the desk on another port: PORT=${port + 1} npm start`,
  });
}

async function openTemporal(
  settings: DeskSettings,
  home: Home,
  talk: DeskTalk,
  opened: Opened,
): Promise<TemporalTarget> {
  const configured = configuredTemporal();
  if (configured !== undefined) {
    await prepareNamespace(configured, { isOurs: false });
    talk.done('Temporal', `${configured.address}, namespace ${configured.namespace} (not ours)`);
    return configured;
  }
  const startedAt = Date.now();
  const namespace = givenSettings(process.env).TEMPORAL_NAMESPACE ?? 'default';
  let address = '';
  let port: number | undefined;
  const part = await supervise({
    name: 'Temporal',
    notice: talk.notice,
    start: async () => {
      const server = await startTemporalServer({
        databaseFile: home.temporalFile,
        progress: talk.progress,
        onOutput: openLogFile(path.join(home.logsDir, 'temporal.log')),
        namespace,
        ...(port === undefined ? {} : { port }),
        ...(settings.temporalUiPort === undefined ? {} : { uiPort: settings.temporalUiPort }),
      });
      address = server.address;
      port = Number(address.split(':')[1]);
      return server.process;
    },
  });
  keep(opened, 'Temporal', part);
  talk.done('Temporal', `${address} (${seconds(startedAt)})`);
  return { address, namespace, connectionOptions: { address } };
}

interface DeskDatabase {
  /** As worker and API sign in. */
  databaseUrl: string;
  /** As the owner of the tables. */
  ownerUrl: string;
}

async function openDatabase(
  settings: DeskSettings,
  home: Home,
  talk: DeskTalk,
  opened: Opened,
): Promise<DeskDatabase> {
  if (settings.databaseUrl !== undefined) {
    talk.done('PostgreSQL', `${withoutPassword(settings.databaseUrl)} (not ours)`);
    return { databaseUrl: settings.databaseUrl, ownerUrl: settings.databaseUrl };
  }
  const startedAt = Date.now();
  const password = await secretOf(home, 'postgres-password');
  const deskPassword = await secretOf(home, 'desk-password');
  let port: number | undefined;
  let ownerUrl = '';
  let databaseUrl = '';
  const part = await supervise({
    name: 'PostgreSQL',
    notice: talk.notice,
    start: async () => {
      const server = await startPostgres({
        dataDir: home.postgresDir,
        password,
        progress: talk.progress,
        onOutput: openLogFile(path.join(home.logsDir, 'postgres.log')),
        ...(port === undefined ? {} : { port }),
      });
      port = server.port;
      ownerUrl = server.urlOf(databaseName);
      databaseUrl = asUser(ownerUrl, deskUser, deskPassword);
      await prepareDatabase(server.urlOf('postgres'), databaseUrl);
      return server.process;
    },
  });
  keep(opened, 'PostgreSQL', part);
  talk.done('PostgreSQL', `${loopback}:${port} (${seconds(startedAt)})`);
  return { databaseUrl, ownerUrl };
}

function asUser(databaseUrl: string, user: string, password: string): string {
  const url = new URL(databaseUrl);
  url.username = user;
  url.password = password;
  return url.href;
}

async function migrateDatabase(database: DeskDatabase, talk: DeskTalk): Promise<void> {
  const { databaseUrl, ownerUrl } = database;
  try {
    const applied = await migrate(ownerUrl);
    if (ownerUrl !== databaseUrl) await grantDesk(ownerUrl, databaseUrl);
    talk.done(
      'Tables',
      applied.length === 0 ? 'up to date' : `${amount(applied.length, 'migration')} applied`,
    );
  } catch (error) {
    throw new CliError(
      `The tables in ${withoutPassword(databaseUrl)} could not be brought up to date: ${reasonOf(error)}`,
      {
        cause: error,
        advice: 'Check DATABASE_URL, and that its user may create tables and extensions.',
      },
    );
  }
}

/** Their tokens are in README, for everybody to read. */
async function tellDemoPeople({ databaseUrl }: DeskDatabase, talk: DeskTalk): Promise<void> {
  const count = await countDemoPeople(databaseUrl);
  if (count === 0) return;
  talk.notice(
    `A demo was open here: ${amount(count, 'account')} of it refused, the tickets are still there`,
  );
}

/** `postgres://user:secret@host/db` → `postgres://user@host/db`, for messages. */
function withoutPassword(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    url.password = '';
    return url.href;
  } catch {
    return 'DATABASE_URL';
  }
}

async function programEnvironment(
  settings: DeskSettings,
  home: Home,
  temporal: TemporalTarget,
  databaseUrl: string,
): Promise<NodeJS.ProcessEnv> {
  const given = givenSettings(process.env);
  const environment: NodeJS.ProcessEnv = {
    ...given,
    TZ: 'UTC',
    DATABASE_URL: databaseUrl,
    PORT: String(settings.port),
    PALIER_HOME: home.directory,
    PALIER_DEMO: settings.demo ? '1' : '0',
    PALIER_LOG_LEVEL: logLevelOf(given.PALIER_LOG_LEVEL),
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
  };
  // A configuration file in its default place would add its TLS and API key to our own server.
  if (!given.TEMPORAL_CONFIG_FILE && !given.TEMPORAL_PROFILE) {
    environment.TEMPORAL_CONFIG_FILE = path.join(home.directory, 'temporal.toml');
    await writeFile(environment.TEMPORAL_CONFIG_FILE, '[profile.default]\n');
  }
  return environment;
}

// A program says in its log that it is ready, so the log cannot be quieter than that.
function logLevelOf(wanted: string | undefined): string {
  return wanted === 'debug' || wanted === 'trace' ? wanted : 'info';
}

/** Worker and API start side by side; the API is the first to stop. */
async function openPrograms(
  environment: NodeJS.ProcessEnv,
  home: Home,
  talk: DeskTalk,
  opened: Opened,
): Promise<void> {
  const started = await Promise.allSettled([
    openProgram('Worker', 'activities/worker.ts', environment, home, talk),
    openProgram('API', 'api/server.ts', environment, home, talk),
  ]);
  for (const result of started) {
    if (result.status === 'fulfilled') keep(opened, ...result.value);
  }
  for (const result of started) if (result.status === 'rejected') throw result.reason;
}

async function openProgram(
  name: 'Worker' | 'API',
  file: string,
  environment: NodeJS.ProcessEnv,
  home: Home,
  talk: DeskTalk,
): Promise<[name: PartName, part: Supervised]> {
  const startedAt = Date.now();
  const logFile = path.join(home.logsDir, `${name.toLowerCase()}.log`);
  const part = await supervise({
    name,
    notice: (line) => talk.notice(`${line}\n    log: ${logFile}`),
    start: () =>
      startProgram({
        name,
        file: path.join(repositoryDir, file),
        environment,
        log: openLogFile(logFile),
        startTimeoutMs,
        stopTimeoutMs: name === 'API' ? apiStopTimeoutMs : workerStopTimeoutMs,
      }),
  });
  talk.done(name, seconds(startedAt));
  return [name, part];
}

function keep(opened: Opened, name: PartName, part: Supervised): void {
  opened.closers.push(() => part.stop());
  opened.supervised[name] = part;
}

async function openDemo(desk: {
  databaseUrl: string;
  temporal: TemporalTarget;
  apiUrl: string;
  home: Home;
  talk: DeskTalk;
}): Promise<void> {
  const startedAt = Date.now();
  const { loadDemo } = await import('../demo/demo.ts');
  await loadDemo({
    databaseUrl: desk.databaseUrl,
    apiUrl: desk.apiUrl,
    progress: desk.talk.progress,
  });
  desk.talk.done('Demo company', seconds(startedAt));
}

function seconds(sinceMs: number): string {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;
}
