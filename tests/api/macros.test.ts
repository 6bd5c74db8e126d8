import test from 'ava';
import { type ApiDesk, type Body, keyed, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
  await desk.database('accounts').where('account_id', 'acc-paul').update({ locale: 'fr' });
});

const own = { for: 'own' };
const network = { for: 'group', group: 'network' };
const everybody = { for: 'everybody' };
const greeting = {
  do: 'reply',
  en: 'Dear {requester.firstName}, ticket {ticket.number} is with {agent.name}.',
  fr: 'Bonjour {requester.firstName}, {agent.firstName} suit le ticket {ticket.number}.',
};

const macroOf = (fields: object = {}) => ({
  title: 'On it',
  audience: own,
  steps: [greeting],
  ...fields,
});

async function saved(fields: object = {}): Promise<Body> {
  const { status, body } = await desk.as('demo-agent').post('/api/macros', macroOf(fields));
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

async function run(
  ticket: Body,
  macro: Body,
  headers = {},
): Promise<{ status: number; body: Body }> {
  const body = { macro: macro.id, version: macro.version };
  return desk.as('demo-agent').post(`/api/tickets/${ticket.id}/macro-runs`, body, headers);
}

async function saidOn(ticket: Body): Promise<string[]> {
  const { body } = await desk.as('demo-agent').get(`/api/tickets/${ticket.id}/messages`);
  return body.items.map((message: Body) => message.body);
}

test('a canned reply is previewed in the requester’s language, with its names filled in', async (t) => {
  const macro = await saved();
  const agent = desk.as('demo-agent');
  const hers = await desk.as('demo-requester').opens({ subject: 'A {agent.name} in the subject' });
  const { body: english } = await agent.get(`/api/tickets/${hers.id}/macros/${macro.id}`);
  t.is(english.reply, `Dear Camille, ticket ${hers.number} is with Léa Martin.`);
  const his = await desk.as('paul-requester').opens();
  const { body: french } = await agent.get(`/api/tickets/${his.id}/macros/${macro.id}`);
  t.like(french, { locale: 'fr', reply: `Bonjour Paul, Léa suit le ticket ${his.number}.` });
  t.deepEqual(await saidOn(his), [], 'nothing was said');
});

test('a text is filled in once: what a requester wrote names nothing', async (t) => {
  const macro = await saved({ steps: [{ do: 'reply', en: 'About “{ticket.subject}”: {"a": 1}' }] });
  const ticket = await desk.as('demo-requester').opens({ subject: 'I am {agent.name}' });
  const { body } = await desk.as('demo-agent').get(`/api/tickets/${ticket.id}/macros/${macro.id}`);
  t.is(body.reply, 'About “I am {agent.name}”: {"a": 1}');
});

test('what could never be done or said is refused when it is saved', async (t) => {
  const agent = desk.as('demo-agent');
  const refused = async (step: object) => {
    const { status, body } = await agent.post('/api/macros', macroOf({ steps: [step] }));
    return [status, body.errors?.[0]?.path];
  };
  t.deepEqual(await refused({ do: 'reply', en: 'Dear {requester.fristName}' }), [
    400,
    'body.steps.0.en',
  ]);
  t.deepEqual(await refused({ do: 'classify', category: 'no_such_thing' }), [
    400,
    'body.steps.0.category',
  ]);
  t.deepEqual(await refused({ do: 'assign', group: 'no_such_group' }), [400, 'body.steps.0.group']);
  t.is((await refused({ do: 'reply' }))[0], 400);
  t.is((await refused({ do: 'erase' }))[0], 400);
  t.is((await agent.post('/api/macros', macroOf({ steps: [] }))).status, 400);
});

test('a macro does all its steps as one request, and repeated with its key nothing twice', async (t) => {
  const macro = await saved({
    steps: [
      { do: 'accept' },
      { do: 'tag', add: ['vpn', 'known-issue'] },
      greeting,
      { do: 'note', text: 'Told {requester.name}.' },
      { do: 'hold', reason: 'requester', days: 3 },
    ],
  });
  const ticket = await desk.as('demo-requester').opens();
  const first = await run(ticket, macro, keyed('macro-once'));
  t.is(first.status, 201);
  t.is(first.body.refused, null);
  t.deepEqual(
    first.body.steps.map(({ do: what, outcome }: Body) => `${what} ${outcome}`),
    ['accept done', 'tag done', 'reply done', 'note done', 'hold done'],
  );
  t.like(first.body.ticket, {
    status: 'pending',
    tags: ['vpn', 'known-issue'],
    assignee: { id: 'acc-lea' },
  });
  const said = await saidOn(ticket);
  t.is(said.length, 2);
  t.true(said.includes('Told Camille Roux.'));
  const again = await run(ticket, macro, keyed('macro-once'));
  t.is(again.status, 201);
  t.deepEqual(await saidOn(ticket), said);
});

test('a refused step ends the macro, and what was done before it is told', async (t) => {
  const macro = await saved({
    steps: [{ do: 'tag', add: ['printer'] }, { do: 'close' }, { do: 'note', text: 'Closed.' }],
  });
  const ticket = await desk.as('demo-requester').opens();
  const { body } = await run(ticket, macro);
  t.deepEqual(
    body.steps.map(({ outcome }: Body) => outcome),
    ['done', 'refused', 'left'],
  );
  t.is(body.refused.code, 'not_resolved');
  t.deepEqual(body.ticket.tags, ['printer']);
  t.deepEqual(await saidOn(ticket), []);
});

test('a macro that was changed since it was shown is not run', async (t) => {
  const macro = await saved({ title: 'Was changed' });
  const ticket = await desk.as('demo-requester').opens();
  const put = await desk
    .as('demo-agent')
    .put(`/api/macros/${macro.id}`, macroOf({ steps: [{ do: 'accept' }] }), { 'if-match': '"1"' });
  t.is(put.body.version, 2);
  t.like(await run(ticket, macro), { status: 412, body: { code: 'stale' } });
  const stale = await desk
    .as('demo-agent')
    .put(`/api/macros/${macro.id}`, macroOf(), { 'if-match': '"1"' });
  t.is(stale.status, 412);
});

test('team leads keep macros for their groups, process owners for everybody, agents for themselves', async (t) => {
  const put = async (token: 'demo-agent' | 'tess-team-lead' | 'demo-owner', audience: object) =>
    (await desk.as(token).post('/api/macros', macroOf({ audience }))).status;
  await desk.database('group_members').insert({
    process_id: 'it_support',
    group_id: 'network',
    account_id: 'acc-tess',
    capacity: 5,
  });
  t.is(await put('demo-agent', everybody), 403);
  t.is(await put('demo-agent', network), 403);
  t.is(await put('tess-team-lead', { for: 'group', group: 'service_desk' }), 403, 'not hers');
  t.is(await put('tess-team-lead', everybody), 403);
  t.is(await put('demo-owner', everybody), 201);
  const { body } = await desk
    .as('demo-owner')
    .post('/api/macros', macroOf({ title: 'Of the network', audience: network }));
  const titles = async (token: 'demo-agent' | 'demo-agent-2') => {
    const { body: list } = await desk.as(token).get('/api/macros');
    return list.items.map(({ title }: Body) => title);
  };
  t.true((await titles('demo-agent-2')).includes('Of the network'), 'Marc works there');
  t.false((await titles('demo-agent')).includes('Of the network'), 'Léa does not');
  const change = { ...macroOf({ title: 'Mine now', audience: network }) };
  t.is((await desk.as('demo-agent-2').put(`/api/macros/${body.id}`, change)).status, 403);
  t.is((await desk.as('demo-agent').put(`/api/macros/${body.id}`, change)).status, 404);
});

test('what others keep for themselves does not exist, and requesters have no macros', async (t) => {
  const macro = await saved({ title: 'My own' });
  const marc = desk.as('demo-agent-2');
  const { body } = await marc.get('/api/macros');
  t.false(body.items.some(({ id }: Body) => id === macro.id));
  const ticket = await desk.as('demo-requester').opens();
  t.is((await marc.get(`/api/tickets/${ticket.id}/macros/${macro.id}`)).status, 404);
  t.is((await marc.delete(`/api/macros/${macro.id}`)).status, 204, 'gone, as far as he can tell');
  t.is(
    (await desk.as('demo-agent').get(`/api/tickets/${ticket.id}/macros/${macro.id}`)).status,
    200,
  );
  t.is((await desk.as('demo-requester').get('/api/macros')).status, 403);
});

test('who made, changed and deleted a macro is in the audit, without what it says', async (t) => {
  const macro = await saved({ title: 'Audited' });
  await desk.as('demo-agent').put(`/api/macros/${macro.id}`, macroOf({ title: 'Audited anew' }));
  await desk.as('demo-agent').delete(`/api/macros/${macro.id}`);
  const rows = await desk
    .database('audit_entries')
    .where('object_id', macro.id)
    .orderBy('position')
    .select('kind', 'account_id');
  t.deepEqual(
    rows,
    ['macro_created', 'macro_changed', 'macro_removed'].map((kind) => ({
      kind,
      account_id: 'acc-lea',
    })),
  );
});

test('a macro adds a task by its name or in words of its own, filled in', async (t) => {
  const agent = desk.as('demo-agent');
  const steps = [
    { do: 'addTask', task: 'prepare_laptop' },
    { do: 'addTask', title: 'Call {requester.firstName}', group: 'equipment_fulfilment' },
  ];
  const unknown = await agent.post(
    '/api/macros',
    macroOf({ steps: [{ do: 'addTask', task: 'no_such_task' }] }),
  );
  t.is(unknown.body.errors[0].path, 'body.steps.0.task');
  t.is((await agent.post('/api/macros', macroOf({ steps: [{ do: 'addTask' }] }))).status, 400);
  const macro = await saved({ steps });
  const ticket = await desk.as('demo-requester').opens({
    ...{ process: 'service_requests', type: 'service_request', category: 'equipment' },
  });
  const { body } = await run(ticket, macro, keyed('a-macro-with-tasks'));
  t.deepEqual(
    body.ticket.tasks.map(({ name, title, group }: Body) => [name, title, group.id]),
    [
      ['prepare_laptop', 'Prepare the laptop', 'equipment_fulfilment'],
      [null, 'Call Camille', 'equipment_fulfilment'],
    ],
  );
  const again = await run(ticket, macro, keyed('a-macro-with-tasks'));
  t.is(again.body.ticket.tasks.length, 2, 'run again with its key it adds none');
});
