import { Gauge, type Registry } from 'prom-client';
import { alarmKinds, countAlarms } from '../../database/alarms.ts';
import { oldestOpenCommand } from '../../database/ticket_commands.ts';
import { secondMs } from '../../workflows/domain/durations.ts';
import type { ApiDependencies } from '../dependencies.ts';

type Needs = Pick<ApiDependencies, 'database' | 'warehouse' | 'readiness'>;

/** What nobody sees otherwise, for Prometheus. What cannot be told now is left out of the answer. */
export function measureDesk(registry: Registry, needs: Needs): void {
  const { database, warehouse, readiness } = needs;
  const registers = [registry];
  new Gauge({
    name: 'palier_part_ready',
    help: '1 where a part of the desk does what commands need of it, else 0: see /readyz',
    labelNames: ['part'],
    registers,
    async collect() {
      const { status: _, warnings: __, ...parts } = await readiness.now();
      for (const [part, { isReady }] of Object.entries(parts)) this.set({ part }, isReady ? 1 : 0);
    },
  });
  new Gauge({
    name: 'palier_alarms',
    help: 'Alarms that are up, by kind',
    labelNames: ['kind'],
    registers,
    async collect() {
      this.reset();
      const counts = await orNothing(countAlarms(database));
      if (!counts) return;
      for (const kind of alarmKinds) {
        this.set({ kind }, counts.find((one) => one.kind === kind)?.count ?? 0);
      }
    },
  });
  new Gauge({
    name: 'palier_oldest_open_command_seconds',
    help: 'How long the oldest command has been waiting to be recorded; 0 where none waits',
    registers,
    async collect() {
      this.remove();
      const oldest = await orNothing(oldestOpenCommand(database));
      if (oldest !== undefined) this.set(secondsSince(oldest ?? new Date()));
    },
  });
  new Gauge({
    name: 'palier_warehouse_age_seconds',
    help: 'How long ago the newest snapshot of the warehouse was published',
    registers,
    async collect() {
      this.remove();
      const snapshot = await orNothing(warehouse.snapshot());
      if (snapshot) this.set(secondsSince(new Date(snapshot.publishedAt)));
    },
  });
}

async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}

function secondsSince(instant: Date): number {
  return Math.max(0, Date.now() - instant.getTime()) / secondMs;
}
