import type { Client } from '@temporalio/client';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { findSnapshot } from '../analytics/manifest.ts';
import { type AlarmKind, countAlarms } from '../database/alarms.ts';
import type { Database } from '../database/connection.ts';
import { oldestOpenCommand } from '../database/ticket_commands.ts';
import { secondMs } from '../workflows/domain/durations.ts';
import { exportTaskQueue, ticketTaskQueue } from '../workflows/ids.ts';

export interface WorkerMeasures {
  registry: Registry;
  /** What the worker did by itself and could not, by what it was. */
  failures: Counter<'what'>;
}

interface Needs {
  client: Client;
  database: Database;
  warehouseDir: string;
}

/** What a worker measures, for Prometheus. What cannot be told now is left out of the answer. */
export function measureWorker({ client, database, warehouseDir }: Needs): WorkerMeasures {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const gauge = (name: string, help: string, read: () => Promise<number | undefined>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.remove();
        const value = await read().catch(() => undefined);
        if (value !== undefined) this.set(value);
      },
    });

  const workflows = (status: string) => async () =>
    (
      await client.workflow.count(
        `WorkflowType = 'ticketWorkflow' and ExecutionStatus = '${status}'`,
      )
    ).count;
  gauge('palier_tickets_running', 'Tickets whose workflow runs', workflows('Running'));
  gauge('palier_tickets_failed', 'Tickets whose workflow failed: none should', workflows('Failed'));
  gauge('palier_tickets_parked', 'Tickets that wait because their rows contradict them', () =>
    countAlarms(database).then((alarms) =>
      alarms.reduce((sum, { kind, count }) => sum + (parkingKinds.includes(kind) ? count : 0), 0),
    ),
  );
  gauge('palier_recording_lag_seconds', 'How long the oldest command waits to be rows', async () =>
    secondsSince((await oldestOpenCommand(database)) ?? new Date()),
  );
  gauge('palier_export_age_seconds', 'How old the data of the warehouse are', async () => {
    const snapshot = await findSnapshot(warehouseDir);
    return snapshot ? secondsSince(new Date(snapshot.dataThrough)) : undefined;
  });
  new Gauge({
    name: 'palier_task_queue_backlog',
    help: 'Tasks that wait for a worker, by queue and kind',
    labelNames: ['queue', 'kind'],
    registers,
    async collect() {
      this.reset();
      for (const queue of [ticketTaskQueue, exportTaskQueue]) {
        for (const [kind, taskQueueType] of taskQueueTypes) {
          const count = await backlogOf(client, queue, taskQueueType).catch(() => undefined);
          if (count !== undefined) this.set({ queue, kind }, count);
        }
      }
    },
  });
  return {
    registry,
    failures: new Counter({
      name: 'palier_worker_failures_total',
      help: 'Rounds of the worker that failed, by what they were for',
      labelNames: ['what'],
      registers,
    }),
  };
}

/** Alarms that are up while a ticket refuses what its rows contradict. */
const parkingKinds: readonly AlarmKind[] = ['ticket_parked', 'event_gap', 'event_mismatch'];

/** As Temporal numbers them. */
const taskQueueTypes = [
  ['workflow', 1],
  ['activity', 2],
] as const;

async function backlogOf(client: Client, name: string, taskQueueType: number) {
  const { namespace } = client.options;
  const { stats } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name },
    taskQueueType,
    reportStats: true,
  });
  return Number(stats?.approximateBacklogCount ?? 0);
}

function secondsSince(instant: Date): number {
  return Math.max(0, Date.now() - instant.getTime()) / secondMs;
}
