import test from 'ava';
import { operationList } from '../../api/operations.ts';
import { mayUse } from '../../api/people/policy.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiDesk, type Body, type Caller, keyed, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;
let camille: Caller;
/** Camille's manager, who works on no tickets. */
let paul: Caller;

const laptop = { process: 'service_requests', type: 'service_request', service: 'laptop' };
const secret = 'Quetzalcoatl';

test.before(async () => {
  desk = await startApiDesk();
  camille = desk.as('demo-requester');
  paul = desk.as('paul-requester');
});

test.beforeEach(async () => {
  const { database } = desk;
  await database('absences').whereNot('account_id', 'acc-marc').delete();
  await database('group_members').where('process_id', 'service_requests').delete();
  await isManagedBy('acc-paul');
});

async function isManagedBy(manager_id: string | null): Promise<void> {
  await desk.database('accounts').where('account_id', 'acc-camille').update({ manager_id });
}

async function isAway(account_id: string, deputy_id: string | null): Promise<void> {
  const absence = { absence_id: `abs-${account_id}`, account_id, deputy_id };
  await desk.database('absences').insert({ ...absence, from_at: new Date(0) });
}

async function isInGroup(account_id: string, group_id = 'line_managers'): Promise<void> {
  const place = { process_id: 'service_requests', group_id, account_id, capacity: 5 };
  await desk.database('group_members').insert(place);
}

async function waitingFor(who: Caller): Promise<Body[]> {
  return (await who.get('/api/approvals')).body.items;
}

const isAsked = async (who: Caller, { id }: Body) =>
  (await waitingFor(who)).some(({ ticket }) => ticket.id === id);

const decision = ({ id }: Body, what = 'acceptance', n = 1) =>
  `/api/tickets/${id}/approvals/${n}/${what}`;

test.serial(
  'a request is asked of the requester’s manager, who decides it though no agent',
  async (t) => {
    const request = await camille.opens({ ...laptop, subject: 'A laptop' });
    t.like(request.approvals[0], {
      askedOf: { manager: { id: 'acc-paul', name: 'Paul Petit' }, deputy: null },
    });
    await eventually(() => isAsked(paul, request));
    const [asked] = (await waitingFor(paul)).filter(({ ticket }) => ticket.id === request.id);
    t.like(asked, { n: 1, title: 'Line manager', onBehalfOf: null, mayApprove: true });
    t.like(asked.ticket, { subject: 'A laptop', requester: { id: 'acc-camille' } });
    const { items } = (await paul.get('/api/notifications')).body;
    t.like(
      items.find(({ ticket }: Body) => ticket.id === request.id),
      { reason: 'approval_requested', ticket: { subject: 'A laptop' } },
    );
    const key = keyed('a-manager-decides');
    const granted = await paul.put(decision(request), { reason: 'She needs it' }, key);
    t.is(granted.status, 200, JSON.stringify(granted.body));
    t.like(granted.body.approvals[0], { outcome: 'granted', by: { id: 'acc-paul' } });
    const again = await paul.put(decision(request), { reason: 'She needs it' }, key);
    t.is(again.status, 200, 'repeated, it is the same answer');
    await eventually(async () => !(await isAsked(paul, request)));
  },
);

test.serial('who is asked learns what is asked, and nothing else of the ticket', async (t) => {
  t.timeout(120_000);
  const request = await camille.opens({ ...laptop, subject: 'A laptop' });
  await camille.post(`/api/tickets/${request.id}/messages`, { body: `${secret} of mine` });
  await desk
    .as('demo-agent')
    .post(`/api/tickets/${request.id}/messages`, { body: secret, visibility: 'internal' });
  await eventually(() => isAsked(paul, request));
  const faults: string[] = [];
  for (const { id, method, address, body: taken } of operationList) {
    if (!address.startsWith('/api/tickets/{id}') || !mayUse(id, ['requester'])) continue;
    if (id === 'approve' || id === 'refuseApproval') continue;
    const path = address
      .replace('{id}', request.id)
      .replace(/\{(\w+)\}/g, (_all, name) => (name === 'n' ? '1' : 'x-0000'));
    const body = taken && (bodies[id] ?? {});
    const { status } =
      method === 'get'
        ? await paul.get(path)
        : await paul[method === 'patch' ? 'put' : method](path, body);
    if (status !== 404) faults.push(`${id}: ${status}`);
  }
  t.deepEqual(faults, []);
  const listed = (await paul.get('/api/tickets')).body.items;
  t.false(
    listed.some(({ id }: Body) => id === request.id),
    'it is none of their tickets',
  );
  const answer = await paul.put(decision(request, 'refusal'), { reason: 'Not this year' });
  t.is(answer.status, 200, JSON.stringify(answer.body));
  const told = JSON.stringify([answer.body, await waitingFor(paul)]);
  t.false(told.includes(secret));
  t.like(answer.body, { resolution: null, assignee: null, clocks: [], links: [], allowed: [] });
  t.is((await paul.get(`/api/tickets/${request.id}`)).status, 404);
});

/** One valid body a command, so that only who asks can be what is wrong. */
const bodies: Record<string, object> = {
  addMessage: { body: 'Let me in' },
  answerConsent: { answer: 'yes' },
  recordSatisfaction: { score: 1 },
  resolve: { code: 'fulfilled', note: 'x' },
};

test.serial(
  'who is not asked decides nothing, and is not told that there is something',
  async (t) => {
    await isManagedBy('acc-tess');
    const request = await camille.opens(laptop);
    t.is((await paul.put(decision(request))).status, 404);
    const refused = await desk.as('demo-agent').put(decision(request));
    t.is(refused.body.code, 'not_an_approver');
    await isInGroup('acc-marc');
    const marc = desk.as('demo-agent-2');
    t.is(
      (await marc.put(decision(request))).body.code,
      'not_an_approver',
      'the group only otherwise',
    );
    t.is((await camille.put(decision(request))).status, 403);
    t.deepEqual(await waitingFor(paul), []);
  },
);

test.serial(
  'a manager changed while it waits: the new one decides, the old one does not',
  async (t) => {
    const request = await camille.opens(laptop);
    await eventually(() => isAsked(paul, request));
    await isManagedBy('acc-tess');
    const tess = desk.as('tess-team-lead');
    t.false(await isAsked(paul, request));
    t.true(await isAsked(tess, request));
    t.is((await paul.put(decision(request))).status, 404);
    t.is((await tess.put(decision(request))).body.approvals[0].by.id, 'acc-tess');
  },
);

test.serial(
  'for a manager who is away their deputy decides, and the record says for whom',
  async (t) => {
    await isAway('acc-paul', 'acc-tess');
    const request = await camille.opens(laptop);
    t.like(request.approvals[0].askedOf, {
      manager: { id: 'acc-paul' },
      deputy: { id: 'acc-tess' },
    });
    const tess = desk.as('tess-team-lead');
    await eventually(() => isAsked(tess, request));
    const [asked] = (await waitingFor(tess)).filter(({ ticket }) => ticket.id === request.id);
    t.is(asked.onBehalfOf.name, 'Paul Petit');
    t.true(await isAsked(paul, request), 'the manager still may');
    const { body } = await tess.put(decision(request));
    t.like(body.approvals[0], { by: { id: 'acc-tess' }, onBehalfOf: { id: 'acc-paul' } });
    const events = (await tess.get(`/api/tickets/${request.id}/events?limit=50`)).body.items;
    const granted = events.find(({ type }: Body) => type === 'approval_granted');
    t.is(granted.data.onBehalfOf.name, 'Paul Petit');
  },
);

test.serial(
  'without a manager who can be asked, the group of the definition decides',
  async (t) => {
    await isInGroup('acc-marc');
    const marc = desk.as('demo-agent-2');
    const groupIsAsked = async () => {
      const request = await camille.opens(laptop);
      t.is(request.approvals[0].askedOf.manager, null);
      await eventually(() => isAsked(marc, request));
      t.is((await marc.put(decision(request))).status, 200);
    };
    await isManagedBy(null);
    await groupIsAsked();
    await isManagedBy('acc-paul');
    await isAway('acc-paul', null);
    await groupIsAsked();
    await desk.database('absences').where('account_id', 'acc-paul').delete();
    await desk.database('accounts').where('account_id', 'acc-paul').update({ is_active: false });
    await groupIsAsked();
    await desk.database('accounts').where('account_id', 'acc-paul').update({ is_active: true });
  },
);

const rights = { ...laptop, service: 'administrator_rights' };
const group = 'access_administration';

test.serial('more than half of a group say yes, beside the manager, in any order', async (t) => {
  for (const id of ['acc-marc', 'acc-tess', 'acc-lea']) await isInGroup(id, group);
  const [marc, tess] = [desk.as('demo-agent-2'), desk.as('tess-team-lead')];
  const request = await camille.opens(rights);
  t.deepEqual(
    request.approvals.map(({ n, rule, outcome }: Body) => [n, rule, outcome]),
    [
      [1, 'line_manager', 'open'],
      [2, 'access_administration', 'open'],
    ],
  );
  await eventually(() => isAsked(marc, request));
  const first = await marc.put(decision(request, 'acceptance', 2), { reason: 'It is safe' });
  t.is(first.status, 200, JSON.stringify(first.body));
  t.like(first.body.approvals[1], { outcome: 'open', needed: 2, of: 3, mayApprove: false });
  t.like(first.body.approvals[1].answers, [
    { answer: 'granted', by: { id: 'acc-marc' }, note: 'It is safe' },
  ]);
  await eventually(async () => !(await isAsked(marc, request)));
  const twice = await marc.put(decision(request, 'acceptance', 2));
  t.deepEqual([twice.status, twice.body.code], [409, 'already_answered']);
  const [asked] = (await waitingFor(tess)).filter(({ ticket }) => ticket.id === request.id);
  t.like(asked, { n: 2, title: 'Access administration', grantedCount: 1 });
  const second = await tess.put(decision(request, 'acceptance', 2));
  t.deepEqual(
    second.body.approvals.map(({ outcome }: Body) => outcome),
    ['open', 'granted'],
  );
  t.is(second.body.status, 'pending');
  const third = await paul.put(decision(request));
  t.is(third.body.approvals[0].outcome, 'granted');
  const after = (await tess.get(`/api/tickets/${request.id}`)).body;
  t.is(after.status, 'new', 'the work may begin');
});

test.serial('whoever stands in for one of a group decides for them, and once', async (t) => {
  for (const id of ['acc-marc', 'acc-tess']) await isInGroup(id, group);
  const lea = desk.as('demo-agent');
  await isAway('acc-tess', 'acc-lea');
  await desk.database('absences').insert({
    ...{ absence_id: 'abs-given', account_id: 'acc-marc', deputy_id: 'acc-lea' },
    ...{ from_at: new Date(0), only_approvals: true },
  });
  const request = await camille.opens(rights);
  await eventually(() => isAsked(lea, request));
  const [asked] = (await waitingFor(lea)).filter(({ ticket }) => ticket.id === request.id);
  t.like(asked, { n: 2, onBehalfOf: { id: 'acc-marc' } });
  const { body } = await lea.put(decision(request, 'acceptance', 2));
  t.like(body.approvals[1], { outcome: 'open', needed: 2, of: 2 });
  t.like(body.approvals[1].answers[0], { by: { id: 'acc-lea' }, onBehalfOf: { id: 'acc-marc' } });
  await eventually(async () => !(await isAsked(lea, request)));
  const marc = desk.as('demo-agent-2');
  t.false(await isAsked(marc, request), 'whoever was spoken for is heard');
  t.is((await lea.put(decision(request, 'acceptance', 2))).body.code, 'already_answered');
  const { body: done } = await desk.as('tess-team-lead').put(decision(request, 'acceptance', 2));
  t.is(done.approvals[1].outcome, 'granted');
  await desk.database('absences').where('absence_id', 'abs-given').delete();
});

test.serial('where a group has lost its members, an owner decides for them', async (t) => {
  await isInGroup('acc-marc', group);
  await isInGroup('acc-tess', group);
  const request = await camille.opens(rights);
  await desk.as('demo-agent-2').put(decision(request, 'acceptance', 2));
  await desk.database('group_members').where('group_id', group).delete();
  const { body } = await desk.as('demo-owner').put(decision(request, 'acceptance', 2));
  t.like(body.approvals[1], { outcome: 'granted', by: { id: 'acc-nadia' } });
});

test.serial('a manager who is a requester alone gives their approvals for a time', async (t) => {
  const from = new Date(Date.now() - 60_000).toISOString();
  const given = { from, deputyId: 'acc-tess', onlyApprovals: true };
  const nobody = await paul.post('/api/absences', { ...given, deputyId: null });
  t.is(nobody.status, 400);
  const made = await paul.post('/api/absences', given);
  t.is(made.status, 201, JSON.stringify(made.body));
  t.like(made.body, { account: { id: 'acc-paul' }, onlyApprovals: true });
  const others = await paul.post('/api/absences', { ...given, account: 'acc-camille' });
  t.is(others.status, 403);
  const request = await camille.opens(laptop);
  const tess = desk.as('tess-team-lead');
  await eventually(() => isAsked(tess, request));
  t.true(await isAsked(paul, request), 'they are there, and still may');
  const { body } = await tess.put(decision(request));
  t.like(body.approvals[0], { by: { id: 'acc-tess' }, onBehalfOf: { id: 'acc-paul' } });
  t.is((await paul.delete(`/api/absences/${made.body.id}`)).status, 204);
  await desk.database('absences').where('account_id', 'acc-paul').delete();
});
