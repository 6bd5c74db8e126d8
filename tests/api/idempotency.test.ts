import test from 'ava';
import { eventually } from '../support/eventually.ts';
import { type ApiDesk, type Body, keyed, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
});

const texts = { subject: 'Badge lost', description: 'Somewhere between the doors.' };

test('opening repeated with the same key is one ticket, also when both come at once', async (t) => {
  const camille = desk.as('demo-requester');
  const key = keyed('badge-1');
  const texts = { subject: 'Badge lost twice', description: 'Somewhere between the doors.' };
  const [first, twin] = await Promise.all([
    camille.post('/api/tickets', texts, key),
    camille.post('/api/tickets', texts, key),
  ]);
  const later = await camille.post('/api/tickets', texts, key);
  t.deepEqual([first.status, twin.status, later.status], [201, 201, 201]);
  t.is(first.headers.get('idempotency-key'), 'badge-1');
  t.is(new Set([first.body.id, twin.body.id, later.body.id]).size, 1);
  t.is((await desk.database('ticket_contents').where('subject', texts.subject)).length, 1);
});

test('the same key of two people is two tickets', async (t) => {
  const key = keyed('shared-key');
  const camille = await desk.as('demo-requester').post('/api/tickets', texts, key);
  const paul = await desk.as('paul-requester').post('/api/tickets', texts, key);
  t.not(camille.body.id, paul.body.id);
});

test('a key used for another ticket text is refused and nothing is opened', async (t) => {
  const camille = desk.as('demo-requester');
  const key = keyed('badge-2');
  const first = await camille.post('/api/tickets', texts, key);
  const other = await camille.post('/api/tickets', { ...texts, urgency: 'high' }, key);
  t.is(other.status, 422);
  t.is(other.body.code, 'idempotency_key_reused');
  t.is(other.body.errors[0].path, 'header.idempotency-key');
  t.is((await camille.get(`/api/tickets/${first.body.id}`)).body.urgency, 'medium');
});

test('a message repeated with its key is said once', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const address = `/api/tickets/${id}/messages`;
  const key = keyed('hello-1');
  const replies = await Promise.all([1, 2, 3].map(() => lea.post(address, { body: 'Hello' }, key)));
  t.deepEqual(
    replies.map((reply) => reply.status),
    [201, 201, 201],
  );
  await eventually(async () => (await lea.get(address)).body.items.length > 0);
  t.is((await lea.get(address)).body.items.length, 1);
  t.is((await desk.database('messages').where('ticket_id', id)).length, 1);
});

test('a key used for another text or another command is refused with 422', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const key = keyed('reused-1');
  await lea.post(`/api/tickets/${id}/messages`, { body: 'First' }, key);
  const text = await lea.post(`/api/tickets/${id}/messages`, { body: 'Second' }, key);
  t.is(text.status, 422);
  const command = await lea.put(`/api/tickets/${id}/acceptance`, undefined, key);
  t.is(command.status, 422);
  t.is(command.body.code, 'idempotency_key_reused');
  const { body } = await lea.get(`/api/tickets/${id}`);
  t.is(body.assignee, null);
});

test('a command without a key gets one, and is done as often as it is asked', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const first = await lea.post(`/api/tickets/${id}/messages`, { body: 'Again' });
  const second = await lea.post(`/api/tickets/${id}/messages`, { body: 'Again' });
  t.not(first.headers.get('idempotency-key'), second.headers.get('idempotency-key'));
  const address = `/api/tickets/${id}/messages`;
  await eventually(async () => (await lea.get(address)).body.items.length === 2);
  t.pass();
});

test('a command repeated after others gives its first answer and is not done again', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const key = keyed('wait-1');
  const address = `/api/tickets/${id}/pending`;
  const first = await lea.put(address, { reason: 'supplier' }, key);
  await lea.delete(address);
  const again = await lea.put(address, { reason: 'supplier' }, key);
  t.is(again.status, 200);
  t.is(again.body.seq, first.body.seq);
  t.is((await lea.get(`/api/tickets/${id}`)).body.status, 'new');
});

test('opening repeated after the ticket has ended still answers with that ticket', async (t) => {
  const camille = desk.as('demo-requester');
  const key = keyed('ended-1');
  const { body } = await camille.post('/api/tickets', texts, key);
  await camille.put(`/api/tickets/${body.id}/cancellation`);
  await eventually(async () => {
    const list: Body = (await camille.get('/api/tickets?status=cancelled')).body;
    return list.items.some((ticket: Body) => ticket.id === body.id);
  });
  const again = await camille.post('/api/tickets', texts, key);
  t.is(again.status, 201);
  t.is(again.body.id, body.id);
});
