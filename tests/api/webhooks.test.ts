import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { Webhook } from 'standardwebhooks';
import { reachOf } from '../../activities/webhooks/reachable.ts';
import { send } from '../../activities/webhooks/sender.ts';
import { webhookPayload } from '../../api/webhooks/contract.ts';
import { hourMs, secondMs } from '../../workflows/domain/durations.ts';
import { webhookWorkflowId } from '../../workflows/ids.ts';
import { startServers, startWorker } from '../activities/worker_program.ts';
import { eventually } from '../support/eventually.ts';
import '../support/quiet.ts';
import { onTeardown } from '../support/teardown.ts';
import { type ApiDesk, type Body, callerOf, startApi, writePeople } from './api_desk.ts';

let desk: Pick<ApiDesk, 'database' | 'temporal' | 'as'>;
let worker: Awaited<ReturnType<typeof startWorker>>;
let environment: NodeJS.ProcessEnv;

test.before(async () => {
  const servers = await startServers();
  await writePeople(servers.desk.database);
  const networks = { PALIER_EXPORT: '0', PALIER_WEBHOOK_NETWORKS: '127.0.0.1' };
  environment = { ...servers.environment, ...networks };
  worker = await startWorker(environment);
  const { url } = await startApi(servers.environment);
  desk = { ...servers.desk, as: (token) => callerOf(url, token, 'patient') };
});

interface Received {
  path: string;
  headers: Record<string, string>;
  text: string;
  body: Body;
}

type Answering = (response: ServerResponse, received: Received) => void;

interface Receiver {
  address: string;
  port: number;
  received: Received[];
  /** How it answers from now on. */
  answer(answering: Answering): void;
  /** The ids it was sent, in order. */
  ids(): string[];
}

const ok: Answering = (response) => response.writeHead(204).end();
const status =
  (code: number, headers = {}): Answering =>
  (response) =>
    response.writeHead(code, headers).end(`This is ${code}`);

/** Another's program: it writes down what it is sent, and answers as it is told to. */
async function startReceiver(host = '127.0.0.1'): Promise<Receiver> {
  const received: Received[] = [];
  let answering = ok;
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const one = { path: String(request.url), headers, text, body: JSON.parse(text || '{}') };
    received.push(one);
    answering(response, one);
  });
  server.listen(0, host);
  await once(server, 'listening');
  onTeardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/hook?key=of-the-receiver`,
    port,
    received,
    answer: (next) => {
      answering = next;
    },
    ids: () => received.map(({ headers }) => String(headers['webhook-id'])),
  };
}

const administrator = () => desk.as('odile-administrator');

async function addWebhook(fields: object): Promise<{ id: string; secret: string }> {
  const { status: code, body } = await administrator().post('/api/webhooks', {
    name: 'Of a test',
    ...fields,
  });
  if (code !== 201) throw new Error(JSON.stringify(body));
  return { id: body.webhook.id, secret: body.secret };
}

const webhookOf = async (id: string) => (await administrator().get(`/api/webhooks/${id}`)).body;

async function deliveriesOf(id: string, query = ''): Promise<Body[]> {
  return (await administrator().get(`/api/webhooks/${id}/deliveries${query}`)).body.items;
}

/** Moves the clock of what delivers, which may end on the way: nothing is left to deliver. */
async function passes(id: string, ms: number): Promise<void> {
  await desk.temporal.fastForward(webhookWorkflowId(id), ms).catch((error: Error) => {
    if (!error.message.includes('execution ended')) throw error;
  });
}

async function removed(id: string): Promise<void> {
  await administrator().delete(`/api/webhooks/${id}`);
}

/** What happens to the tickets of other tests is nobody's business in this one. */
const ofTicket = (receiver: Receiver, ticketId: string) =>
  receiver.received.filter(({ body }) => body.data.ticket?.id === ticketId);

function verified(t: ExecutionContext, secret: string, { text, headers }: Received): void {
  t.notThrows(() => new Webhook(secret).verify(text, headers));
}

test.serial('a program is told of a ticket: signed, in order, and without a text', async (t) => {
  const receiver = await startReceiver();
  const { id, secret } = await addWebhook({ address: receiver.address });
  const ticket = await desk.as('demo-requester').opens();
  await desk.as('demo-agent').put(`/api/tickets/${ticket.id}/assignment`, { assignee: 'acc-lea' });
  const note = { body: 'The fuse is blown', visibility: 'internal' };
  await desk.as('demo-agent').post(`/api/tickets/${ticket.id}/messages`, note);
  const types = () => ofTicket(receiver, ticket.id).map(({ body }) => body.type);
  await eventually(() => types().includes('message_added'));

  const told = ofTicket(receiver, ticket.id);
  t.is(types()[0], 'ticket_opened');
  t.true(types().includes('ticket_assigned'));
  t.false(types().includes('clock_started'), 'the desk’s own bookkeeping is told to nobody');
  const seqs = told.map(({ body }) => body.data.seq);
  t.deepEqual(
    seqs,
    [...new Set(seqs)].toSorted((a, b) => a - b),
    'once each, in their order',
  );
  for (const one of told) {
    verified(t, secret, one);
    t.true(webhookPayload.safeParse(one.body).success, one.text);
    t.is(one.headers['webhook-id'], `${ticket.id}.${one.body.data.seq}`);
    t.is(one.body.data.ticket.number, ticket.number);
    t.is(one.path, '/hook?key=of-the-receiver');
    t.notRegex(one.text, /fuse|printer|power light/);
  }
  t.throws(() =>
    new Webhook('whsec_b3RoZXI=').verify(String(told[0]?.text), told[0]?.headers ?? {}),
  );
  await eventually(async () => (await deliveriesOf(id, '?status=pending')).length === 0);
  const [latest] = await deliveriesOf(id, '?limit=1');
  const { body: shown } = await administrator().get(`/api/webhooks/${id}/deliveries/${latest.id}`);
  t.is(shown.status, 'delivered');
  t.is(shown.answerStatus, 204);
  t.regex(shown.answer, /^HTTP\/1\.1 204 No Content\n/);
  await removed(id);
});

test.serial(
  'it hears of the types, processes and groups it asked for, with the texts it may have',
  async (t) => {
    const receiver = await startReceiver();
    const messages = { address: receiver.address, eventTypes: ['message_added'] };
    const everywhere = await addWebhook({ ...messages, texts: 'public' });
    const elsewhere = await startReceiver();
    const network = await addWebhook({
      address: elsewhere.address,
      places: [{ process: 'it_support', group: 'network' }],
      texts: 'all',
    });
    const ticket = await desk.as('demo-requester').opens();
    const agent = desk.as('demo-agent');
    const say = (body: string, visibility: string) =>
      agent.post(`/api/tickets/${ticket.id}/messages`, { body, visibility });
    await say('Before the hand-over', 'public');
    for (const kind of ['information', 'test']) {
      const step = { kind, step: 'Looked at the switch', outcome: 'It is off' };
      await agent.post(`/api/tickets/${ticket.id}/diagnostic-steps`, step);
    }
    const handOver = { group: 'network', reason: 'A switch' };
    const { status: code, body } = await agent.put(
      `/api/tickets/${ticket.id}/assignment`,
      handOver,
    );
    t.is(code, 200, JSON.stringify(body));
    await say('Only for the desk', 'internal');
    await eventually(() => ofTicket(receiver, ticket.id).length === 2);
    await eventually(() => elsewhere.received.some(({ body }) => body.type === 'message_added'));

    const [open, internal] = ofTicket(receiver, ticket.id);
    t.is(open?.body.data.message.body, 'Before the hand-over');
    t.is(open?.body.data.ticket.subject, 'The printer is silent');
    t.is(internal?.body.data.message.visibility, 'internal');
    t.is(internal?.body.data.message.body, undefined);
    const there = elsewhere.received.map(({ body }) => body);
    t.is(there[0].type, 'ticket_routed', 'the group hears of it from the hand-over on');
    t.is(there.find(({ type }) => type === 'message_added').data.message.body, 'Only for the desk');
    await removed(everywhere.id);
    await removed(network.id);
  },
);

test.serial('a new secret signs at once, and the one before it a day longer', async (t) => {
  const receiver = await startReceiver();
  const { id, secret } = await addWebhook({
    address: receiver.address,
    eventTypes: ['work_started'],
  });
  const sends = async () => {
    const count = receiver.received.length;
    await administrator().post(`/api/webhooks/${id}/tests`);
    await eventually(() => receiver.received.length > count);
    return receiver.received.at(-1) as Received;
  };
  verified(t, secret, await sends());
  const { body: renewed } = await administrator().post(`/api/webhooks/${id}/secret`);
  t.not(renewed.secret, secret);
  t.truthy(renewed.webhook.previousSecretUntil);
  const both = await sends();
  verified(t, secret, both);
  verified(t, renewed.secret, both);
  await desk
    .database('webhooks')
    .where('webhook_id', id)
    .update({ previous_until: new Date(Date.now() - secondMs) });
  const one = await sends();
  verified(t, renewed.secret, one);
  t.throws(() => new Webhook(secret).verify(one.text, one.headers));
  await removed(id);
});

test.serial(
  'what a worker that is killed had begun is sent again, under the same id',
  async (t) => {
    const receiver = await startReceiver();
    receiver.answer(() => {});
    const { id } = await addWebhook({ address: receiver.address, eventTypes: ['ticket_opened'] });
    const ticket = await desk.as('demo-requester').opens();
    await eventually(() => receiver.received.length === 1);
    worker.child.kill('SIGKILL');
    await worker.ended;
    receiver.answer(ok);
    worker = await startWorker(environment);
    await eventually(async () => (await deliveriesOf(id))[0]?.status === 'delivered');
    t.is(new Set(receiver.ids()).size, 1);
    t.true(receiver.ids()[0]?.startsWith(`${ticket.id}.`));
    t.is(receiver.received.length, 2);
    await removed(id);
  },
);

test.serial('a receiver that is down for days gets everything when it is back', async (t) => {
  const receiver = await startReceiver();
  receiver.answer(status(503));
  const { id } = await addWebhook({ address: receiver.address, eventTypes: ['ticket_opened'] });
  const first = await desk.as('demo-requester').opens();
  await eventually(() => receiver.received.length === 1);
  const second = await desk.as('demo-requester').opens();
  await eventually(async () => (await deliveriesOf(id)).length === 2);
  await passes(id, 60 * hourMs);
  t.is(new Set(receiver.ids()).size, 1, 'while it is away one delivery tries it, and not all');
  t.true(receiver.received.length >= 10, 'it is tried again and again');
  t.true(receiver.received.length <= 20, 'at growing distances');
  t.truthy((await webhookOf(id)).retryAt);

  receiver.answer(ok);
  await passes(id, 12 * hourMs);
  await eventually(async () => (await webhookOf(id)).pendingCount === 0);
  const tickets = receiver.received.map(({ body }) => body.data.ticket.id);
  t.true(tickets.includes(first.id) && tickets.includes(second.id));
  const { isEnabled, retryAt, failedCount } = await webhookOf(id);
  t.deepEqual([isEnabled, retryAt, failedCount], [true, null, 0]);
  await removed(id);
});

test.serial(
  'one that takes nothing for three days is disabled, and administrators hear of it',
  async (t) => {
    const receiver = await startReceiver();
    receiver.answer(status(500));
    const began = new Date();
    const { id } = await addWebhook({ address: receiver.address, eventTypes: ['ticket_opened'] });
    const ticket = await desk.as('demo-requester').opens();
    await eventually(() => receiver.received.length === 1);
    await passes(id, 100 * hourMs);
    await eventually(async () => !(await webhookOf(id)).isEnabled);
    t.is((await webhookOf(id)).disabledBecause, 'failing');
    const { body: audit } = await administrator().get(`/api/audit?object=webhook&objectId=${id}`);
    t.like(audit.items[0], { kind: 'webhook_changed', program: 'worker', account: null });
    const changes = audit.items[0].changes.map(({ field, after }: Body) => [field, after]);
    t.deepEqual(Object.fromEntries(changes), { isEnabled: false, disabledBecause: 'failing' });
    const [delivery] = await deliveriesOf(id);
    t.is(delivery.status, 'failed');
    t.is(delivery.error, 'answered_failure');
    const alarms = async () =>
      (await administrator().get('/api/alarms')).body.items.filter(
        ({ kind, detail }: Body) => kind === 'webhook_disabled' && detail.webhook === id,
      );
    t.is((await alarms()).length, 1);
    const late = await desk.as('demo-requester').opens();
    await eventually(async () => (await deliveriesOf(id)).length === 2);
    t.is((await deliveriesOf(id))[0].error, 'disabled');
    const tooSoon = await administrator().post(`/api/webhooks/${id}/tests`);
    t.deepEqual([tooSoon.status, tooSoon.body.code], [409, 'webhook_disabled']);

    receiver.answer(ok);
    const body = { name: 'Mended', address: receiver.address, eventTypes: ['ticket_opened'] };
    t.is((await administrator().put(`/api/webhooks/${id}`, body)).status, 200);
    t.is((await alarms()).length, 0);
    const replay = { failedSince: began.toISOString() };
    const { body: replayed } = await administrator().post(`/api/webhooks/${id}/replays`, replay);
    t.is(replayed.count, 2);
    await eventually(async () => (await webhookOf(id)).pendingCount === 0);
    const taken = receiver.received.slice(-2).map((one) => one.body.data.ticket.id);
    t.deepEqual(taken.toSorted(), [ticket.id, late.id].toSorted());
    await removed(id);
  },
);

test.serial('an event that its receiver refuses holds no other back', async (t) => {
  const receiver = await startReceiver();
  receiver.answer((response, { body }) =>
    (body.type === 'ticket_opened' ? status(302, { location: '/elsewhere' }) : ok)(response, {
      ...({} as Received),
      body,
    }),
  );
  const eventTypes = ['ticket_opened', 'message_added'];
  const { id } = await addWebhook({ address: receiver.address, eventTypes });
  const ticket = await desk.as('demo-requester').opens();
  await desk.as('demo-requester').post(`/api/tickets/${ticket.id}/messages`, { body: 'Still so' });
  await eventually(async () => (await deliveriesOf(id, '?status=delivered')).length === 1);
  const [refused] = await deliveriesOf(id, '?status=pending');
  t.is(refused.type, 'ticket_opened');
  t.is(refused.error, 'redirect');
  t.true(
    receiver.received.every(({ path }) => path.startsWith('/hook')),
    'nobody is sent on',
  );
  receiver.answer(ok);
  const again = { delivery: refused.id };
  t.is((await administrator().post(`/api/webhooks/${id}/replays`, again)).body.count, 1);
  await eventually(async () => (await deliveriesOf(id, '?status=delivered')).length === 2);
  t.is(receiver.ids().filter((one) => one === refused.eventId).length >= 2, true);
  await removed(id);
});

test.serial('a receiver that says it is gone is told nothing more', async (t) => {
  const receiver = await startReceiver();
  receiver.answer(status(410));
  const { id } = await addWebhook({ address: receiver.address, eventTypes: ['ticket_opened'] });
  await desk.as('demo-requester').opens();
  await eventually(async () => !(await webhookOf(id)).isEnabled);
  t.is((await webhookOf(id)).disabledBecause, 'gone');
  await removed(id);
  const { body } = await administrator().get('/api/alarms');
  t.false(
    body.items.some(({ detail }: Body) => detail.webhook === id),
    'its alarm goes with it',
  );
});

test.serial('private addresses are told nothing, whatever they are called', async (t) => {
  const { id } = await addWebhook({ address: 'http://localhost:9/', eventTypes: ['work_started'] });
  const address = 'http://169.254.169.254/latest/meta-data';
  const replaced = { name: 'Inward', address, eventTypes: ['work_started'] };
  t.is((await administrator().put(`/api/webhooks/${id}`, replaced)).status, 200);
  const { body } = await administrator().post(`/api/webhooks/${id}/tests`);
  const result = async () =>
    (await administrator().get(`/api/webhooks/${id}/deliveries/${body.id}`)).body;
  await eventually(async () => (await result()).status === 'failed');
  t.is((await result()).error, 'address_private');
  await removed(id);
});

const privateHosts = [
  '127.0.0.1',
  'localhost',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '①②⑦.0.0.1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '0.0.0.0',
  '[::]',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[fd00::1]',
  '[fe80::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[2001:db8::1]',
];

test('no spelling of an address leads inside', async (t) => {
  const receiver = await startReceiver();
  for (const host of privateHosts) {
    const delivery = { address: `http://${host}:${receiver.port}/`, headers: {}, body: '{}' };
    const answer = await send(delivery, reachOf([]));
    t.is(answer.status === null && answer.silence, 'address_private', host);
  }
  t.is(receiver.received.length, 0);
});

test('a name is resolved once, and what was checked is what is connected to', async (t) => {
  const receiver = await startReceiver('0.0.0.0');
  let asked = 0;
  const answers = ['127.0.0.2', '127.0.0.1'];
  const reach = reachOf(['127.0.0.2'], (_host, _options, callback) => {
    const address = String(answers[Math.min(asked, 1)]);
    asked += 1;
    callback(null, [{ address, family: 4 }]);
  });
  const address = `http://rebound.example:${receiver.port}/`;
  const first = await send({ address, headers: {}, body: '{}' }, reach);
  t.deepEqual([first.status, asked], [204, 1]);
  const second = await send({ address, headers: {}, body: '{}' }, reach);
  t.is(second.status === null && second.silence, 'address_private');
  t.is(receiver.received.length, 1);
  const mixed = reachOf([], (_host, _options, callback) =>
    callback(
      null,
      ['203.0.113.7', '10.0.0.1'].map((one) => ({ address: one, family: 4 })),
    ),
  );
  const third = await send({ address, headers: {}, body: '{}' }, mixed);
  t.is(third.status === null && third.silence, 'address_private', 'one that is inside is enough');
});

test('an endless answer is cut, and its status counts', async (t) => {
  const receiver = await startReceiver();
  receiver.answer((response) => {
    response.writeHead(200);
    const more = () => {
      while (response.write(`\u0000${'x'.repeat(10_000)}`));
    };
    response.on('drain', more);
    more();
  });
  const answer = await send(
    { address: receiver.address, headers: {}, body: '{}' },
    reachOf(['127.0.0.0/8']),
  );
  t.is(answer.status, 200);
  t.true(answer.text.length <= 2_048);
  t.false(answer.text.includes('\u0000'));
});

test('whoever answers in another protocol is no riddle: it is an answer, or none', async (t) => {
  const answerTo = async (head: string) => {
    const receiver = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(head));
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address() as AddressInfo;
    const delivery = { address: `http://127.0.0.1:${port}/`, headers: {}, body: '{}' };
    const answer = await send(delivery, reachOf(['127.0.0.1']));
    receiver.close();
    return answer;
  };
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n';
  t.like(await answerTo(switching), { status: 101 });
  t.like(await answerTo('SSH-2.0-Server\r\n'), { status: null, silence: 'connection_lost' });
  const endless = `HTTP/1.1 200 OK\r\n${`X-A: ${'b'.repeat(4_000)}\r\n`.repeat(10)}`;
  t.like(await answerTo(endless), { status: null, silence: 'connection_lost' });
});

test('webhooks are the administrators’, and what is no address of a receiver is refused', async (t) => {
  for (const token of ['demo-requester', 'demo-agent', 'demo-owner', 'demo-analyst'] as const) {
    t.is((await desk.as(token).get('/api/webhooks')).status, 403);
    t.is((await desk.as(token).post('/api/webhooks', {})).status, 403);
  }
  const refused = async (fields: object) => {
    const body = { name: 'Wrong', address: 'https://hooks.example.org/', ...fields };
    const reply = await administrator().post('/api/webhooks', body);
    t.is(reply.status, 400, JSON.stringify(fields));
    return reply.body.errors[0].path;
  };
  t.is(await refused({ address: 'javascript:alert(1)' }), 'body.address');
  t.is(await refused({ address: 'https://user:secret@hooks.example.org/' }), 'body.address');
  t.is(await refused({ address: 'hooks.example.org' }), 'body.address');
  t.is(await refused({ eventTypes: ['clock_started'] }), 'body.eventTypes.0');
  t.is(
    await refused({ places: [{ process: 'it_support', group: 'nobody' }] }),
    'body.places.0.group',
  );
  t.is(await refused({ secret: 'whsec_mine' }), 'body.secret');
});

test('every change is in the audit, and no secret with it', async (t) => {
  const address = 'https://hooks.example.org/services/T000/token-in-the-path';
  const key = { 'idempotency-key': 'one-webhook' };
  const body = { name: 'Audited', address, isEnabled: false };
  const made = await administrator().post('/api/webhooks', body, key);
  const again = await administrator().post('/api/webhooks', body, key);
  t.is(again.body.webhook.id, made.body.webhook.id, 'a key that comes again makes no second');
  const { id } = made.body.webhook;
  t.is((await administrator().get(`/api/webhooks/${id}`)).body.secret, undefined);
  const stale = { 'if-match': '"7"' };
  t.is((await administrator().put(`/api/webhooks/${id}`, body, stale)).status, 412);
  await administrator().put(`/api/webhooks/${id}`, { ...body, name: 'Renamed' });
  await administrator().post(`/api/webhooks/${id}/secret`);
  await removed(id);
  const entries = await desk
    .database('audit_entries')
    .leftJoin('audit_details', 'audit_details.position', 'audit_entries.position')
    .where({ object_kind: 'webhook', object_id: id })
    .orderBy('audit_entries.position');
  t.deepEqual(
    entries.map(({ kind }) => kind),
    ['webhook_created', 'webhook_changed', 'webhook_changed', 'webhook_removed'],
  );
  t.is(entries[0]?.account_id, 'acc-odile');
  t.notRegex(JSON.stringify(entries), /whsec_|token-in-the-path/);
  t.regex(JSON.stringify(entries[0]), /hooks\.example\.org/);
});
