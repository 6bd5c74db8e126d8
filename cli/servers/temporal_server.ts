import { readFile, writeFile } from 'node:fs/promises';
import { Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { givenSettings } from '../../settings/environment.ts';
import { type TemporalAccess, temporalAccess } from '../../settings/temporal.ts';
import { dayMs, minuteMs, secondMs } from '../../workflows/domain/durations.ts';
import { CliError, reasonOf } from '../cli_error.ts';
import { type KeptProcess, type OutputListener, startKeptProcess } from './kept_process.ts';
import { findFreePort, isListening, loopback } from './ports.ts';
import { endProcess, isRunning, runsProgram } from './process_table.ts';
import { findTemporalBinary } from './temporal_binary.ts';

/** Closed workflows stay queryable, and their ids refused for re-use, for 30 days. */
const retentionMs = 30 * dayMs;

/**
 * What was acknowledged has been synced: a write-ahead log waits for the disk once a transaction,
 * where SQLite's own journal waits twice. The log is copied into the file after 4,000 pages (16 MB)
 * in place of 1,000, so that a page that many tickets share is copied less often.
 */
const journalPragmas = ['journal_mode=WAL', 'synchronous=FULL', 'wal_autocheckpoint=4000'] as const;

/**
 * One server serves each task queue whole: by default it cuts each in four, whose parts pass tasks and
 * those who wait for them on to one another. It cannot be kept from opening a port for HTTP, on which
 * a page of any site could have a browser end workflows: so it answers to no host there.
 */
const ownConfig = {
  'frontend.httpAllowedHosts': [],
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
};

const startTimeoutMs = minuteMs;
const stopTimeoutMs = 15_000;
/** One attempt to connect; a server that is said to run already gets two. */
const connectTimeoutMs = 5_000;
const startAttemptsMax = 3;
const grpcAlreadyExists = 6;

/** Where a Temporal server is and how to connect to it. */
export interface TemporalTarget extends TemporalAccess {
  address: string;
}

/** A Temporal server started by this process. */
export interface TemporalServer extends TemporalTarget {
  readonly process: KeptProcess;
  readonly uiUrl: string | undefined;
  stop(): Promise<void>;
}

export interface StartTemporalOptions {
  /** SQLite file that keeps the workflows; in memory when absent. */
  databaseFile?: string;
  /** Server settings by name, values as JSON: `{'limit.historyCount.suggestContinueAsNew': 40}`. */
  dynamicConfig?: Record<string, unknown>;
  namespace?: string;
  /** Port of Temporal's own web page; none is served when absent. */
  uiPort?: number;
  port?: number;
  progress?: (line: string) => void;
  onOutput?: OutputListener;
}

/**
 * The server that the environment names: by `TEMPORAL_ADDRESS`, or by a profile of a Temporal
 * configuration file. A file that merely lies in its default place is not asked: a desk must not
 * open itself, demo and all, in whatever namespace a developer last worked with.
 */
export function configuredTemporal(
  environment: NodeJS.ProcessEnv = process.env,
): TemporalTarget | undefined {
  const { TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: profile } = givenSettings(environment);
  const isFileAsked = file !== undefined || profile !== undefined;
  const access = temporalAccess(environment, { isFileAsked });
  const { address } = access.connectionOptions;
  return address ? { ...access, address } : undefined;
}

/**
 * Starts Temporal's development server on free loopback ports and waits until it answers.
 * @throws CliError when the program cannot be had, or ends or stays silent during the start.
 */
export async function startTemporalServer(
  options: StartTemporalOptions = {},
): Promise<TemporalServer> {
  const binary = await findTemporalBinary(options.progress ? { progress: options.progress } : {});
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(binary.path, options);
    } catch (error) {
      // Another program may take a port between finding it free and the server binding it.
      if (!(error instanceof ServerEnded) || attempt === startAttemptsMax) throw error;
    }
  }
}

class ServerEnded extends CliError {}

async function startOnce(binary: string, options: StartTemporalOptions): Promise<TemporalServer> {
  if (options.databaseFile !== undefined) await endStaleServer(options.databaseFile);
  const port = options.port ?? (await findFreePort());
  const namespace = options.namespace ?? 'default';
  const address = `${loopback}:${port}`;
  const program = {
    command: binary,
    args: serverArguments(port, await findFreePort(), await findFreePort(), options),
    cwd: process.cwd(),
    // A server in memory has nothing to save, and a graceful stop takes it a second.
    stopSignal: options.databaseFile === undefined ? ('SIGKILL' as const) : ('SIGTERM' as const),
    stopTimeoutMs,
  };
  const server = await startKeptProcess(program, options.onOutput);
  if (options.databaseFile !== undefined) {
    await writeFile(pidFileOf(options.databaseFile), `${server.pid}\n`);
  }
  const target = { address, namespace, connectionOptions: { address } };
  try {
    const deadline = Date.now() + startTimeoutMs;
    await unlessEnded(server, async (ended) => {
      await waitUntilListening(server, port, deadline, ended);
      await prepareNamespace(target, { isOurs: true, deadline, ended });
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    ...target,
    process: server,
    uiUrl: options.uiPort === undefined ? undefined : `http://${loopback}:${options.uiPort}`,
    stop: async () => {
      await server.stop();
    },
  };
}

function pidFileOf(databaseFile: string): string {
  return `${databaseFile}.pid`;
}

/** Ends the server that a killed desk may have left on this file: two would damage it. */
async function endStaleServer(databaseFile: string): Promise<void> {
  const text = await readFile(pidFileOf(databaseFile), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid) || !isRunning(pid) || !(await runsProgram(pid, databaseFile))) return;
  await endProcess(pid, 'SIGTERM', stopTimeoutMs);
}

function serverArguments(
  port: number,
  httpPort: number,
  metricsPort: number,
  options: StartTemporalOptions,
): string[] {
  const args = ['server', 'start-dev', '--ip', loopback, '--port', String(port)];
  args.push('--http-port', String(httpPort), '--metrics-port', String(metricsPort));
  args.push('--log-level', 'warn', '--log-format', 'text');
  if (options.uiPort === undefined) args.push('--headless');
  else args.push('--ui-ip', loopback, '--ui-port', String(options.uiPort));
  if (options.uiPort !== undefined) args.push('--ui-disable-news-fetch');
  if (options.namespace !== undefined) args.push('--namespace', options.namespace);
  if (options.databaseFile !== undefined) {
    args.push('--db-filename', options.databaseFile);
    for (const pragma of journalPragmas) args.push('--sqlite-pragma', pragma);
  }
  for (const [key, value] of Object.entries({ ...ownConfig, ...options.dynamicConfig })) {
    args.push('--dynamic-config-value', `${key}=${JSON.stringify(value)}`);
  }
  return args;
}

/**
 * What `work` gives. A port that listens proves nothing: it may be another program's, and the end of
 * the server is what tells.
 * @throws ServerEnded with its last words, as soon as it has ended
 */
async function unlessEnded<T>(
  server: KeptProcess,
  work: (ended: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const ended = server.exited.then(() => {
    controller.abort();
    throw new ServerEnded(`Temporal's server ended while starting: ${server.recentOutput()}`, {
      advice: 'Read the reason above; a full disk or a damaged database file are the usual ones.',
    });
  });
  return await Promise.race([work(controller.signal), ended]);
}

async function waitUntilListening(
  server: KeptProcess,
  port: number,
  deadline: number,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted && !(await isListening(port))) {
    if (Date.now() > deadline) {
      throw new CliError(
        `Temporal's server did not answer on port ${port} within ${startTimeoutMs / secondMs} s: ` +
          server.recentOutput(),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export interface PrepareOptions {
  /** Makes the namespace where it is missing, and has it keep what is over for 30 days. */
  isOurs: boolean;
  /** Tried until then, in epoch milliseconds. */
  deadline?: number;
  /** The server has ended: it is not tried again. */
  ended?: AbortSignal;
}

/**
 * Sees to it that the namespace is there. Doing it twice changes nothing.
 * @throws CliError when the server cannot be reached, or has no such namespace and is not ours
 */
export async function prepareNamespace(
  target: TemporalTarget,
  options: PrepareOptions,
): Promise<void> {
  const connection = await connectTo(target, options);
  try {
    if (options.isOurs) await makeNamespace(connection, target.namespace);
    await connection.workflowService.describeNamespace({ namespace: target.namespace });
  } catch (error) {
    throw new CliError(
      `Temporal at ${target.address} refused namespace "${target.namespace}": ${reasonOf(error)}`,
      {
        cause: error,
        advice: 'Create the namespace, or set TEMPORAL_NAMESPACE to one that exists.',
      },
    );
  } finally {
    await connection.close();
  }
}

async function makeNamespace(connection: Connection, namespace: string): Promise<void> {
  const workflowExecutionRetentionTtl = msToTs(retentionMs);
  const { workflowService } = connection;
  try {
    await workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: workflowExecutionRetentionTtl,
    });
  } catch (error) {
    if (!isGrpcServiceError(error) || error.code !== grpcAlreadyExists) throw error;
    await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
  }
}

async function connectTo(
  target: TemporalTarget,
  { deadline = Date.now() + connectTimeoutMs, ended }: { deadline?: number; ended?: AbortSignal },
): Promise<Connection> {
  for (;;) {
    try {
      const connectTimeout = connectTimeoutMs;
      return await Connection.connect({ ...target.connectionOptions, connectTimeout });
    } catch (error) {
      if (Date.now() < deadline && !ended?.aborted) continue;
      throw new CliError(`No Temporal server answers at ${target.address}: ${reasonOf(error)}`, {
        cause: error,
        advice: 'Start it, correct TEMPORAL_ADDRESS, or unset it to let the desk run its own.',
      });
    }
  }
}
