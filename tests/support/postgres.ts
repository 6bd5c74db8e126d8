import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import {
  makeOwnedFolder,
  type PostgresAccount,
  postgresAccount,
} from '../../cli/servers/postgres_account.ts';
import {
  ensureDatabase,
  type PostgresServer,
  startPostgres,
} from '../../cli/servers/postgres_server.ts';
import { dayMs, minuteMs } from '../../workflows/domain/durations.ts';
import { cacheDir } from './bundle.ts';
import { onTeardown } from './teardown.ts';

const run = promisify(execFile);
const databaseDir = path.resolve(import.meta.dirname, '../../database');
const templateDatabase = 'palier_template';
/** The cluster listens on loopback, holds made-up rows, and lives for one test file. */
const password = 'palier-test';

/** Losing power may lose these databases; losing a process does not. */
const testSettings = {
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_connections: '200',
};

/**
 * How tests connect that are not about waiting: a loaded machine is slow, not wrong, and a file's
 * tests share one thread, which answers nobody while one of them computes.
 */
export const patient = {
  connectTimeoutMs: minuteMs,
  acquireTimeoutMs: minuteMs,
  statementTimeoutMs: 0,
};

/** A migrated, empty database of a test's own. */
export interface TestDatabase {
  readonly url: string;
  /** Ends its sessions and removes it; done by itself at the end of the file. */
  drop(): Promise<void>;
}

/** A real PostgreSQL server of this test file's own, holding the migrated template. */
export interface TestPostgres {
  createDatabase(): Promise<TestDatabase>;
  /** Kills the server as a crash would, or stops it; then `start` brings it back on its port. */
  stop(how?: 'fast' | 'crash'): Promise<void>;
  start(): Promise<void>;
}

let shared: Promise<TestPostgres> | undefined;

/** A new migrated database on this file's shared server. */
export async function createTestDatabase(): Promise<TestDatabase> {
  shared ??= startTestPostgres();
  return (await shared).createDatabase();
}

/** Starts a PostgreSQL server of its own, for tests that stop or kill it. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const account = postgresAccount();
  const template = await templateCluster(account);
  const folder = await mkdtemp(path.join(tmpdir(), 'palier-test-'));
  onTeardown(() => rm(folder, { recursive: true, force: true }));
  const dataDir = path.join(folder, 'postgres');
  await makeOwnedFolder(folder, account);
  await copyCluster(template, dataDir);

  const cluster = { dataDir, password, settings: testSettings };
  let server = await startPostgres(cluster);
  onTeardown(() => server.stop());
  return {
    createDatabase: () => createFromTemplate(server),
    stop: async (how = 'fast') => {
      if (how === 'crash') process.kill(server.process.pid, 'SIGKILL');
      await server.stop();
    },
    start: async () => {
      server = await startPostgres({ ...cluster, port: server.port });
    },
  };
}

async function createFromTemplate(server: PostgresServer): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(server, `create database ${name} template ${templateDatabase}`);
  return {
    url: server.urlOf(name),
    drop: () => execute(server, `drop database if exists ${name} with (force)`),
  };
}

async function execute(server: PostgresServer, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.urlOf('postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

// The cluster with the migrated template is made once for each state of the migrations and kept
// between runs: copying it takes a tenth of the time that making it takes.
async function templateCluster(account: PostgresAccount | undefined): Promise<string> {
  const home = path.join(cacheDir, `postgres-${await migrationsHash(account)}`);
  if (existsSync(home)) return home;
  await mkdir(cacheDir, { recursive: true });
  const unfinished = await mkdtemp(path.join(cacheDir, 'unfinished-'));
  try {
    await makeOwnedFolder(unfinished, account);
    const dataDir = path.join(unfinished, 'postgres');
    await makeTemplate(dataDir);
    await rename(dataDir, home).catch((error: NodeJS.ErrnoException) => {
      // Another test file was faster; its cluster is as good.
      if (!existsSync(home)) throw error;
    });
    await removeOldTemplates();
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return home;
}

/** Templates of earlier migrations are 40 MB each; what is a day old nobody copies any more. */
async function removeOldTemplates(): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    if (!/^(postgres|unfinished)-/.test(name)) continue;
    const folder = path.join(cacheDir, name);
    const madeAt = (await stat(folder).catch(() => undefined))?.birthtimeMs ?? Date.now();
    if (Date.now() - madeAt > dayMs) await rm(folder, { recursive: true, force: true });
  }
}

async function makeTemplate(dataDir: string): Promise<void> {
  const server = await startPostgres({ dataDir, password, settings: testSettings });
  try {
    await ensureDatabase(server, templateDatabase);
    const { migrate } = await import('../../database/migrate.ts');
    await migrate(server.urlOf(templateDatabase));
  } finally {
    await server.stop();
  }
}

async function migrationsHash(account: PostgresAccount | undefined): Promise<string> {
  const hash = createHash('sha256').update(`${account?.uid}`);
  const entries = await readdir(databaseDir, { recursive: true });
  for (const entry of entries.filter((name) => /\.(sql|ts)$/.test(name)).sort()) {
    hash.update(entry).update(await readFile(path.join(databaseDir, entry)));
  }
  return hash.digest('hex').slice(0, 24);
}

// `cp` keeps owner and mode of a thousand files ten times faster than Node can.
async function copyCluster(from: string, to: string): Promise<void> {
  if (process.platform === 'win32') await cp(from, to, { recursive: true });
  else await run('cp', ['-R', '-p', from, to]);
}
