import test from 'ava';
import { recordHistory } from '../../activities/projection.ts';
import { findSnapshot } from '../../analytics/manifest.ts';
import { findFreePort } from '../../cli/servers/ports.ts';
import { connectDatabase } from '../../database/connection.ts';
import { storeProcessSnapshots } from '../../database/process_snapshots.ts';
import type { ProcessDefinition } from '../../workflows/processes/index.ts';
import { at, Ticket } from '../domain/desk.ts';
import { smallProcess } from '../processes/small_process.ts';
import { eventually } from '../support/eventually.ts';
import { newTicketId } from '../support/live_desk.ts';
import { createTestDatabase, startTestPostgres } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal } from '../support/temporal.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { startProgram, workerFile, workerHome } from './worker_program.ts';

const small = smallProcess as ProcessDefinition;
let home: string;

test.before(async () => {
  home = await workerHome();
});

async function openDatabase() {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'worker test' });
  onTeardown(() => database.destroy());
  return { url, database };
}

test('a wrong environment is refused with every variable, its value and what was expected', async (t) => {
  const worker = startProgram(workerFile, {
    DATABASE_URL: 'mysql://user:secret-word@host/desk',
    PALIER_EXPORT_SECONDS: 'often',
  });
  t.is(await worker.ended, 1);
  t.regex(worker.output(), /DATABASE_URL is \(hidden\): expected postgres:/);
  t.regex(worker.output(), /PALIER_EXPORT_SECONDS is \\?"often\\?": expected a whole number/);
  t.notRegex(worker.output(), /secret-word/);
});

test('a worker waits for a Postgres, its tables and a Temporal namespace that come later', async (t) => {
  const postgres = await startTestPostgres();
  const { url } = await postgres.createDatabase();
  const database = connectDatabase(url, { name: 'worker test' });
  onTeardown(() => database.destroy());
  await database.raw('alter table knex_migrations rename to hidden');
  await postgres.stop();
  const port = await findFreePort();
  const worker = startProgram(workerFile, {
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
    TEMPORAL_NAMESPACE: 'default',
    PALIER_HOME: home,
  });
  await worker.says('PostgreSQL is not there yet');
  await postgres.start();
  await worker.says('its tables lack 0001_desk.sql');
  await database.raw('alter table hidden rename to knex_migrations');
  await worker.says(`Temporal at 127.0.0.1:${port}, namespace default, is not there yet`);
  await startTestTemporal({ port });
  await worker.says('worker ready');
  worker.child.kill('SIGTERM');
  t.is(await worker.ended, 0);
});

test('what is new is exported in one run that goes on, and nothing runs while nothing is new', async (t) => {
  const { url, database } = await openDatabase();
  const warehouseDir = temporaryFolder();
  const { client, address, namespace } = await startTestTemporal();
  const env = {
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    PALIER_HOME: home,
    PALIER_WAREHOUSE: warehouseDir,
    PALIER_EXPORT_SECONDS: '1',
  };
  const worker = startProgram(workerFile, env);
  const exportsStarted = async () => {
    const runs = client.workflow.list({ query: `WorkflowType = 'exportWorkflow'` });
    let [runCount, exportCount] = [0, 0];
    for await (const { workflowId, runId } of runs) {
      runCount += 1;
      const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      for (const event of events ?? []) {
        if (event.activityTaskScheduledEventAttributes) exportCount += 1;
      }
    }
    return { runCount, exportCount };
  };
  for (const ticketCount of [1, 2, 3]) {
    const ticket = new Ticket(at(0, '09:00'), { ticketId: newTicketId() });
    const history = { ticketId: ticket.state.ticketId, events: ticket.events };
    await recordHistory(database, [history], 'import');
    await eventually(async () => {
      const snapshot = await findSnapshot(warehouseDir);
      return snapshot?.rowCounts.tickets === ticketCount;
    });
  }
  t.is((await exportsStarted()).runCount, 1);
  // Each change is looked at twice, since a slow transaction may have come between.
  t.true((await exportsStarted()).exportCount <= 9);
  const schedules: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) schedules.push(scheduleId);
  t.deepEqual(schedules, []);
  worker.child.kill('SIGTERM');
  t.is(await worker.ended, 0);
});

test('a worker ends when the process that started it is killed', async (t) => {
  const { url } = await openDatabase();
  const { address, namespace } = await startTestTemporal();
  const parentFile = new URL('./fixtures/worker_parent.ts', import.meta.url).pathname;
  const parent = startProgram(parentFile, {
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    PALIER_HOME: home,
  });
  await parent.says('worker ready');
  const pid = Number(/worker pid (\d+)/.exec(parent.output())?.[1]);
  onTeardown(() => {
    if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  });
  t.true(isRunning(pid));
  parent.child.kill('SIGKILL');
  await eventually(() => !isRunning(pid));
  t.pass();
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a process that does not compile is refused with path, value and expectation', async (t) => {
  const { database } = await openDatabase();
  const broken = { ...small, entryGroup: 'nowhere' };
  const error = await t.throwsAsync(storeProcessSnapshots(database, [small, broken]));
  t.regex(error.message, /Process 'small' has 1 problem/);
  t.regex(error.message, /entryGroup: "nowhere"; expected one of/);
  t.deepEqual(await database('process_snapshots'), [], 'and nothing is kept of the others');
});

test('every edition of a process is kept, and one changed under its version is told', async (t) => {
  const { database } = await openDatabase();
  t.deepEqual(await storeProcessSnapshots(database, [small]), []);
  t.deepEqual(await storeProcessSnapshots(database, [small]), []);
  t.deepEqual(
    await storeProcessSnapshots(database, [{ ...small, version: 2, bounceLimit: 3 }]),
    [],
  );
  const changed = await storeProcessSnapshots(database, [{ ...small, bounceLimit: 4 }]);
  t.deepEqual(changed, [{ processId: 'small', version: 1 }]);
  const versions = await database('process_snapshots').orderBy('version').pluck('version');
  t.deepEqual(versions, [1, 1, 2]);
});
