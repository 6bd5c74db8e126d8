import { existsSync } from 'node:fs';
import path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import test from 'ava';
import { exporterInstead } from '../../activities/exporter.ts';
import { createWarehouse } from '../../activities/warehouse.ts';
import { findFreePort } from '../../cli/servers/ports.ts';
import { connectDatabase } from '../../database/connection.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { startServers, startWorker } from './worker_program.ts';

test('of two homes one exports, until it was not heard of for an hour', async (t) => {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  const [first, second] = [temporaryFolder(), temporaryFolder()];
  t.is(await exporterInstead(database, first), undefined);
  t.is((await exporterInstead(database, second))?.home, path.resolve(first));
  t.is(await exporterInstead(database, first), undefined, 'again it is the same');
  await database.raw("update warehouse_exporter set seen_at = now() - interval '2 hours'");
  t.is(await exporterInstead(database, second), undefined);
  t.is((await exporterInstead(database, first))?.home, path.resolve(second));
});

test('whoever exports stays the one that does, and another exports nothing', async (t) => {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  const exportFrom = (homeDir: string) => {
    const warehouseDir = path.join(homeDir, 'warehouse');
    const warehouse = createWarehouse({ databaseUrl: url, warehouseDir, homeDir, database });
    return new MockActivityEnvironment().run(warehouse.exportToWarehouse);
  };
  const [first, second] = [temporaryFolder(), temporaryFolder()];
  t.is(await exporterInstead(database, first), undefined);
  await database.raw("update warehouse_exporter set seen_at = now() - interval '59 minutes'");
  await exportFrom(first);
  await database.raw("update warehouse_exporter set seen_at = seen_at - interval '59 minutes'");
  await t.throwsAsync(exportFrom(second), { message: new RegExp(first) });
  t.false(existsSync(path.join(second, 'warehouse')));
});

test('a worker says on a port of its own how its tickets, its recording and its export are', async (t) => {
  const { environment } = await startServers();
  const port = await findFreePort();
  const worker = await startWorker({ ...environment, PALIER_WORKER_METRICS_PORT: String(port) });
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  for (const line of [
    /^palier_tickets_running 0$/m,
    /^palier_tickets_failed 0$/m,
    /^palier_tickets_parked 0$/m,
    /^palier_recording_lag_seconds 0$/m,
    /^palier_task_queue_backlog\{queue="tickets",kind="workflow"\} \d+$/m,
    /^# HELP palier_export_age_seconds /m,
  ]) {
    t.regex(text, line);
  }
  worker.child.kill('SIGTERM');
  t.is(await worker.ended, 0);
});
