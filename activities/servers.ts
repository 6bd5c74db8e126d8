import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
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
 * Waits until Postgres answers and has every migration this worker knows.
 * @throws WorkerStartError where that is not so within a minute
 */
export async function waitForDatabase(database: Database, log: Logger): Promise<void> {
  await waitFor('PostgreSQL', 'check DATABASE_URL and run `palier migrate`', log, async () => {
    const missing = await pendingMigrations(database);
    if (missing.length > 0) throw new Error(`its tables lack ${missing.join(', ')}`);
  });
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
