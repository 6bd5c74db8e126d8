import test from 'ava';
import type { ApiServer } from '../../api/server.ts';
import { raiseAlarm } from '../../database/alarms.ts';
import { connectDatabase } from '../../database/connection.ts';
import { ticketTaskQueue } from '../../workflows/ids.ts';
import { eventually } from '../support/eventually.ts';
import { startFrozenProxy } from '../support/frozen_proxy.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { runWorker } from '../support/worker.ts';
import { callerOf, startApi, writePeople } from './api_desk.ts';

let temporal: TestTemporal;

test.before(async () => {
  temporal = await startTestTemporal();
});

async function peopledDatabase() {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  await writePeople(database);
  return { url, database };
}

async function startOn(databaseUrl: string, env: NodeJS.ProcessEnv = {}) {
  return startApi({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    PALIER_TEMPORAL_TIMEOUT_MS: '1000',
    ...env,
  });
}

const readinessOf = (server: ApiServer) => callerOf(server.url, 'demo-agent').get('/readyz');

test.serial('without a worker the desk is not ready and says so; with one it is', async (t) => {
  const { url } = await peopledDatabase();
  const server = await startOn(url);
  const before = await readinessOf(server);
  t.is(before.status, 503);
  t.like(before.body, {
    status: 'not_ready',
    postgres: { isReady: true },
    tables: { isReady: true },
    temporal: { isReady: true },
    worker: { isReady: false },
    disk: { isReady: true },
    commands: { isReady: true },
  });
  t.truthy(before.body.worker.reason);

  const camille = callerOf(server.url, 'demo-requester');
  const texts = { subject: 'No sound', description: 'Since the update.' };
  const lost = await Promise.all([1, 2, 3].map(() => camille.post('/api/tickets', texts)));
  for (const { body } of lost) t.is(body.code, 'worker_unavailable');
  const after = await readinessOf(server);
  t.regex(after.body.commands.reason, /^The last 3 commands failed: /);

  await runWorker(temporal, { taskQueue: ticketTaskQueue, activities: {} });
  await eventually(async () => (await readinessOf(server)).body.worker.isReady);
});

test.serial(
  'tables of another version are named, and so is a namespace that nobody made',
  async (t) => {
    const { url, database } = await peopledDatabase();
    await database('knex_migrations').where('name', 'like', '0005%').delete();
    const server = await startOn(url, { TEMPORAL_NAMESPACE: 'nowhere' });
    const { status, body } = await readinessOf(server);
    t.is(status, 503);
    t.like(body, { postgres: { isReady: true }, tables: { isReady: false } });
    t.regex(body.tables.reason, /0005/);
    t.regex(body.temporal.reason, /nowhere/);
  },
);

test.serial(
  'alarms that are up are warnings, are counted, and are listed for owners',
  async (t) => {
    const { url, database } = await peopledDatabase();
    const server = await startOn(url);
    await raiseAlarm(database, 'event_gap', 'tkt-00000000000000000000000000', { seq: 7 });
    await raiseAlarm(database, 'pool_unknown', null, { groupId: 'attic' });
    await raiseAlarm(database, 'pool_unknown', null, { groupId: 'attic' });

    const { body } = await readinessOf(server);
    t.is(body.postgres.isReady, true);
    t.like(body.warnings, [
      { kind: 'event_gap', count: 1 },
      { kind: 'pool_unknown', count: 1 },
    ]);
    const metrics: string = await (await fetch(server.metricsUrl ?? '')).text();
    t.true(metrics.includes('palier_alarms{kind="event_gap"} 1'));
    t.true(metrics.includes('palier_alarms{kind="shift_unknown"} 0'));
    t.true(metrics.includes('palier_part_ready{part="postgres"} 1'));
    t.true(metrics.includes('palier_oldest_open_command_seconds 0'));

    const listed = await callerOf(server.url, 'demo-owner').get('/api/alarms');
    t.is(listed.body.count, 2);
    t.like(listed.body.items[0], {
      kind: 'event_gap',
      ticket: { id: 'tkt-00000000000000000000000000', number: null },
      detail: { seq: 7 },
    });
    t.is((await callerOf(server.url, 'demo-agent').get('/api/alarms')).status, 403);
  },
);

test.serial(
  'Postgres that takes connections and does not answer is told as such within the limit',
  async (t) => {
    const { url } = await peopledDatabase();
    const address = new URL(url);
    const proxy = await startFrozenProxy(Number(address.port));
    address.port = String(proxy.port);
    const server = await startOn(address.href);
    const lea = callerOf(server.url, 'demo-agent');
    t.is((await lea.get('/api/tickets')).status, 200);

    proxy.freeze();
    const [read, ready] = await Promise.all([lea.get('/api/tickets'), readinessOf(server)]);
    t.like(read, { status: 503, body: { code: 'database_unavailable' } });
    t.like(ready.body, { status: 'not_ready', postgres: { isReady: false } });
    t.regex(ready.body.postgres.reason, /does not answer/);

    proxy.thaw();
    await eventually(async () => (await lea.get('/api/tickets')).status === 200);
    await eventually(async () => (await readinessOf(server)).body.postgres.isReady);
  },
);

test.serial(
  'where the tables are not made, or the namespace is unknown, commands are told 503, not 500',
  async (t) => {
    const texts = { subject: 'No sound', description: 'Since the update.' };
    const { url, database } = await peopledDatabase();
    const lost = await startOn(url, { TEMPORAL_NAMESPACE: 'nowhere' });
    const opened = await callerOf(lost.url, 'demo-requester').post('/api/tickets', texts);
    t.like(opened, { status: 503, body: { code: 'temporal_unavailable' } });
    const unknown = await readinessOf(lost);
    t.is(unknown.status, 503);
    t.false(unknown.body.temporal.isReady);

    await database.raw('drop schema public cascade');
    await database.raw('create schema public');
    const server = await startOn(url);
    const refused = await callerOf(server.url, 'demo-requester').post('/api/tickets', texts);
    t.like(refused, { status: 503, body: { code: 'database_unavailable' } });
    const unmade = await readinessOf(server);
    t.is(unmade.status, 503);
    t.regex(unmade.body.tables.reason, /palier migrate/);
  },
);
