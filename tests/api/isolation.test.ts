import { createHash } from 'node:crypto';
import test from 'ava';
import * as schemas from '../../api/contract.ts';
import { accessOf, isCommand } from '../../api/people/policy.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiDesk, type Body, startApiDesk, type Token } from './api_desk.ts';

let desk: ApiDesk;
/** Camille's ticket, with everything on it that is not hers to read. */
let ticketId: string;
let otherId: string;

const secrets = [
  'Internal secret',
  'Step secret',
  'Outcome secret',
  'Ruled-out secret',
  'Hand-off secret',
  'Outcome wanted secret',
  'Root cause secret',
  'Pending secret',
];

test.before(async () => {
  desk = await startApiDesk();
  const lea = desk.as('demo-agent');
  const camille = desk.as('demo-requester');
  ticketId = (await camille.opens({ subject: 'Camille only', category: 'network' })).id;
  otherId = (await desk.as('paul-requester').opens({ subject: 'Paul only' })).id;
  const address = `/api/tickets/${ticketId}`;
  await camille.post(`${address}/messages`, { body: 'A public word' });
  await lea.post(`${address}/messages`, { body: 'Internal secret', visibility: 'internal' });
  for (const kind of ['information', 'test']) {
    await lea.post(`${address}/diagnostic-steps`, {
      kind,
      step: 'Step secret',
      outcome: 'Outcome secret',
      ruledOut: 'Ruled-out secret',
    });
  }
  await lea.post(`${address}/escalations`, {
    kind: 'functional',
    reason: 'needs_skill',
    note: 'Hand-off secret',
    requestedOutcome: 'Outcome wanted secret',
  });
  await lea.put(`${address}/pending`, { reason: 'supplier', note: 'Pending secret' });
  await lea.put(`${address}/resolution`, {
    code: 'fixed',
    note: 'It works again',
    rootCause: 'Root cause secret',
  });
  await eventually(
    async () => (await camille.get('/api/tickets?status=resolved')).body.items.length === 1,
  );
});

test.serial('only the requester of a ticket says how satisfied they are', async (t) => {
  const lea = desk.as('demo-agent');
  const reply = await lea.put(`/api/tickets/${ticketId}/satisfaction`, { score: 5 });
  t.is(reply.status, 404);
});

test.serial('lists and searches show requesters their own tickets only', async (t) => {
  const paul = desk.as('paul-requester');
  for (const query of ['', '?q=Camille', '?requester=acc-camille', '?status=resolved', '?q=%231']) {
    const { status, body } = await paul.get(`/api/tickets${query}`);
    t.is(status, 200);
    t.true(
      body.items.every((ticket: Body) => ticket.requester.id === 'acc-paul'),
      query,
    );
  }
  const all = (await desk.as('demo-agent').get('/api/tickets')).body.items;
  t.true(all.some((ticket: Body) => ticket.id === ticketId));
  t.true(all.some((ticket: Body) => ticket.id === otherId));
});

test.serial('a requester reads nothing of what agents say among themselves', async (t) => {
  const camille = desk.as('demo-requester');
  const address = `/api/tickets/${ticketId}`;
  const replies = {
    ticket: await camille.get(address),
    events: await camille.get(`${address}/events?limit=200`),
    messages: await camille.get(`${address}/messages`),
    resolutions: await camille.get(`${address}/resolutions`),
    links: await camille.get(`${address}/links`),
    list: await camille.get('/api/tickets'),
    process: await camille.get('/api/processes/it_support'),
  };
  for (const [name, { status, body }] of Object.entries(replies)) {
    t.is(status, 200, name);
    for (const secret of secrets)
      t.false(JSON.stringify(body).includes(secret), `${name} ${secret}`);
  }
  schemas.ticket.parse(replies.ticket.body);
  t.like(replies.ticket.body, {
    escalations: [],
    runbookSteps: [],
    tier: null,
    counts: { escalations: 0, breachedClocks: 0, diagnosticSteps: { information: 0, test: 0 } },
  });
  t.is(replies.ticket.body.resolution.note, 'It works again');
  t.is(replies.ticket.body.resolution.rootCause, null);
  t.deepEqual(
    replies.messages.body.items.map((message: Body) => message.body),
    ['A public word'],
  );
  const types = new Set<string>(replies.events.body.items.map((event: Body) => event.type));
  t.true(types.has('ticket_opened'));
  t.true(types.has('ticket_resolved'));
  for (const type of ['escalated', 'ticket_routed', 'diagnostic_step_recorded', 'clock_started']) {
    t.false(types.has(type), type);
  }
  t.deepEqual(replies.process.body.groups, []);
});

test.serial('agents read all of it', async (t) => {
  const lea = desk.as('demo-agent');
  const address = `/api/tickets/${ticketId}`;
  const ticket = await lea.get(address);
  const events = await lea.get(`${address}/events?limit=200`);
  const messages = await lea.get(`${address}/messages`);
  const text = JSON.stringify([ticket.body, events.body, messages.body]);
  for (const secret of secrets) t.true(text.includes(secret), secret);
});

test.serial(
  'what a requester is offered is what the policy and the process let them do',
  async (t) => {
    const camille = desk.as('demo-requester');
    const { body } = await camille.get(`/api/tickets/${ticketId}`);
    t.deepEqual([...body.allowed].sort(), ['addMessage', 'close', 'recordSatisfaction', 'reopen']);
    for (const name of body.allowed) {
      t.true(isCommand(name) && accessOf(name).includes('requester'));
    }
  },
);

test.serial(
  'a requester cannot write a note among agents, nor open for somebody else',
  async (t) => {
    const camille = desk.as('demo-requester');
    const note = await camille.post(`/api/tickets/${ticketId}/messages`, {
      body: 'psst',
      visibility: 'internal',
    });
    t.is(note.status, 409);
    t.is(note.body.code, 'only_agents');
    const texts = { subject: 'x', description: 'y' };
    const other = await camille.post('/api/tickets', { ...texts, requester: 'acc-paul' });
    t.is(other.status, 400);
    t.is(other.body.errors[0].path, 'body.requester');
    const channel = await camille.post('/api/tickets', { ...texts, channel: 'phone' });
    t.is(channel.status, 400);
    t.is(channel.body.errors[0].path, 'body.channel');
  },
);

test.serial('an agent opens a ticket for a requester, who then sees it', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens({ requester: 'acc-paul', channel: 'phone' });
  const seen = await desk.as('paul-requester').get(`/api/tickets/${id}`);
  t.is(seen.status, 200);
  t.like(seen.body, { channel: 'phone', requester: { id: 'acc-paul' } });
});

test.serial('a token that has expired signs nobody in', async (t) => {
  await desk.database('api_tokens').insert({
    token_hash: createHash('sha256').update('expired').digest('hex'),
    account_id: 'acc-lea',
    label: 'expired',
    expires_at: new Date(Date.now() - 1000),
  });
  const reply = await fetch(`${desk.server.url}/api/me`, {
    headers: { authorization: 'Bearer expired' },
  });
  t.is(reply.status, 401);
  await reply.body?.cancel();
});

test('a list tells requesters neither tiers nor when the desk must act next, not in its cursor either', async (t) => {
  const paul = desk.as('paul-requester');
  await paul.opens();
  await eventually(async () => (await paul.get('/api/tickets')).body.items.length >= 2);
  t.is((await paul.get('/api/tickets?tier=1')).status, 403);
  t.is((await desk.as('demo-agent').get('/api/tickets?tier=1')).status, 200);
  const rows = await desk.database('tickets').select('next_deadline_at');
  const deadlines = rows.flatMap(
    ({ next_deadline_at: at }) => at?.toISOString().slice(0, 16) ?? [],
  );
  t.true(deadlines.length > 0);
  for (const sort of ['nextDeadline', 'priority']) {
    const first = (await paul.get(`/api/tickets?sort=${sort}&limit=1`)).body;
    const cursor = Buffer.from(first.next, 'base64url').toString();
    for (const deadline of deadlines) t.false(cursor.includes(deadline), sort);
    const second = (await paul.get(`/api/tickets?sort=${sort}&limit=1&cursor=${first.next}`)).body;
    t.not(second.items[0].id, first.items[0].id);
  }
});

test('tickets asked for by their ids are given as far as the asker may know of them', async (t) => {
  const idsFor = async (token: Token) => {
    const { body } = await desk.as(token).get(`/api/tickets?id=${ticketId},${otherId}`);
    return body.items.map(({ id }: Body) => id).sort();
  };
  t.deepEqual(await idsFor('demo-agent'), [ticketId, otherId].sort());
  t.deepEqual(await idsFor('demo-requester'), [ticketId]);
  t.is((await desk.as('demo-analyst').get(`/api/tickets?id=${ticketId}`)).status, 403);
});
