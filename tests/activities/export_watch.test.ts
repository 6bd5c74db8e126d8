import path from 'node:path';
import test from 'ava';
import { watchForExport } from '../../activities/export_watch.ts';
import { connectDatabase } from '../../database/connection.ts';
import { exportWorkflowId, ticketTaskQueue } from '../../workflows/ids.ts';
import { bundleOf } from '../support/bundle.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase } from '../support/postgres.ts';
import '../support/quiet.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal } from '../support/temporal.ts';
import { runWorker } from '../support/worker.ts';

test('an export that no worker can go on with is ended, and another begins', async (t) => {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  const temporal = await startTestTemporal();
  const { client } = temporal;
  const fixtures = path.join(import.meta.dirname, '../workflows/fixtures');
  await runWorker(temporal, {
    taskQueue: ticketTaskQueue,
    workflowBundle: await bundleOf(path.join(fixtures, 'failing_export_workflow.ts'), fixtures),
  });
  const look = () => watchForExport({ client, database, everySeconds: 1 })();
  const run = () => client.workflow.getHandle(exportWorkflowId).describe();

  await look();
  const first = await run();
  await look();
  t.is((await run()).runId, first.runId, 'a task that failed once may be well the next time');
  await eventually(async () => Number((await run()).raw.pendingWorkflowTask?.attempt) > 3);
  await look();
  t.not((await run()).runId, first.runId);
  const { status } = await client.workflow.getHandle(exportWorkflowId, first.runId).describe();
  t.is(status.name, 'TERMINATED');
});
