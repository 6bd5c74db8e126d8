import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { findFreePort } from '../../cli/servers/ports.ts';
import { ensureDatabase, startPostgres } from '../../cli/servers/postgres_server.ts';
import { startProgram } from '../../cli/servers/program_child.ts';
import { startTemporalServer } from '../../cli/servers/temporal_server.ts';
import { connectDatabase } from '../../database/connection.ts';
import { migrate } from '../../database/migrate.ts';

const repositoryDir = path.resolve(import.meta.dirname, '../..');

export interface BenchDesk {
  client: Client;
  apiUrl: string;
  home: string;
  /** Starts a program of the desk in a process of its own; gives its process id and how to stop it. */
  start(file: string, env?: NodeJS.ProcessEnv): Promise<{ stop(): Promise<unknown> }>;
  close(): Promise<void>;
}

/** The desk as `npm start` runs it: Temporal on a file, Postgres, and a process for each program. */
export async function openBenchDesk(): Promise<BenchDesk> {
  const home = await mkdtemp(path.join(tmpdir(), 'palier-bench-'));
  const closers: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })];
  const temporal = await startTemporalServer({ databaseFile: path.join(home, 'temporal.db') });
  closers.push(() => temporal.stop());
  const postgres = await startPostgres({
    dataDir: path.join(home, 'postgres'),
    password: 'palier-bench',
  });
  closers.push(() => postgres.stop());
  await ensureDatabase(postgres, 'palier');
  const databaseUrl = postgres.urlOf('palier');
  await migrate(databaseUrl);
  await writePeople(databaseUrl);
  const connection = await Connection.connect({ address: temporal.address });
  closers.push(() => connection.close());
  const port = await findFreePort();
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PALIER_HOME: home,
    PALIER_LOG_LEVEL: 'info',
    // The export is measured on its own; here it would be a third runner on two cores.
    PALIER_EXPORT_SECONDS: '3600',
    PORT: String(port),
  };
  return {
    client: new Client({ connection, namespace: temporal.namespace }),
    apiUrl: `http://127.0.0.1:${port}`,
    home,
    start: async (file, env = {}) => {
      const program = await startProgram({
        name: file,
        file: path.join(repositoryDir, file),
        environment: { ...environment, ...env },
        log: () => {},
        startTimeoutMs: 60_000,
        stopTimeoutMs: 45_000,
      });
      closers.push(() => program.stop());
      return program;
    },
    close: async () => {
      for (const closer of closers.reverse()) await closer();
    },
  };
}

export const agentToken = 'bench-agent';
export const requesterToken = 'bench-requester';

async function writePeople(databaseUrl: string): Promise<void> {
  const database = connectDatabase(databaseUrl, { name: 'bench' });
  const people = [
    { account_id: 'acc-agent', display_name: 'Agent', role: 'agent', token: agentToken },
    { account_id: 'acc-user', display_name: 'User', role: 'requester', token: requesterToken },
  ] as const;
  await database('accounts').insert(people.map(({ token: _, ...account }) => account));
  await database('api_tokens').insert(
    people.map(({ account_id, token }) => ({
      account_id,
      token_hash: createHash('sha256').update(token).digest('hex'),
      label: 'bench',
    })),
  );
  await database.destroy();
}
