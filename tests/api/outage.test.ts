import test from 'ava';
import { createProjection } from '../../activities/projection.ts';
import { findFreePort } from '../../cli/servers/ports.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { ticketTaskQueue } from '../../workflows/ids.ts';
import { eventually } from '../support/eventually.ts';
import { startLiveDesk } from '../support/live_desk.ts';
import { createTestDatabase, startTestPostgres } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { runWorker } from '../support/worker.ts';
import {
  type Body,
  callerOf,
  keyed,
  type Reply,
  replyOf,
  startApi,
  writePeople,
} from './api_desk.ts';

/** The desk's own limit is 5 s; a machine that runs other tests too may take its time. */
const soonMs = 25_000;
const texts = { subject: 'No sound', description: 'Since the update.' };

async function timed(work: Promise<Reply>): Promise<{ reply: Reply; elapsedMs: number }> {
  const startedAt = performance.now();
  const reply = await work;
  return { reply, elapsedMs: performance.now() - startedAt };
}

async function startTicketWorker(temporal: TestTemporal, database: Database): Promise<void> {
  const activities = createProjection(createRecorder(database));
  await runWorker(temporal, { taskQueue: ticketTaskQueue, activities });
}

async function peopledDatabase(databaseUrl: string) {
  const database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  await writePeople(database);
  return database;
}

test('without Temporal the API starts and reads; commands answer 503 within 5 s and are not lost', async (t) => {
  const { url: databaseUrl } = await createTestDatabase();
  const database = await peopledDatabase(databaseUrl);
  const port = await findFreePort();
  const server = await startApi({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
  });
  const camille = callerOf(server.url, 'demo-requester');
  const lea = callerOf(server.url, 'demo-agent');

  t.is((await lea.get('/api/tickets')).status, 200);
  t.is((await lea.get('/api/me')).status, 200);

  const key = keyed('sound-1');
  const away = await timed(camille.post('/api/tickets', texts, key));
  t.is(away.reply.status, 503);
  t.is(away.reply.body.code, 'temporal_unavailable');
  t.regex(away.reply.headers.get('retry-after') ?? '', /^\d+$/);
  t.true(away.elapsedMs < soonMs, `${away.elapsedMs} ms`);

  const command = await timed(
    lea.put('/api/tickets/tkt-00000000000000000000000000/acceptance', undefined, key),
  );
  t.is(command.reply.status, 503);
  t.true(command.elapsedMs < soonMs, `${command.elapsedMs} ms`);

  const ready = await lea.get('/readyz');
  t.is(ready.status, 503);
  t.like(ready.body, { postgres: { isReady: true }, temporal: { isReady: false } });
  t.truthy(ready.body.temporal.reason);
  t.is((await lea.get('/healthz')).status, 200);

  const desk = await startLiveDesk({ databaseUrl, port });
  await eventually(async () => (await lea.get('/readyz')).status === 200);
  const again = await camille.post('/api/tickets', texts, key);
  t.is(again.status, 201);
  t.is((await camille.post('/api/tickets', texts, key)).body.id, again.body.id);
  t.is((await database('ticket_contents')).length, 1);
  const { count } = await desk.client.workflow.count(`WorkflowId = '${again.body.id}'`);
  t.true(count <= 1);
  await eventually(async () => (await camille.get('/api/tickets')).body.items.length === 1);
});

test('while no worker answers, opening says 503 within 5 s; once one does, there is one ticket', async (t) => {
  const { url: databaseUrl } = await createTestDatabase();
  const database = await peopledDatabase(databaseUrl);
  const temporal = await startTestTemporal();
  const server = await startApi({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
  });
  const camille = callerOf(server.url, 'demo-requester');
  const key = keyed('nobody-works');
  const open = () => camille.post('/api/tickets', texts, key);
  const waiting = await timed(open());
  t.is(waiting.reply.status, 503);
  t.true(waiting.elapsedMs < soonMs, `${waiting.elapsedMs} ms`);

  await startTicketWorker(temporal, database);
  await eventually(async () => (await open()).status === 201);
  t.is((await database('ticket_contents')).length, 1);
  await eventually(async () => (await camille.get('/api/tickets')).body.items.length === 1);
  const { body } = await camille.get('/api/tickets');
  const events = (
    await callerOf(server.url, 'demo-agent').get(`/api/tickets/${body.items[0].id}/events`)
  ).body.items;
  t.is(events.filter((event: Body) => event.type === 'ticket_opened').length, 1);
});

test('while Postgres is away, commands without a text answer; what needs it says 503', async (t) => {
  const postgres = await startTestPostgres();
  const { url: databaseUrl } = await postgres.createDatabase();
  await peopledDatabase(databaseUrl);
  const desk = await startLiveDesk({ databaseUrl });
  const server = await startApi({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: desk.temporal.address,
  });
  const camille = callerOf(server.url, 'demo-requester');
  const lea = callerOf(server.url, 'demo-agent');
  const { id } = await camille.opens(texts);
  const mine = await camille.opens(texts);
  const address = `/api/tickets/${id}`;
  await lea.get(address);

  await postgres.stop('crash');

  const inTheDark = keyed('taken-in-the-dark');
  const accepted = await timed(lea.put(`${address}/acceptance`, undefined, inTheDark));
  t.is(accepted.reply.status, 200, JSON.stringify(accepted.reply.body));
  t.true(accepted.elapsedMs < soonMs, `${accepted.elapsedMs} ms`);
  t.like(accepted.reply.body, {
    status: 'in_progress',
    assignee: { id: 'acc-lea', name: 'Léa Martin' },
    requester: { id: 'acc-camille', name: 'Camille Roux' },
    subject: null,
    number: null,
  });
  const waiting = await lea.put(`${address}/pending`, { reason: 'supplier' });
  t.is(waiting.status, 200);
  const withdrawn = await camille.put(`/api/tickets/${mine.id}/cancellation`);
  t.is(withdrawn.status, 200, 'a requester too: the workflow tells whose ticket it is');
  const foreign = await camille.put('/api/tickets/tkt-00000000000000000000000000/cancellation');
  t.is(foreign.status, 404);

  const key = keyed('said-in-the-dark');
  const say = () => lea.post(`${address}/messages`, { body: 'Are you there?' }, key);
  for (const work of [say(), lea.get(address), lea.get('/api/tickets')]) {
    const { reply, elapsedMs } = await timed(work);
    t.is(reply.status, 503);
    t.is(reply.body.code, 'database_unavailable');
    t.truthy(reply.headers.get('retry-after'));
    t.true(elapsedMs < soonMs);
  }
  const stranger = await replyOf(
    await fetch(`${server.url}/api/me`, { headers: { authorization: 'Bearer unheard-of' } }),
  );
  t.is(stranger.status, 503, 'whoever is not known from before cannot be told apart now');
  const ready = await lea.get('/readyz');
  t.like(ready.body, { status: 'not_ready', postgres: { isReady: false } });

  await postgres.start();
  await eventually(async () => (await say()).status === 201);
  const messages = async () => (await lea.get(`${address}/messages`)).body.items;
  await eventually(async () => (await messages()).length > 0);
  t.deepEqual(
    (await messages()).map((message: Body) => message.body),
    ['Are you there?'],
  );
  await eventually(
    async () => (await lea.get(`${address}/events?limit=200`)).body.items.length > 8,
  );
  const other = await lea.put(`${address}/pending`, { reason: 'change' }, inTheDark);
  t.is(other.status, 422, 'a key that was used in the dark is known for what it was used for');
  const again = await lea.put(`${address}/acceptance`, undefined, inTheDark);
  t.like([again.status, again.body.status], [200, 'in_progress'], 'and answered as it was');
});
