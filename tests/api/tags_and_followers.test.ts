import test from 'ava';
import { eventually } from '../support/eventually.ts';
import { type ApiDesk, type Body, startApiDesk, type Token } from './api_desk.ts';

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
});

const pathOf = ({ id }: Body, rest = '') => `/api/tickets/${id}${rest}`;

async function ids(token: Token, query: string): Promise<string[]> {
  const { body } = await desk.as(token).get(`/api/tickets?${query}`);
  return body.items.map(({ id }: Body) => id);
}

async function reasons(token: Token, { id }: Body): Promise<string[]> {
  const { body } = await desk.as(token).get('/api/notifications');
  return body.items
    .filter(({ ticket }: Body) => ticket.id === id)
    .map(({ reason }: Body) => reason);
}

test('a tag is one word however it is typed, filters the list, and is found by search', async (t) => {
  const agent = desk.as('demo-agent');
  const ticket = await desk.as('demo-requester').opens();
  const put = await agent.put(pathOf(ticket, '/tags'), { add: ['Réseau Paris', 'vpn'] });
  t.deepEqual(put.body.tags, ['réseau-paris', 'vpn']);
  const again = await agent.put(pathOf(ticket, '/tags'), { add: ['reseau-paris', 'VPN'] });
  t.deepEqual(again.body.tags, ['réseau-paris', 'vpn'], 'spelled as the desk spells it');
  t.true((await ids('demo-agent', 'tag=vpn,other')).includes(ticket.id));
  t.false((await ids('demo-agent', 'tag=other')).includes(ticket.id));
  t.true((await ids('demo-agent', 'q=reseauparis')).includes(ticket.id));
  const { body } = await agent.get('/api/tags?q=resea');
  t.deepEqual(body.items, [{ word: 'réseau-paris', count: 1 }]);
  const off = await agent.put(pathOf(ticket, '/tags'), { remove: ['RÉSEAU PARIS'] });
  t.deepEqual(off.body.tags, ['vpn']);
});

test('a tag in full width, or with ss for ß, is the word that is there', async (t) => {
  const agent = desk.as('demo-agent');
  const ticket = await desk.as('demo-requester').opens();
  const adds = async (...add: string[]) => {
    const { status, body } = await agent.put(pathOf(ticket, '/tags'), { add });
    return [status, body.tags];
  };
  t.deepEqual(await adds('ＷＬＡＮ', 'wlan'), [200, ['wlan']]);
  t.deepEqual(await adds('Hauptstraße'), [200, ['wlan', 'hauptstraße']]);
  t.deepEqual(await adds('HAUPTSTRASSE'), [200, ['wlan', 'hauptstraße']]);
  for (const tag of ['hauptstraße', 'hauptstrasse', 'ｗｌａｎ']) {
    t.true((await ids('demo-agent', `tag=${encodeURIComponent(tag)}`)).includes(ticket.id), tag);
  }
  const off = await agent.put(pathOf(ticket, '/tags'), { remove: ['hauptstrasse'] });
  t.deepEqual(off.body.tags, ['wlan']);
});

test('tags that are no words are refused, and requesters neither see nor search them', async (t) => {
  const ticket = await desk.as('demo-requester').opens();
  const agent = desk.as('demo-agent');
  const bad = await agent.put(pathOf(ticket, '/tags'), { add: ['<b>'] });
  t.like(bad, { status: 400, body: { code: 'invalid_input' } });
  t.is((await agent.put(pathOf(ticket, '/tags'), {})).status, 400);
  await agent.put(pathOf(ticket, '/tags'), { add: ['difficult-person'] });
  const own = await desk.as('demo-requester').get(pathOf(ticket));
  t.deepEqual(own.body.tags, []);
  t.deepEqual(await ids('demo-requester', 'tag=difficult-person'), []);
  t.deepEqual(await ids('demo-requester', 'q=difficult-person'), []);
  t.deepEqual(await ids('demo-requester', 'follower=acc-lea'), []);
  const { body } = await desk.as('demo-requester').get(pathOf(ticket, '/events'));
  t.false(body.items.some(({ type }: Body) => type === 'ticket_tagged'));
  t.is((await desk.as('demo-requester').get('/api/tags')).status, 403);
  t.is((await desk.as('demo-requester').put(pathOf(ticket, '/tags'), { add: ['x'] })).status, 403);
});

test('an agent follows a ticket and leaves it, and their list shows what they follow', async (t) => {
  const ticket = await desk.as('demo-requester').opens();
  const marc = desk.as('demo-agent-2');
  const followed = await marc.put(pathOf(ticket, '/following'));
  t.deepEqual(followed.body.followers, [{ id: 'acc-marc', name: 'Marc Girard' }]);
  t.true(followed.body.allowed.includes('unfollow'));
  t.true((await ids('demo-agent-2', 'follower=me')).includes(ticket.id));
  const note = { body: 'Looks like the switch.', visibility: 'internal' };
  await desk.as('demo-agent').post(pathOf(ticket, '/messages'), note);
  t.deepEqual(await reasons('demo-agent-2', ticket), ['followed']);
  await marc.delete(pathOf(ticket, '/following'));
  await desk.as('demo-agent').post(pathOf(ticket, '/messages'), note);
  t.deepEqual(await reasons('demo-agent-2', ticket), ['followed'], 'nothing more');
  t.false((await ids('demo-agent-2', 'follower=me')).includes(ticket.id));
});

test('whom a note mentions is told and follows; people outside the desk cannot be', async (t) => {
  const ticket = await desk.as('demo-requester').opens();
  const agent = desk.as('demo-agent');
  const note = (agents: string[], visibility = 'internal') =>
    agent.post(pathOf(ticket, '/messages'), {
      body: '@Marc Girard please look',
      visibility,
      mentions: { agents },
    });
  const { body } = await note(['acc-marc']);
  t.deepEqual(body.followers, [{ id: 'acc-marc', name: 'Marc Girard' }]);
  t.deepEqual(await reasons('demo-agent-2', ticket), ['mentioned']);
  t.like(await note(['acc-camille']), {
    status: 400,
    body: { errors: [{ path: 'body.mentions.agents.0' }] },
  });
  t.like(await note(['acc-marc'], 'public'), {
    status: 409,
    body: { code: 'mentions_are_internal' },
  });
  const own = await desk.as('demo-requester').post(pathOf(ticket, '/messages'), {
    body: 'Hello',
    mentions: { agents: ['acc-marc'] },
  });
  t.like(own, { status: 409, body: { code: 'only_agents' } });
  const { body: messages } = await desk.as('demo-requester').get(pathOf(ticket, '/messages'));
  t.deepEqual(messages.items, []);
});

test('whoever has a copy reads the public side and replies, and can do nothing else', async (t) => {
  const camille = desk.as('demo-requester');
  const paul = desk.as('paul-requester');
  const agent = desk.as('demo-agent');
  const ticket = await camille.opens({ subject: 'The projector of room zebra' });
  const say = (body: string, visibility = 'public') => ({ body, visibility });
  await camille.post(pathOf(ticket, '/messages'), say('It is the one upstairs.'));
  await agent.post(pathOf(ticket, '/messages'), say('We come at ten.'));
  await agent.post(pathOf(ticket, '/messages'), say('She breaks everything.', 'internal'));
  t.is((await paul.get(pathOf(ticket))).status, 404, 'not before');

  const put = await agent.put(pathOf(ticket, '/copies/acc-paul'));
  t.deepEqual(put.body.copies, [{ id: 'acc-paul', name: 'Paul Petit' }]);
  const seen = await paul.get(pathOf(ticket));
  t.is(seen.status, 200);
  t.deepEqual(seen.body.allowed, ['addMessage', 'removeCopy']);
  t.deepEqual([seen.body.followers, seen.body.escalations, seen.body.tier], [[], [], null]);
  t.true((await ids('paul-requester', 'copied=true')).includes(ticket.id));
  t.false((await ids('paul-requester', 'copied=false')).includes(ticket.id));
  t.false((await ids('demo-requester', 'copied=true')).includes(ticket.id), 'it is her own');
  const bodies = async () => {
    const { body } = await paul.get(pathOf(ticket, '/messages'));
    return body.items.map((message: Body) => message.body);
  };
  t.deepEqual(await bodies(), ['It is the one upstairs.', 'We come at ten.']);
  t.true((await ids('paul-requester', '')).includes(ticket.id));
  t.true((await ids('paul-requester', 'q=zebra')).includes(ticket.id));
  t.deepEqual(await ids('paul-requester', 'q=breaks'), []);
  t.is((await paul.get(pathOf(ticket, '/sla'))).status, 403);

  t.is((await paul.post(pathOf(ticket, '/messages'), say('Or tomorrow.'))).status, 201);
  t.is((await paul.post(pathOf(ticket, '/messages'), say('Psst', 'internal'))).status, 409);
  const { body: hers } = await camille.get(pathOf(ticket, '/messages'));
  t.true(hers.items.some((message: Body) => message.body === 'Or tomorrow.'));
  t.true((await reasons('demo-requester', ticket)).includes('colleague_wrote'));

  const others = [
    paul.put(pathOf(ticket, '/resolution'), { code: 'solved_by_requester', note: 'x' }),
    paul.put(pathOf(ticket, '/cancellation'), {}),
    paul.put(pathOf(ticket, '/tags'), { add: ['x'] }),
    paul.put(pathOf(ticket, '/copies/acc-ines')),
  ];
  for (const reply of await Promise.all(others))
    t.true([403, 409].includes(reply.status), reply.body.code);

  const left = await paul.delete(pathOf(ticket, '/copies/acc-paul'));
  t.like(left, { status: 200, body: { copies: [], allowed: [] } });
  await eventually(async () => (await paul.get(pathOf(ticket))).status === 404);
  t.deepEqual(await ids('paul-requester', 'q=zebra'), []);
  t.deepEqual(await reasons('paul-requester', ticket), []);
});

test('nobody has a copy who may read no ticket', async (t) => {
  const ticket = await desk.as('demo-requester').opens({ subject: 'The projector of room yak' });
  const put = await desk.as('demo-agent').put(pathOf(ticket, '/copies/acc-ines'));
  t.is(put.status, 400);
  t.is(put.body.errors[0].expected, 'somebody whose roles let them read tickets');
  t.deepEqual((await desk.as('demo-agent').get(pathOf(ticket))).body.copies, []);
});

test('how content its requester was, whoever has a copy is not told', async (t) => {
  const camille = desk.as('demo-requester');
  const agent = desk.as('demo-agent');
  const ticket = await camille.opens();
  await agent.put(pathOf(ticket, '/copies/acc-paul'));
  const { body: process } = await agent.get(`/api/processes/${ticket.process.id}`);
  const resolved = await agent.put(pathOf(ticket, '/resolution'), {
    code: process.resolutionCodes[0].id,
    note: 'Plugged in.',
    rootCause: 'A plug.',
  });
  t.is(resolved.status, 200);
  await camille.put(pathOf(ticket, '/satisfaction'), { score: 2, comment: 'Léa was rude.' });
  const { body: own } = await camille.get(pathOf(ticket, '/events'));
  t.true(JSON.stringify(own).includes('rude'));
  const { body: events } = await desk.as('paul-requester').get(pathOf(ticket, '/events'));
  t.false(JSON.stringify(events).includes('rude'));
  t.is((await desk.as('paul-requester').get(pathOf(ticket))).body.survey, null);
});
