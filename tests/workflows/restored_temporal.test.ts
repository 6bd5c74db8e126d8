import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { defaultPayloadConverter } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import test from 'ava';
import { inspectTicket, repairTicket } from '../../activities/repair/repair_ticket.ts';
import { findFreePort } from '../../cli/servers/ports.ts';
import { connectDatabase } from '../../database/connection.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { ticketEventOf, ticketRow } from '../../database/ticket_rows.ts';
import type { RepairCause, TicketEvent } from '../../workflows/domain/events.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import { ticketTaskQueue } from '../../workflows/ids.ts';
import type { TicketInput } from '../../workflows/messages.ts';
import { type Body, callerOf, keyed, type Reply, startApi, writePeople } from '../api/api_desk.ts';
import { bundleOf } from '../support/bundle.ts';
import { eventually } from '../support/eventually.ts';
import { startTestPostgres } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { startWorkerProcess } from '../support/worker_process.ts';

/** What a server that has ended left of its SQLite file, which is up to three files. */
async function copyDatabase(from: string, to: string): Promise<void> {
  for (const end of ['', '-wal', '-shm']) {
    await rm(`${to}${end}`, { force: true });
    if (existsSync(`${from}${end}`)) await cp(`${from}${end}`, `${to}${end}`);
  }
}

/** The whole desk, the worker a process of its own, and a Temporal whose file can be put back. */
async function startRestorableDesk() {
  const postgres = await startTestPostgres();
  const { url: databaseUrl } = await postgres.createDatabase();
  const database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  await writePeople(database);
  const home = temporaryFolder();
  const databaseFile = path.join(home, 'temporal.db');
  const copy = path.join(home, 'copy.db');
  const port = await findFreePort();
  let temporal = await startTestTemporal({ databaseFile, port });
  const env = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PALIER_HOME: home,
  };
  let worker = await startWorkerProcess(env);
  const server = await startApi(env);
  const callers = callerOf(server.url, 'demo-owner');
  const isReady = async () => (await callers.get('/readyz')).body.temporal?.isReady === true;

  /** Nothing is lost on the way: the file is whole once its server has ended. */
  async function whileStopped(work: () => Promise<void>): Promise<void> {
    await temporal.stop();
    await work();
    temporal = await startTestTemporal({ databaseFile, port });
    await eventually(isReady);
  }

  return {
    database,
    postgres,
    /** Stops the worker in good order, and starts it again after `work`. */
    async whileWorkerStops(work: () => Promise<void>): Promise<void> {
      const ended = once(worker, 'exit');
      worker.kill('SIGTERM');
      await ended;
      await work();
      worker = await startWorkerProcess(env);
    },
    as: (token: string) => callerOf(server.url, token),
    temporal: (): TestTemporal => temporal,
    copyTemporal: () => whileStopped(() => copyDatabase(databaseFile, copy)),
    putTemporalBack: () => whileStopped(() => copyDatabase(copy, databaseFile)),
  };
}

async function done(reply: Promise<Reply>): Promise<Body> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

type RestorableDesk = Awaited<ReturnType<typeof startRestorableDesk>>;

/** Resolves once the ticket and its rows say the same, and have been brought together for this. */
async function isRepaired(desk: RestorableDesk, ticketId: string, ...causes: RepairCause[]) {
  const parts = { client: desk.temporal().client, database: desk.database };
  await eventually(async () => {
    const events = await eventsOf(desk, ticketId);
    const repair = events.findLast((event) => event.type === 'history_repaired');
    const isSaid = repair ? causes.includes(repair.data.cause) : causes.length === 0;
    return isSaid && (await inspectTicket(parts, ticketId)) === null;
  });
}

async function eventsOf(desk: RestorableDesk, ticketId: string): Promise<TicketEvent[]> {
  const rows = await desk.database('ticket_events').where('ticket_id', ticketId).orderBy('seq');
  return rows.map(ticketEventOf);
}

test('Temporal put back to an older copy: commands are refused truly, then all is there again', async (t) => {
  t.timeout(400_000);
  const desk = await startRestorableDesk();
  const camille = desk.as('demo-requester');
  const lea = desk.as('demo-agent');
  const old = await camille.opens({ subject: 'Opened before the copy' });
  const quiet = await camille.opens({ subject: 'Nothing happens to it' });
  await done(lea.put(`/api/tickets/${old.id}/acceptance`));
  await desk.copyTemporal();

  const say = (id: string, body: string, key: string) =>
    lea.post(`/api/tickets/${id}/messages`, { body }, keyed(key));
  await done(say(old.id, 'After the copy', 'after-the-copy'));
  await done(lea.put(`/api/tickets/${old.id}/pending`, { reason: 'supplier' }));
  const young = await camille.opens({ subject: 'Opened after the copy' });
  await done(say(young.id, 'Welcome', 'welcome'));
  const before = new Map<string, TicketEvent[]>();
  for (const { id } of [old, quiet, young]) before.set(id, await eventsOf(desk, id));

  await desk.putTemporalBack();

  const refusals: Body[] = [];
  for (const { id } of [old, young]) {
    await eventually(async () => {
      const { status, body } = await say(id, 'Is it well again?', `again-${id}`);
      if (status === 503) refusals.push(body);
      else if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
      return status === 201;
    });
  }
  for (const { code, detail } of refusals) {
    if (code.endsWith('_unavailable')) continue;
    t.true(['behind_rows', 'parked'].includes(code), code);
    t.regex(detail, /differ.*Nothing was done.*being repaired/);
  }
  t.true(refusals.length > 0, 'it was noticed before anything went wrong');

  // Where Postgres was too slow to be asked, the older ticket took a command.
  await isRepaired(desk, old.id, 'rows_ahead', 'parted');
  await isRepaired(desk, young.id, 'not_running');
  await isRepaired(desk, quiet.id);
  for (const { id } of [old, quiet, young]) {
    const kept = before.get(id) ?? [];
    const events = await eventsOf(desk, id);
    t.deepEqual(events.slice(0, kept.length), kept, 'what was acknowledged stays as it was told');
  }
  const alarms = () => desk.database('alarms').whereNull('cleared_at');
  await eventually(async () => (await alarms()).length === 0);

  const repeated = await say(old.id, 'After the copy', 'after-the-copy');
  t.is(repeated.status, 201, 'a key from before gets its answer');
  const messages = async (id: string) =>
    (await lea.get(`/api/tickets/${id}/messages`)).body.items.map(({ body }: Body) => body);
  t.deepEqual(await messages(old.id), ['After the copy', 'Is it well again?']);
  t.deepEqual(await messages(young.id), ['Welcome', 'Is it well again?']);
  await done(lea.delete(`/api/tickets/${old.id}/pending`));
  await done(camille.put(`/api/tickets/${quiet.id}/cancellation`));
});

test('a desk that starts finds what a restore left, before anybody asks', async (t) => {
  t.timeout(400_000);
  const desk = await startRestorableDesk();
  const camille = desk.as('demo-requester');
  const lea = desk.as('demo-agent');
  const old = await camille.opens();
  await desk.copyTemporal();
  await done(lea.put(`/api/tickets/${old.id}/acceptance`));
  const young = await camille.opens();
  await desk.whileWorkerStops(desk.putTemporalBack);

  await isRepaired(desk, old.id, 'rows_ahead');
  await isRepaired(desk, young.id, 'not_running');
  await done(lea.put(`/api/tickets/${young.id}/acceptance`));

  // Postgres now, as it was before anything of this was written.
  const tickets = [old.id, young.id];
  const later = await camille.opens();
  await desk.whileWorkerStops(() => putRowsBack(desk, later.id, tickets));
  for (const id of [...tickets, later.id]) await isRepaired(desk, id, 'rows_behind');
  t.is((await camille.get(`/api/tickets/${later.id}`)).status, 200);
  await done(lea.put(`/api/tickets/${later.id}/acceptance`));
});

/** Rows as a copy of Postgres would have them: `lost` is not there, the last events of others neither. */
async function putRowsBack(
  { database }: RestorableDesk,
  lost: string,
  others: readonly string[],
): Promise<void> {
  await database.transaction(async (trx) => {
    await trx.raw('set local session_replication_role = replica');
    for (const table of ['ticket_events', 'tickets', 'ticket_contents', 'ticket_commands']) {
      await trx(table).where('ticket_id', lost).delete();
    }
    for (const ticketId of others) {
      const rows = await trx('ticket_events').where('ticket_id', ticketId).orderBy('seq');
      const state = rows.slice(0, -2).map(ticketEventOf).reduce<TicketState | null>(evolve, null);
      if (!state) throw new Error('Nothing would be left of it');
      await trx('ticket_events').where('ticket_id', ticketId).where('seq', '>', state.seq).delete();
      await trx('tickets')
        .where('ticket_id', ticketId)
        .update({ ...ticketRow(state, 'live'), state: JSON.stringify(state) });
    }
    const sequence = "pg_get_serial_sequence('export_outbox', 'position')";
    await trx.raw(`select setval(${sequence}, pg_sequence_last_value(${sequence}) - 3)`);
    await trx.raw(`delete from export_outbox where position > pg_sequence_last_value(${sequence})`);
  });
}

test('what was acknowledged on an older copy while Postgres was away is done again on top', async (t) => {
  t.timeout(400_000);
  const desk = await startRestorableDesk();
  const lea = desk.as('demo-agent');
  const { id } = await desk.as('demo-requester').opens();
  await done(lea.put(`/api/tickets/${id}/acceptance`));
  await done(lea.put(`/api/tickets/${id}/pending`, { reason: 'supplier' }));
  await desk.copyTemporal();
  await done(lea.delete(`/api/tickets/${id}/pending`));
  const kept = await eventsOf(desk, id);
  await desk.putTemporalBack();
  await desk.postgres.stop('crash');

  const said = { impact: 'high', urgency: 'high' };
  const classify = () => lea.put(`/api/tickets/${id}/classification`, said, keyed('in-the-dark'));
  await eventually(async () => (await classify()).status === 200);
  t.like(
    await done(classify()),
    { priority: 'p1', status: 'pending' },
    'it is older, and nobody can tell',
  );
  await desk.postgres.start();

  await isRepaired(desk, id, 'parted');
  const events = await eventsOf(desk, id);
  t.deepEqual(events.slice(0, kept.length), kept);
  t.like(await done(lea.get(`/api/tickets/${id}`)), { priority: 'p1', status: 'in_progress' });
});

test('a ticket whose history no worker can go on with is started again from its rows', async (t) => {
  t.timeout(400_000);
  const desk = await startRestorableDesk();
  const camille = desk.as('demo-requester');
  const lea = desk.as('demo-agent');
  const { id } = await camille.opens({ subject: 'Written by another code' });
  await done(lea.put(`/api/tickets/${id}/acceptance`));
  const kept = await eventsOf(desk, id);
  await desk.whileWorkerStops(() => goOnByOtherCode(desk.temporal(), id));

  const { client } = desk.temporal();
  const { database } = desk;
  const parts = { client, database, recorder: createRecorder(database) };
  await eventually(async () => (await inspectTicket(parts, id))?.kind === 'stuck');
  t.like(await repairTicket(parts, id), { isRepaired: false }, 'nobody has asked for it');
  t.deepEqual(await eventsOf(desk, id), kept);

  const outcome = await repairTicket({ ...parts, endsStuck: true }, id);
  t.like(outcome, { isRepaired: true, lost: [], altered: [] });
  const events = await eventsOf(desk, id);
  t.deepEqual(events.slice(0, kept.length), kept);
  t.is(events.at(-1)?.type, 'history_repaired');
  const said = await done(lea.post(`/api/tickets/${id}/messages`, { body: 'Well again' }));
  t.truthy(said);
});

/** A run like the one there was, begun by a worker of a later version. */
async function goOnByOtherCode(temporal: TestTemporal, ticketId: string): Promise<void> {
  const { client, nativeConnection, namespace } = temporal;
  const handle = client.workflow.getHandle(ticketId);
  const input = await inputOf(temporal, ticketId);
  await handle.terminate('the code is changed');
  const fixtures = path.join(import.meta.dirname, 'fixtures');
  const worker = await Worker.create({
    connection: nativeConnection,
    namespace,
    taskQueue: ticketTaskQueue,
    workflowBundle: await bundleOf(path.join(fixtures, 'patched_ticket_workflow.ts'), fixtures),
  });
  await worker.runUntil(async () => {
    await client.workflow.start('ticketWorkflow', {
      workflowId: ticketId,
      taskQueue: ticketTaskQueue,
      args: [input],
    });
    await eventually(async () => {
      const { events } = await handle.fetchHistory();
      return events?.some((event) => event.markerRecordedEventAttributes) ?? false;
    });
  });
}

async function inputOf({ client }: TestTemporal, ticketId: string): Promise<TicketInput> {
  const { events } = await client.workflow.getHandle(ticketId).fetchHistory();
  const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  if (!payload) throw new Error('It began with nothing');
  return defaultPayloadConverter.fromPayload<TicketInput>(payload);
}
