import test from 'ava';
import type { ApiDependencies } from '../../api/dependencies.ts';
import type { Account } from '../../api/people/directory.ts';
import { judgeFields } from '../../api/tickets/fields/judge_fields.ts';
import { type ApiDesk, type Body, type Caller, keyed, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;
let odile: Caller;
let lea: Caller;
let camille: Caller;

test.before(async () => {
  desk = await startApiDesk();
  odile = desk.as('odile-administrator');
  lea = desk.as('demo-agent');
  camille = desk.as('demo-requester');
});

const items = '/api/configuration-items';

async function adds(fields: object, key?: string): Promise<Body> {
  const body = { kind: 'device', ...fields };
  const answer = await odile.post(items, body, key === undefined ? undefined : keyed(key));
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const namesOf = async (query: string, who = lea) =>
  (await who.get(`${items}?${query}`)).body.items.map(({ name }: Body) => name);

test('a device is found by its name, its numbers, its type and who uses it', async (t) => {
  await adds({
    name: 'PC-0417',
    type: 'Portable',
    model: 'Latitude 7450',
    inventoryNumber: 'INV-0417',
    serialNumber: 'SN-9X7',
    site: 'Évry',
    ownerId: 'acc-camille',
    remoteId: '123 456 789',
  });
  for (const q of ['pc-04', 'portable 7450', 'inv-0417', '9x7', 'evry', 'camille 0417']) {
    t.deepEqual(await namesOf(`q=${encodeURIComponent(q)}`), ['PC-0417'], q);
  }
  t.deepEqual(await namesOf('q=pc-0417&status=retired'), []);
  t.deepEqual(await namesOf('q=pc-0417&kind=service'), []);
});

test('requesters see what they use, without what remote help needs, and nothing else', async (t) => {
  const hers = await adds({
    name: 'Her phone',
    ownerId: 'acc-camille',
    remoteId: '42',
    notes: 'x',
  });
  const other = await adds({ name: 'A server' });
  const seen = await camille.get(`${items}/${hers.id}`);
  t.like(seen.body, { name: 'Her phone', remoteId: null, address: null, notes: '' });
  t.is((await camille.get(`${items}/${other.id}`)).status, 404);
  t.false((await namesOf('', camille)).includes('A server'));
  t.is((await camille.post(items, { kind: 'device', name: 'Mine' })).status, 403);
  t.is((await lea.post(items, { kind: 'device', name: 'Mine' })).status, 403);
  await odile.put(
    `${items}/${hers.id}`,
    { kind: 'device', name: 'Her phone', ownerId: 'acc-camille', status: 'retired' },
    { 'if-match': '"1"' },
  );
  t.false((await namesOf('', camille)).includes('Her phone'), 'what is retired is no choice');
});

test('no two items have one inventory number, and who uses one is somebody', async (t) => {
  await adds({ name: 'First', inventoryNumber: 'TWICE' });
  const wrong = async (fields: object) => {
    const { status, body } = await odile.post(items, { kind: 'device', name: 'Other', ...fields });
    return [status, body.errors?.[0]?.path];
  };
  t.deepEqual(await wrong({ inventoryNumber: 'TWICE' }), [400, 'body.inventoryNumber']);
  t.deepEqual(await wrong({ ownerId: 'acc-nobody' }), [400, 'body.ownerId']);
  t.deepEqual(await wrong({ name: ' ' }), [400, 'body.name']);
  t.deepEqual(await wrong({ status: 'lost' }), [400, 'body.status']);
  const answers = await Promise.all(
    [1, 2].map((n) =>
      odile.post(items, { kind: 'device', name: `R${n}`, inventoryNumber: 'RACE' }),
    ),
  );
  t.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 400]);
});

test('a repeated request adds nothing, a stale edit is refused, and each change is in the audit', async (t) => {
  const made = await adds({ name: 'Once' }, 'an-item-once');
  t.is((await adds({ name: 'Once' }, 'an-item-once')).id, made.id);
  const reused = await odile.post(items, { kind: 'device', name: 'Else' }, keyed('an-item-once'));
  t.is(reused.status, 422);
  const path = `${items}/${made.id}`;
  const changed = { kind: 'device', name: 'Once more', status: 'in_repair' };
  t.is((await odile.put(path, changed, { 'if-match': '"1"' })).status, 200);
  t.is((await odile.put(path, changed, { 'if-match': '"1"' })).status, 412);
  t.is((await odile.put(`${items}/itm-none`, changed)).status, 404);
  const { body } = await odile.get(`/api/audit?object=device&objectId=${made.id}`);
  const kinds = body.items.map(({ kind }: Body) => kind);
  t.true(kinds.includes('item_created') && kinds.includes('item_changed'), String(kinds));
});

test('the list goes on where its page ended', async (t) => {
  for (const n of [1, 2, 3]) await adds({ kind: 'service', name: `Paged ${n}` });
  const first = (await lea.get(`${items}?kind=service&q=paged&limit=2`)).body;
  t.deepEqual(
    first.items.map(({ name }: Body) => name),
    ['Paged 1', 'Paged 2'],
  );
  const rest = await namesOf(`kind=service&q=paged&limit=2&cursor=${first.next}`);
  t.deepEqual(rest, ['Paged 3']);
  t.is((await lea.get(`${items}?cursor=forged`)).status, 400);
});

test('a ticket says which devices and services it is about, to agents, and is found by them', async (t) => {
  const { id } = await adds({ name: 'Printer 3', type: 'Printer' });
  const ticket = await camille.post('/api/tickets', { subject: 'No ink', description: 'Empty' });
  const path = `/api/tickets/${ticket.body.id}`;
  const marked = await lea.put(`${path}/affected-items`, { add: [id, id] });
  t.is(marked.status, 200, JSON.stringify(marked.body));
  t.like(marked.body.affected, { 0: { id, name: 'Printer 3', type: 'Printer' }, length: 1 });
  t.deepEqual((await camille.get(path)).body.affected, []);
  const found = (await lea.get(`/api/tickets?affected=${id}`)).body.items;
  t.deepEqual(
    found.map(({ id: each }: Body) => each),
    [ticket.body.id],
  );
  t.is((await lea.put(`${path}/affected-items`, { add: ['itm-none'] })).status, 400);
  t.is((await camille.put(`${path}/affected-items`, { add: [id] })).status, 403);
  t.is((await lea.put(`${path}/affected-items`, {})).status, 400);
  const off = await lea.put(`${path}/affected-items`, { remove: [id] });
  t.deepEqual(off.body.affected, []);
});

test('a field of a process names a device: an agent any, whoever asks for help their own', async (t) => {
  const theirs = await adds({ name: 'Of Camille', ownerId: 'acc-camille' });
  const other = await adds({ name: 'Of nobody' });
  const service = await adds({ kind: 'service', name: 'Mail' });
  const fields = { machine: { kind: 'device' as const, position: 0 } };
  const judged = (value: string, roles: Account['roles']) => {
    const account = { id: 'acc-camille', roles } as Account;
    const needs = { database: desk.database } as ApiDependencies;
    return judgeFields(fields, { machine: value }, 'body.fields', account, needs);
  };
  t.deepEqual((await judged(theirs.id, ['requester'])).values, { machine: theirs.id });
  t.deepEqual((await judged(other.id, ['agent'])).values, { machine: other.id });
  await t.throwsAsync(judged(other.id, ['requester']), { message: /machine/ });
  await t.throwsAsync(judged(service.id, ['agent']), { message: /machine/ });
  await t.throwsAsync(judged('itm-none', ['agent']), { message: /machine/ });
});

test('an item depends on others, is found by them, and is looked after by a group that there is', async (t) => {
  const server = await adds({ name: 'Server 1' });
  const mail = await adds({
    kind: 'service',
    name: 'Mail',
    supportGroup: { process: 'it_support', id: 'network' },
    dependsOn: [server.id, server.id],
  });
  t.like(mail.dependsOn, { 0: { id: server.id, name: 'Server 1', kind: 'device' }, length: 1 });
  t.like(mail.supportGroup, { process: 'it_support', id: 'network' });
  t.truthy(mail.supportGroup.title);
  t.deepEqual(await namesOf(`dependsOn=${server.id}`), ['Mail']);
  t.deepEqual(await namesOf('supportGroup=it_support/network&q=mail'), ['Mail']);
  t.deepEqual(await namesOf('supportGroup=it_support/workplace&q=mail'), []);
  const wrong = async (fields: object) => {
    const answer = await odile.post(items, { kind: 'device', name: 'Other', ...fields });
    return [answer.status, answer.body.errors?.[0]?.path];
  };
  t.deepEqual(await wrong({ dependsOn: [server.id, 'itm-none'] }), [400, 'body.dependsOn.1']);
  t.deepEqual(await wrong({ supportGroup: { process: 'it_support', id: 'attic' } }), [
    400,
    'body.supportGroup',
  ]);
  t.deepEqual(await wrong({ supportGroup: { process: 'none', id: 'network' } }), [
    400,
    'body.supportGroup',
  ]);
});

test('a group that no process has any more looks after an item until another is chosen', async (t) => {
  const supportGroup = { process: 'it_support', id: 'network' };
  const { id } = await adds({ name: 'Orphan', inventoryNumber: 'ORPHAN', supportGroup });
  await desk
    .database('configuration_items')
    .where('item_id', id)
    .update({ support_group: 'dissolved' });
  const path = `${items}/${id}`;
  const saves = async (group: string) => {
    const fields = { kind: 'device', name: 'Orphan', supportGroup: { ...supportGroup, id: group } };
    return (await odile.put(path, fields)).status;
  };
  t.is(await saves('dissolved'), 200);
  t.truthy((await lea.get(path)).body.supportGroup.title);
  t.is(await saves('never'), 400);
  t.is(await saves('network'), 200);
  t.is(await saves('dissolved'), 400);
});

test('no item depends on itself, by way of others neither: the circle is named', async (t) => {
  const [rack, server, mail] = [
    await adds({ name: 'Rack' }),
    await adds({ name: 'Host' }),
    await adds({ kind: 'service', name: 'Post' }),
  ] as const;
  const changes = (item: Body, dependsOn: string[]) =>
    odile.put(`${items}/${item.id}`, { kind: item.kind, name: item.name, dependsOn });
  t.is((await changes(mail, [server.id])).status, 200);
  t.is((await changes(server, [rack.id])).status, 200);
  const refused = await changes(rack, [mail.id]);
  t.is(refused.status, 400);
  t.like(refused.body.errors[0], { path: 'body.dependsOn.0' });
  t.regex(refused.body.errors[0].expected, /Rack → Post → Host → Rack/);
  t.regex((await changes(rack, [rack.id])).body.errors[0].expected, /Rack → Rack/);
  // Two who would close it at once: one of them does not.
  const [one, other] = [await adds({ name: 'One' }), await adds({ name: 'Other' })];
  const both = await Promise.all([changes(one, [other.id]), changes(other, [one.id])]);
  t.deepEqual(both.map(({ status }) => status).toSorted(), [200, 400]);
});

test('what became of an item is told to agents, with names, and to no requester', async (t) => {
  const server = await adds({ name: 'Told server' });
  const told = await adds({ name: 'Told', ownerId: 'acc-camille', notes: 'One' });
  await odile.put(`${items}/${told.id}`, {
    kind: 'device',
    name: 'Told',
    ownerId: null,
    notes: 'Two words',
    dependsOn: [server.id],
  });
  const path = `${items}/${told.id}/changes`;
  const first = (await lea.get(`${path}?limit=1`)).body;
  const [change] = first.items;
  t.like(change, { kind: 'changed', by: { id: 'acc-odile' } });
  const changed = Object.fromEntries(change.changes.map((one: Body) => [one.field, one]));
  t.like(changed.ownerId, { before: ['Camille Roux'], after: [] });
  t.like(changed.dependsOn, { before: [], after: ['Told server'] });
  t.deepEqual(changed.areNotesChanged.after, ['true']);
  t.false(JSON.stringify(change).includes('Two words'));
  const rest = (await lea.get(`${path}?cursor=${first.next}`)).body;
  t.like(rest, { items: [{ kind: 'created' }], next: null });
  t.is((await camille.get(path)).status, 403);
  t.is((await lea.get(`${items}/itm-none/changes`)).status, 404);
});

test('whoever asks for help says which of their devices it is about, and names no other’s', async (t) => {
  const hers = await adds({ name: 'Her laptop', ownerId: 'acc-camille' });
  const pauls = await adds({ name: 'Of Paul', ownerId: 'acc-paul' });
  const nobodys = await adds({ name: 'A server of all' });
  const texts = { subject: 'Slow', description: 'Since today' };
  const opened = await camille.post('/api/tickets', { ...texts, affected: [hers.id, hers.id] });
  t.is(opened.status, 201, JSON.stringify(opened.body));
  t.like(opened.body.affected, { 0: { id: hers.id, name: 'Her laptop' }, length: 1 });
  for (const id of [pauls.id, nobodys.id, 'itm-none']) {
    const refused = await camille.post('/api/tickets', { ...texts, affected: [hers.id, id] });
    t.is(refused.status, 400, id);
    t.is(refused.body.errors[0].path, 'body.affected.1');
  }
  const path = `/api/tickets/${opened.body.id}`;
  await lea.put(`${path}/affected-items`, { add: [nobodys.id] });
  const namesFor = async (who: Caller) =>
    (await who.get(path)).body.affected.map(({ name }: Body) => name);
  t.deepEqual(await namesFor(lea), ['Her laptop', 'A server of all']);
  t.deepEqual(await namesFor(camille), ['Her laptop'], 'what others use is not told');
  // An agent opens it for somebody, about anything of the register.
  const call = { ...texts, requester: 'acc-camille', affected: [nobodys.id] };
  const logged = await lea.post('/api/tickets', call);
  t.like(logged.body.affected, { 0: { id: nobodys.id }, length: 1 });
  const tooMany = Array.from({ length: 21 }, () => hers.id);
  t.is((await camille.post('/api/tickets', { ...texts, affected: tooMany })).status, 400);
});
