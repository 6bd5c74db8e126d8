import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { isDatabaseAway } from '../database/away.ts';
import type { Database } from '../database/connection.ts';
import { pendingMigrations } from '../database/migrate.ts';
import { minuteMs, secondMs } from '../workflows/domain/durations.ts';
import { WorkerStartError } from './config.ts';

const patienceMs = minuteMs;
const pauseMs = 2_000;
const attemptTimeoutMs = 5_000;
const grpcCompression = { codec: 'none' } as const;

/**
 * Connects to Temporal, waiting for a server or a namespace that comes later.
 * @throws WorkerStartError where they have not come within a minute
 */
export async function connectTemporal(
  options: NativeConnectionOptions,
  namespace: string,
  log: Logger,
): Promise<NativeConnection> {
  const what = `Temporal at ${options.address ?? 'localhost:7233'}, namespace ${namespace},`;
  return waitFor(what, 'check TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE', log, async () => {
    // Server and worker are neighbours: to compress costs more than it spares.
    const connection = await NativeConnection.connect({ grpcCompression, ...options });
    try {
      await connection.withDeadline(Date.now() + attemptTimeoutMs, () =>
        connection.workflowService.describeNamespace({ namespace }),
      );
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  });
}

/**
 * Waits until Postgres answers and has every migration this worker knows, and does what a worker
 * begins with there. Where Postgres is lost meanwhile, all of it is tried again.
 * @throws WorkerStartError where it is not there within a minute; what `begin` throws otherwise
 */
export async function beginWithDatabase<T>(
  database: Database,
  log: Logger,
  begin: () => Promise<T>,
): Promise<T> {
  const advice = 'check DATABASE_URL and run `palier migrate`';
  const begun = await waitFor('PostgreSQL', advice, log, async () => {
    const missing = await pendingMigrations(database);
    if (missing.length > 0) throw new Error(`its tables lack ${missing.join(', ')}`);
    return begin().then(
      (value) => ({ value }),
      (error: unknown) => {
        if (isDatabaseAway(error)) throw error;
        return { error };
      },
    );
  });
  if ('error' in begun) throw begun.error;
  return begun.value;
}

async function waitFor<T>(
  what: string,
  advice: string,
  log: Logger,
  attempt: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const reason = reasonOf(error);
      if (Date.now() + pauseMs > deadline) {
        const text = `${what} is not there after ${patienceMs / secondMs} s: ${reason}`;
        throw new WorkerStartError(`${text}; ${advice}`, { cause: error });
      }
      log.warn(`${what} is not there yet (${reason}); trying again`);
    }
    await sleep(pauseMs);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.message || String((error as { code?: unknown }).code ?? error.name);
}
