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
