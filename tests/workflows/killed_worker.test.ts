import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { connectDatabase } from '../../database/connection.ts';
import { defaultProcessId, rulesAt } from '../../workflows/processes/index.ts';
import { lea } from '../domain/desk.ts';
import { type LiveDesk, openLiveTicket, projected, rowsOf } from '../support/live_desk.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal } from '../support/temporal.ts';
import { startWorkerProcess } from '../support/worker_process.ts';

test('a worker killed between the commit and its answer leaves rows equal to the ticket', async (t) => {
  t.timeout(120_000);
  const home = await mkdtemp(path.join(tmpdir(), 'palier-worker-'));
  onTeardown(() => rm(home, { recursive: true, force: true }));
  const temporal = await startTestTemporal();
  const { url: databaseUrl } = await createTestDatabase();
  const database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  const marker = path.join(home, 'killed');
  const env = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PALIER_HOME: home,
  };
  const fault = { PALIER_FAULT: 'after_commit', PALIER_FAULT_FILE: marker };

  const doomed = await startWorkerProcess({ ...env, ...fault });
  const killed = once(doomed, 'exit');
  const { client } = temporal;
  const rules = rulesAt(defaultProcessId, Date.now());
  const desk: LiveDesk = { temporal, client, database, databaseUrl, rules };
  const ticket = await openLiveTicket(desk);
  const [, signal] = await killed;
  t.is(signal, 'SIGKILL');
  t.true(existsSync(marker), 'the fault did happen');
  t.is((await rowsOf(desk, ticket.ticketId)).state.seq, ticket.opened.seq, 'after the commit');

  const next = await startWorkerProcess(env);
  const { seq } = await ticket.does(lea, 'accept');
  await projected(desk, ticket.ticketId, seq);
  const state = await ticket.state();
  const rows = await rowsOf(desk, ticket.ticketId);
  t.deepEqual(rows.folded, state);
  t.deepEqual(rows.state, state);
  t.is(rows.events.length, state.seq, 'no event twice');
  t.deepEqual(await database('alarms'), []);

  const ended = once(next, 'exit');
  next.kill('SIGTERM');
  t.deepEqual(await ended, [0, null], 'and a worker asked to stop ends in good order');
});
