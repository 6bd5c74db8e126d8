import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { pino } from 'pino';
import { sweepOnce } from '../../activities/command_sweep.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { startProgram } from '../activities/worker_program.ts';
import { eventually } from '../support/eventually.ts';
import { rulesFrom } from '../support/live_desk.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { type ApiDesk, type Caller, callerOf, keyed, startApi, startApiDesk } from './api_desk.ts';

/** A key that comes again gets its first answer, whatever became of the ticket since. */

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk({ continueAsNewAfterEvents: 60, rules: rulesFrom(Date.now(), 100) });
});

const hello = { body: 'Is anybody there?' };

async function saidOn(lea: Caller, id: string): Promise<string[]> {
  const { body } = await lea.get(`/api/tickets/${id}/messages`);
  return body.items.map((message: { body: string }) => message.body);
}

test('a message whose ticket was merged since is said on neither of the two again', async (t) => {
  const lea = desk.as('demo-agent');
  const camille = desk.as('demo-requester');
  const { id } = await camille.opens();
  const { id: survivor } = await lea.opens();
  const before = await camille.post(`/api/tickets/${id}/messages`, hello, keyed('before'));
  t.is((await lea.put(`/api/tickets/${id}/merge`, { into: survivor })).status, 200);
  const after = await camille.post(`/api/tickets/${id}/messages`, hello, keyed('after'));
  for (const [key, first] of [
    ['before', before],
    ['after', after],
  ] as const) {
    const again = await camille.post(`/api/tickets/${id}/messages`, hello, keyed(key));
    t.is(again.status, 201, key);
    t.deepEqual(again.body, first.body, key);
  }
  t.deepEqual(await saidOn(lea, id), [hello.body]);
  t.deepEqual(await saidOn(lea, survivor), [hello.body]);

  await eventually(async () => (await lea.delete(`/api/tickets/${id}/merge`)).status === 200);
  await eventually(async () => (await saidOn(lea, id)).length === 2);
  const again = await camille.post(`/api/tickets/${id}/messages`, hello, keyed('after'));
  t.is(again.status, 201);
  t.deepEqual(again.body, after.body, 'as the ticket was then');
  t.is((await saidOn(lea, id)).length, 2);
});

test('a command is done once, also after hundreds of others and many runs of its ticket', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const address = `/api/tickets/${id}/messages`;
  const first = await lea.post(address, hello, keyed('early'));
  for (let i = 0; i < 210; i++) await lea.post(address, { body: `Later ${i}` });
  const again = await lea.post(address, hello, keyed('early'));
  t.is(again.status, 201);
  t.is(again.body.seq, first.body.seq);
  const row = await desk.database('messages').where('ticket_id', id).count({ count: '*' }).first();
  t.is(Number(row?.count), 211);
  const { last_seq } = (await desk.database('tickets').where('ticket_id', id).first()) ?? {};
  t.is((await lea.get(`/api/tickets/${id}`)).body.seq, last_seq);
});

test('a command that ended its ticket is answered as it was when it comes again', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const address = `/api/tickets/${id}/cancellation`;
  const first = await lea.put(address, { reason: 'Opened by mistake' }, keyed('cancel'));
  t.is(first.status, 200);
  const again = await lea.put(address, { reason: 'Opened by mistake' }, keyed('cancel'));
  t.is(again.status, 200);
  t.deepEqual(again.body, first.body);
});

test('a merge that comes again is answered as it was though the survivor has ended', async (t) => {
  const lea = desk.as('demo-agent');
  const [{ id }, { id: into }] = [await lea.opens(), await lea.opens()];
  const first = await lea.put(`/api/tickets/${id}/merge`, { into }, keyed('merge'));
  t.is(first.status, 200);
  await lea.put(`/api/tickets/${into}/cancellation`, { reason: 'Solved by itself' });
  const again = await lea.put(`/api/tickets/${id}/merge`, { into }, keyed('merge'));
  t.is(again.status, 200);
  t.is(again.body.seq, first.body.seq);
});

test('what a command needed to be allowed is not asked of it a second time', async (t) => {
  const lea = desk.as('demo-agent');
  const [{ id }, { id: other }] = [await lea.opens(), await lea.opens()];
  const address = `/api/tickets/${id}/links/parent/${other}`;
  t.is((await lea.put(address, undefined, keyed('link'))).status, 200);
  await lea.delete(address);
  await lea.put(`/api/tickets/${other}/cancellation`, { reason: 'Solved by itself' });
  t.is((await lea.put(address, undefined, keyed('link'))).status, 200);
  t.is((await lea.put(address, undefined, keyed('another'))).status, 400);
});

test('a command that was never written down, for Postgres was away, is known by its events', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const address = `/api/tickets/${id}/cancellation`;
  const first = await lea.put(address, undefined, keyed('unwritten'));
  t.is(first.status, 200);
  await desk.database('ticket_commands').where('ticket_id', id).delete();
  const again = await lea.put(address, undefined, keyed('unwritten'));
  t.is(again.status, 200);
  t.deepEqual(again.body, first.body);
  t.is((await lea.put(address, undefined, keyed('another'))).status, 409);
});

test('a command whose events the ticket wrote itself is known as well', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const address = `/api/tickets/${id}/cancellation`;
  t.is((await lea.put(address, undefined, keyed('pumped'))).status, 200);
  await desk.database('ticket_commands').where('ticket_id', id).update({ seq: null });
  t.is((await lea.put(address, undefined, keyed('pumped'))).status, 200);
});

test('a key keeps its command, also where another one was refused with it in between', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const refused = await lea.delete(`/api/tickets/${id}/pending`, undefined, keyed('resume'));
  t.is(refused.status, 409);
  await lea.put(`/api/tickets/${id}/pending`, { reason: 'supplier' });
  const now = await lea.delete(`/api/tickets/${id}/pending`, undefined, keyed('resume'));
  t.is(now.status, 200, 'a refusal is no answer that a key would keep');
});

test('the same command from two people at once is two, from one with one key it is one', async (t) => {
  const [lea, marc] = [desk.as('demo-agent'), desk.as('demo-agent-2')];
  const { id } = await lea.opens();
  const address = `/api/tickets/${id}/messages`;
  const replies = await Promise.all([
    ...Array.from({ length: 5 }, () => lea.post(address, hello, keyed('at-once'))),
    marc.post(address, hello, keyed('at-once')),
  ]);
  t.deepEqual([...new Set(replies.map(({ status }) => status))], [201]);
  t.is((await saidOn(lea, id)).length, 2);
});

test('two APIs show the same at once', async (t) => {
  const second = await startApi({
    DATABASE_URL: desk.databaseUrl,
    TEMPORAL_ADDRESS: desk.temporal.address,
  });
  const [here, there] = [desk.as('demo-agent'), callerOf(second.url, 'demo-agent')];
  const { id } = await here.opens();
  t.is((await there.get(`/api/tickets/${id}`)).status, 200);
  for (let i = 0; i < 10; i++) {
    const { body } = await here.post(`/api/tickets/${id}/messages`, { body: `Line ${i}` });
    t.is((await there.get(`/api/tickets/${id}`)).body.seq, body.seq);
    t.is((await saidOn(there, id)).length, i + 1);
  }
  await here.put(`/api/tickets/${id}/cancellation`, { reason: 'Enough' });
  const { body: list } = await there.get('/api/tickets?status=cancelled');
  t.true(list.items.some((one: { id: string }) => one.id === id));
});

test('an API that dies before it has written the answer loses nothing, and the key is known', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const marker = path.join(temporaryFolder(), 'died');
  const doomed = startProgram(path.resolve(import.meta.dirname, '../../api/server.ts'), {
    DATABASE_URL: desk.databaseUrl,
    TEMPORAL_ADDRESS: desk.temporal.address,
    PORT: '0',
    PALIER_WAREHOUSE: temporaryFolder(),
    PALIER_FAULT: 'after_answer',
    PALIER_FAULT_FILE: marker,
  });
  await doomed.says('API ready');
  const url = /"url":"([^"]+)"/.exec(doomed.output())?.[1] ?? '';
  const address = `/api/tickets/${id}/messages`;
  await t.throwsAsync(callerOf(url, 'demo-agent').post(address, hello, keyed('unanswered')));
  t.true(existsSync(marker), 'it did die there');

  const recorder = createRecorder(desk.database);
  await sweepOnce({ ...desk, recorder, log: pino({ level: 'silent' }) }, 0);
  t.deepEqual(await saidOn(lea, id), [hello.body]);
  const { body } = await lea.get(`/api/tickets/${id}/events`);
  t.true(body.items.some((event: { type: string }) => event.type === 'message_added'));
  const again = await lea.post(address, hello, keyed('unanswered'));
  t.is(again.status, 201);
  t.deepEqual(await saidOn(lea, id), [hello.body], 'and repeated it is not said again');
});
