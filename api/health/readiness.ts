import { statfs } from 'node:fs/promises';
import { countAlarms } from '../../database/alarms.ts';
import { isDatabaseAway } from '../../database/away.ts';
import type { Database } from '../../database/connection.ts';
import { pendingMigrations } from '../../database/migrate.ts';
import { minuteMs, secondMs } from '../../workflows/domain/durations.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Readiness } from './contract.ts';
import { reasonOf } from './reason.ts';

type Part = Readiness['postgres'];
type Needs = Pick<ApiDependencies, 'config' | 'database' | 'workflows' | 'lifecycle' | 'admission'>;

/** Looks whether the desk can take commands. */
export interface ReadinessWatch {
  /** What was found a second ago at most. However many ask, one looks. */
  now(): Promise<Readiness>;
}

const freshMs = secondMs;
/** What was right once is looked at again now and then: another version may have come. */
const tablesFreshMs = minuteMs;
/** PostgreSQL and Temporal write ahead in files of 16 MB and 4 MB: with less they stop soon. */
const freeMegabytesMin = 64;
const megabyte = 1024 * 1024;
/** So many failures in a row are no accident. */
const failuresMax = 3;
/** After that long without a command nobody knows: the next one shall try. */
const failureLastsMs = 15 * secondMs;

const ready: Part = { isReady: true, reason: null };

export function watchReadiness(needs: Needs): ReadinessWatch {
  const { database, workflows, config } = needs;
  const lookAtTables = tablesLook(database);
  let looking: Promise<Readiness> | undefined;
  let found: { at: number; readiness: Readiness } | undefined;

  async function look(): Promise<Readiness> {
    const [[postgres, tables, warnings], [temporal, worker], disk] = await Promise.all([
      lookAtPostgres(),
      lookAtTemporal(),
      partOf(() => lookAtDisk(config.homeDir)),
    ]);
    const parts = { server: ready, postgres, tables, temporal, worker, disk, commands: ready };
    return { status: 'ready', ...parts, warnings };
  }

  async function lookAtPostgres(): Promise<[Part, Part, Readiness['warnings']]> {
    const postgres = await partOf(async () => void (await database.raw('select 1')));
    if (!postgres.isReady) {
      const silent = 'PostgreSQL does not answer';
      return [unknown(`${silent}: ${postgres.reason}`), unknown(silent), []];
    }
    const tables = await partOf(lookAtTables);
    if (!tables.isReady) return [postgres, tables, []];
    return [postgres, tables, await warningsOf(database)];
  }

  async function lookAtTemporal(): Promise<[Part, Part]> {
    const [temporal, worker] = await Promise.all([
      partOf(() => workflows.checkServer()),
      partOf(() => workflows.checkWorker()),
    ]);
    return [temporal, temporal.isReady ? worker : unknown('Temporal does not answer')];
  }

  async function lookOnce(): Promise<Readiness> {
    if (found && Date.now() - found.at < freshMs) return found.readiness;
    looking ??= look().finally(() => {
      looking = undefined;
    });
    const readiness = await looking;
    found = { at: Date.now(), readiness };
    return readiness;
  }

  return {
    async now() {
      const seen = { ...(await lookOnce()), server: serverOf(needs), commands: commandsOf(needs) };
      const { status: _, warnings: __, ...parts } = seen;
      const isReady = Object.values(parts).every((part) => part.isReady);
      return { ...seen, status: isReady ? 'ready' : 'not_ready' };
    },
  };
}

async function partOf(look: () => Promise<void>): Promise<Part> {
  try {
    await look();
    return ready;
  } catch (error) {
    return unknown(reasonOf(error));
  }
}

function unknown(reason: string): Part {
  return { isReady: false, reason };
}

function tablesLook(database: Database): () => Promise<void> {
  let rightAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (Date.now() - rightAt < tablesFreshMs) return;
    const missing = await pendingMigrations(database);
    if (missing.length > 0) throw new Error(`They lack ${missing.join(', ')}: palier migrate`);
    rightAt = Date.now();
  };
}

async function warningsOf(database: Database): Promise<Readiness['warnings']> {
  try {
    return (await countAlarms(database)).map(({ kind, count, since }) => ({
      kind,
      count,
      since: since.toISOString(),
    }));
  } catch (error) {
    if (isDatabaseAway(error)) return [];
    throw error;
  }
}

/** Where the folder is not there, the data is on another machine. */
async function lookAtDisk(homeDir: string): Promise<void> {
  const disk = await statfs(homeDir).catch(() => undefined);
  if (!disk) return;
  const free = Math.floor((disk.bavail * disk.bsize) / megabyte);
  if (free >= freeMegabytesMin) return;
  throw new Error(`${free} MB free in ${homeDir}, expected ${freeMegabytesMin}`);
}

function serverOf({ lifecycle }: Needs): Part {
  return lifecycle.isStopping ? unknown('The API was asked to stop.') : ready;
}

function commandsOf({ admission: { failures } }: Needs): Part {
  const { count, last } = failures;
  if (!last || count < failuresMax || Date.now() - last.at > failureLastsMs) return ready;
  return unknown(`The last ${count} commands failed: ${reasonOf(last.error)}`);
}
