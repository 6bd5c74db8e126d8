import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { findFreePort } from '../../../cli/servers/ports.ts';
import { ensureDatabase, startPostgres } from '../../../cli/servers/postgres_server.ts';
import { startProgram } from '../../../cli/servers/program_child.ts';
import { startTemporalServer } from '../../../cli/servers/temporal_server.ts';
import { connectDatabase, type Database } from '../../../database/connection.ts';
import { migrate } from '../../../database/migrate.ts';
import { storeProcessSnapshots } from '../../../database/process_snapshots.ts';
import { writePeople } from './people.ts';
import { familyOf, listProcesses } from './processes.ts';

const repositoryDir = path.resolve(import.meta.dirname, '../../..');

/** The files of the desk's programs, and of bare Temporal's worker. */
export const programs = {
  worker: 'activities/worker.ts',
  API: 'api/server.ts',
  'bare worker': 'tests/bench/floor_worker.ts',
} as const;

export type ProgramName = keyof typeof programs;
/** Who uses the processor while the desk is measured; the client is the bench itself. */
export type PartName = ProgramName | 'Temporal' | 'PostgreSQL' | 'client';

export interface BenchDesk {
  client: Client;
  database: Database;
  apiUrl: string;
  home: string;
  /** Starts a program of the desk in a process of its own. */
  start(name: ProgramName, env?: NodeJS.ProcessEnv): Promise<{ stop(): Promise<unknown> }>;
  pidOf(name: ProgramName): Promise<number>;
  /** Processor time so far of each part that runs, with all its processes, in milliseconds. */
  cpuMs(): Promise<Map<PartName, number>>;
  /** Requests of one name that Temporal's server has answered since it started. */
  temporalRequests(operation: string): Promise<number>;
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
  const database = connectDatabase(databaseUrl, { name: 'bench' });
  closers.push(() => database.destroy());
  await storeProcessSnapshots(database);
  await writePeople(database);
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

  async function pids(): Promise<Map<PartName, number>> {
    const found = new Map<PartName, number>([
      ['Temporal', temporal.process.pid],
      ['PostgreSQL', postgres.process.pid],
    ]);
    for (const row of await listProcesses()) {
      if (row.parentPid !== process.pid) continue;
      for (const [name, file] of Object.entries(programs)) {
        if (row.command.includes(file)) found.set(name as ProgramName, row.pid);
      }
    }
    return found;
  }

  return {
    client: new Client({ connection, namespace: temporal.namespace }),
    database,
    apiUrl: `http://127.0.0.1:${port}`,
    home,
    start: async (name, env = {}) => {
      const program = await startProgram({
        name,
        file: path.join(repositoryDir, programs[name]),
        environment: { ...environment, ...env },
        log: () => {},
        startTimeoutMs: 60_000,
        stopTimeoutMs: 45_000,
      });
      closers.push(() => program.stop());
      return program;
    },
    pidOf: async (name) => {
      const pid = (await pids()).get(name);
      if (pid === undefined) throw new Error(`No process runs ${programs[name]}`);
      return pid;
    },
    cpuMs: async () => {
      const rows = await listProcesses();
      const used = new Map<PartName, number>();
      for (const [name, pid] of await pids()) {
        used.set(
          name,
          familyOf(rows, pid).reduce((sum, row) => sum + row.cpuMs, 0),
        );
      }
      const { user, system } = process.cpuUsage();
      return used.set('client', (user + system) / 1000);
    },
    temporalRequests: (operation) => countRequests(temporal.process.pid, operation),
    close: async () => {
      for (const closer of closers.reverse()) await closer();
    },
  };
}

/** @throws Error where the server tells no numbers */
async function countRequests(pid: number, operation: string): Promise<number> {
  const [server] = (await listProcesses()).filter((row) => row.pid === pid);
  const port = /--metrics-port (\d+)/.exec(server?.command ?? '')?.[1];
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const lines = (await response.text()).split('\n');
  const counters = lines.filter(
    (line) =>
      line.startsWith('service_requests{') &&
      line.includes(`operation="${operation}"`) &&
      line.includes('service_name="frontend"'),
  );
  return counters.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
