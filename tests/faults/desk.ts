import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { repositoryDir } from '../../cli/desk/settings.ts';
import { openLogFile } from '../../cli/servers/log_file.ts';
import { findFreePort, loopback } from '../../cli/servers/ports.ts';
import { ensureDatabase, startPostgres } from '../../cli/servers/postgres_server.ts';
import { startProgram } from '../../cli/servers/program_child.ts';
import { startTemporalServer } from '../../cli/servers/temporal_server.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import type { FaultPoint } from '../../database/fault_point.ts';
import { migrate } from '../../database/migrate.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { copyRepository } from '../support/copy_repository.ts';
import { virtualTimeConfig } from '../support/virtual_time.ts';
import { type Disk, hasOwnMounts, mountDisk } from './disk.ts';
import { keepPart, type Part, type Running } from './part.ts';
import { type Link, openLink } from './proxy.ts';
import { writeStaff } from './staff.ts';

export const partNames = ['temporal', 'postgres', 'worker', 'api1', 'api2'] as const;
export type PartName = (typeof partNames)[number];

/** Parts of our own, whose code has places at which it can be made to die. */
export const programNames = ['worker', 'api1', 'api2'] as const;
export type ProgramName = (typeof programNames)[number];

export const linkNames = [
  'worker-temporal',
  'worker-postgres',
  'api1-temporal',
  'api1-postgres',
  'api2-temporal',
  'api2-postgres',
  'people-api1',
  'people-api2',
] as const;
export type LinkName = (typeof linkNames)[number];

export const diskNames = ['temporal', 'postgres', 'worker'] as const;
export type DiskName = (typeof diskNames)[number];

/** The desk in processes of its own, every part behind a line that can be cut. */
export interface FaultDesk {
  home: string;
  parts: Record<PartName, Part>;
  links: Record<LinkName, Link>;
  /** Absent where this machine lets nobody mount one. */
  disks?: Record<DiskName, Disk>;
  /** Where people ask: both APIs, each behind its line. */
  apiUrls: readonly string[];
  warehouseDir: string;
  /** For those who look on: by no line that is cut. */
  database: Database;
  databaseUrl: string;
  client: Client;
  /** Puts Temporal's file back to a copy that is so old by then, while no worker runs. */
  restoreTemporal(ageMs: number): Promise<void>;
  /** Runs `palier doctor --repair`. */
  repair(): Promise<{ code: number; output: string }>;
  /** The next time it comes between two steps that belong together, it dies there. */
  letDie(name: ProgramName, withinMs: number): Promise<void>;
  /** A worker with other code takes over; the next time the first code does again. */
  takeOver(isOldKilled: boolean): Promise<void>;
  close(): Promise<void>;
}

const databaseName = 'palier';
/** Tickets are carried into a new run often, so that faults meet that moment too. */
const eventsPerRun = 400;
const startTimeoutMs = minuteMs;
const stopTimeoutMs = 15_000;

/**
 * @param isKept leaves its folder behind, with the logs of its parts
 * @throws CliError where a part cannot be had; what was started by then is stopped
 */
export async function openFaultDesk({ isKept }: { isKept: boolean }): Promise<FaultDesk> {
  const home = await mkdtemp(path.join(tmpdir(), 'palier-faults-'));
  const closers: (() => Promise<unknown>)[] = [];
  if (!isKept) closers.push(() => rm(home, { recursive: true, force: true }));
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await openParts(home, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openParts(
  home: string,
  closers: (() => Promise<unknown>)[],
): Promise<Omit<FaultDesk, 'close'>> {
  const folders = { temporal: '', postgres: '', worker: '' };
  for (const name of diskNames) folders[name] = path.join(home, name);
  for (const name of diskNames) await mkdir(folders[name]);
  const disks = hasOwnMounts ? await mountDisks(folders, closers) : undefined;
  const log = (name: string) => openLogFile(path.join(home, `${name}.log`));

  const [temporalPort, postgresPort] = [await findFreePort(), await findFreePort()];
  const temporal = await startPart('temporal', closers, async () => {
    const server = await startTemporalServer({
      databaseFile: path.join(folders.temporal, 'temporal.db'),
      port: temporalPort,
      onOutput: log('temporal'),
      dynamicConfig: {
        ...virtualTimeConfig,
        'limit.historyCount.suggestContinueAsNew': eventsPerRun,
      },
    });
    return server.process;
  });
  const password = 'palier-faults';
  const urlOf = (port: number) =>
    `postgres://palier:${password}@${loopback}:${port}/${databaseName}`;
  const postgres = await startPart('postgres', closers, async () => {
    const server = await startPostgres({
      dataDir: path.join(folders.postgres, 'data'),
      password,
      port: postgresPort,
      onOutput: log('postgres'),
    });
    await ensureDatabase(server, databaseName);
    return server.process;
  });
  const databaseUrl = urlOf(postgresPort);
  await migrate(databaseUrl);
  const database = connectDatabase(databaseUrl, { name: 'faults' });
  closers.push(() => database.destroy());
  await writeStaff(database);
  const connection = await Connection.connect({ address: `${loopback}:${temporalPort}` });
  closers.push(() => connection.close());

  const links = {} as Record<LinkName, Link>;
  const apiPorts = { api1: await findFreePort(), api2: await findFreePort() };
  for (const name of linkNames) {
    const target = name.split('-')[1];
    const ports = { temporal: temporalPort, postgres: postgresPort, ...apiPorts };
    const link = await openLink(ports[target as keyof typeof ports]);
    links[name] = link;
    closers.push(() => link.close());
  }

  const deaths = { worker: '', api1: '', api2: '' };
  for (const name of programNames) {
    deaths[name] = path.join(home, `${name}.died`);
    await writeFile(deaths[name], 'not armed\n');
  }
  const environmentOf = (name: ProgramName): NodeJS.ProcessEnv => ({
    ...process.env,
    TZ: 'UTC',
    DATABASE_URL: urlOf(links[`${name}-postgres`].port),
    TEMPORAL_ADDRESS: `${loopback}:${links[`${name}-temporal`].port}`,
    TEMPORAL_NAMESPACE: 'default',
    PALIER_HOME: folders.worker,
    PALIER_LOG_LEVEL: 'info',
    PALIER_EXPORT_SECONDS: '10',
    PALIER_SWEEP_SECONDS: '5',
    PALIER_FAULT: (name === 'worker' ? 'after_commit' : 'after_answer') satisfies FaultPoint,
    PALIER_FAULT_FILE: deaths[name],
    ...(name === 'worker' ? {} : { PORT: String(apiPorts[name]) }),
  });
  const program = (name: ProgramName, file: string): Promise<Running> =>
    startProgram({
      name,
      file,
      environment: environmentOf(name),
      log: log(name),
      startTimeoutMs,
      stopTimeoutMs,
    });

  const changed = path.join(home, 'changed');
  await copyChanged(changed);
  const workers = [repositoryDir, changed].map(
    (folder) => () => program('worker', path.join(folder, 'activities/worker.ts')),
  );
  const worker = await startPart('worker', closers, workers[0] as () => Promise<Running>);
  const api = (name: 'api1' | 'api2') =>
    startPart(name, closers, () => program(name, path.join(repositoryDir, 'api/server.ts')));
  const [api1, api2] = [await api('api1'), await api('api2')];

  const parts = { temporal, postgres, worker, api1, api2 };
  let turns = 0;
  return {
    home,
    parts,
    links,
    ...(disks && { disks }),
    apiUrls: [links['people-api1'], links['people-api2']].map(
      ({ port }) => `http://${loopback}:${port}`,
    ),
    warehouseDir: path.join(folders.worker, 'warehouse'),
    database,
    databaseUrl,
    client: new Client({ connection, namespace: 'default' }),
    async restoreTemporal(ageMs) {
      const copy = path.join(home, 'older');
      await temporal.kill(() => cp(folders.temporal, copy, { recursive: true }));
      await sleep(ageMs);
      const putBack = async () => {
        for (const name of await readdir(folders.temporal)) {
          await rm(path.join(folders.temporal, name));
        }
        await cp(copy, folders.temporal, { recursive: true });
      };
      // A worker that went on would remember tickets that its server knows no more.
      await worker.kill(() => temporal.kill(putBack));
      await rm(copy, { recursive: true });
    },
    repair: () => runPalier(['doctor', '--repair'], environmentOf('worker')),
    async letDie(name, withinMs) {
      await rm(deaths[name], { force: true });
      const endsAt = Date.now() + withinMs;
      while (!existsSync(deaths[name]) && Date.now() < endsAt) await sleep(50);
      await writeFile(deaths[name], 'not armed\n');
      await parts[name].ready();
    },
    takeOver: (isOldKilled) =>
      worker.replace(workers[++turns % workers.length] as () => Promise<Running>, isOldKilled),
  };
}

async function runPalier(
  args: string[],
  environment: NodeJS.ProcessEnv,
): Promise<{ code: number; output: string }> {
  const file = path.join(repositoryDir, 'cli/palier.ts');
  const child = spawn(process.execPath, [file, ...args], { env: environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output };
}

async function startPart(
  name: PartName,
  closers: (() => Promise<unknown>)[],
  start: () => Promise<Running>,
): Promise<Part> {
  const part = await keepPart(name, start);
  closers.push(() => part.stop());
  return part;
}

async function mountDisks(
  folders: Record<DiskName, string>,
  closers: (() => Promise<unknown>)[],
): Promise<Record<DiskName, Disk>> {
  const mount = async (name: DiskName) => {
    const disk = await mountDisk(folders[name]);
    closers.push(() => disk.unmount());
    return disk;
  };
  const [temporal, postgres, worker] = [
    await mount('temporal'),
    await mount('postgres'),
    await mount('worker'),
  ];
  return { temporal, postgres, worker };
}

/** The same desk with other workflow code: one more query, which asks Temporal for nothing. */
async function copyChanged(folder: string): Promise<void> {
  await mkdir(folder);
  copyRepository(folder);
  const file = path.join(folder, 'workflows/ticket_workflow.ts');
  const code = await readFile(file, 'utf8');
  const before = '  setHandler(ticketQuery,';
  if (!code.includes(before)) throw new Error(`${file} has no line to put the change before`);
  const change = "  setHandler(defineQuery<string>('changed'), () => 'by the fault harness');\n";
  const changed = code
    .replace(before, `${change}${before}`)
    .replace('import {\n', 'import {\n  defineQuery,\n');
  await writeFile(file, changed);
}
