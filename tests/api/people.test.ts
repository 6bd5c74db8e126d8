import test from 'ava';
import { createCommandDelivery } from '../../activities/deliver_command.ts';
import { createDepartures } from '../../activities/departures.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { hourMs } from '../../workflows/domain/durations.ts';
import { eventually } from '../support/eventually.ts';
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

const matching = (revision: number) => ({ 'if-match': `"${revision}"` });

async function adds(fields: object): Promise<Body> {
  const { status, body } = await odile.post('/api/accounts', fields);
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

const found = async (query: string, who = lea) =>
  (await who.get(`/api/accounts?${query}`)).body.items.map(({ name }: Body) => name);

test('a person is known by addresses, phones, place, manager, language and zone', async (t) => {
  const manager = await adds({ name: 'Odile Chef' });
  const fields = {
    name: 'Rémi Dubois-Carré',
    addresses: ['Remi.Dubois@Company.example', 'rdc@company.example'],
    phones: ['+33 6 12 34 56 78', '0044 20 7946 0958'],
    locale: 'fr',
    zone: 'Europe/Paris',
    site: 'Lyon Part-Dieu',
    department: 'Comptabilité',
    managerId: manager.id,
    requesterTier: 'vip',
  };
  const created = await adds(fields);
  t.like(created, {
    addresses: ['remi.dubois@company.example', 'rdc@company.example'],
    phones: ['+33612345678', '+442079460958'],
    manager: { id: manager.id, name: 'Odile Chef' },
    roles: ['requester'],
    isActive: true,
  });
  for (const q of [
    'dubois',
    'carre remi',
    'rdc@',
    '06 12 34 56',
    '+33612',
    'part-dieu',
    'compta',
    'du',
  ]) {
    t.true((await found(`q=${encodeURIComponent(q)}`)).includes(created.name), q);
  }
  t.deepEqual(await found('q=dubois%20london'), []);
  t.deepEqual(await found('site=Lyon%20Part-Dieu'), [created.name]);
});

test('a key that made a person makes no other: the same request finds them, another is told so', async (t) => {
  const sends = (fields: object) => odile.post('/api/accounts', fields, keyed('once-and-for-all'));
  const first = await sends({ name: 'Made Once' });
  t.is(first.status, 201);
  t.is((await sends({ name: 'Made Once' })).body.id, first.body.id);
  const other = await sends({ name: 'Somebody Else' });
  t.deepEqual([other.status, other.body.code], [422, 'idempotency_key_reused']);
  t.deepEqual(await found('q=Somebody%20Else'), []);
});

test('what is wrong with a person stands beside its field', async (t) => {
  await adds({ name: 'Has It', addresses: ['taken@company.example'] });
  const wrong = async (fields: object) => {
    const { status, body } = await odile.post('/api/accounts', { name: 'X', ...fields });
    return [status, body.errors?.[0]?.path, body.errors?.[0]?.expected];
  };
  t.deepEqual(await wrong({ phones: ['06 12 34 56 78'] }), [
    400,
    'body.phones.0',
    'a phone number with its country, as +33 6 12 34 56 78',
  ]);
  for (const address of ['no at sign', 'a@b..c', 'a b@c.example', 'x@y.example>\r\nBcc: <z@z']) {
    t.is((await wrong({ addresses: [address] }))[1], 'body.addresses.0', address);
  }
  t.deepEqual((await wrong({ addresses: ['TAKEN@company.example'] })).slice(0, 2), [
    400,
    'body.addresses',
  ]);
  t.is((await wrong({ zone: 'EST5' }))[1], 'body.zone');
  t.is((await wrong({ managerId: 'acc-nobody' }))[1], 'body.managerId');
  t.deepEqual(await found('q=X%20'), [], 'and nobody was added');
});

test('managers never go in a circle', async (t) => {
  const top = await adds({ name: 'Top' });
  const middle = await adds({ name: 'Middle', managerId: top.id });
  const low = await adds({ name: 'Low', managerId: middle.id });
  const { status, body } = await odile.put(`/api/accounts/${top.id}`, { managerId: low.id });
  t.is(status, 400);
  t.is(body.errors[0].path, 'body.managerId');
  t.is((await odile.put(`/api/accounts/${low.id}`, { managerId: top.id })).status, 200);
});

test('a stale edit is refused, a repeated one changes nothing, and each is in the audit', async (t) => {
  const { id, revision } = await adds({ name: 'Vera Edit' });
  const first = await odile.put(`/api/accounts/${id}`, { site: 'Rome' }, matching(revision));
  t.is(first.status, 200);
  const stale = await odile.put(`/api/accounts/${id}`, { site: 'Oslo' }, matching(revision));
  t.is(stale.status, 412);
  const same = await odile.put(`/api/accounts/${id}`, { site: 'Rome' });
  t.is(same.body.revision, first.body.revision);
  const entries = await desk.database('audit_entries').where('object_id', id).orderBy('position');
  t.deepEqual(
    entries.map(({ kind, account_id }) => [kind, account_id]),
    [
      ['account_created', 'acc-odile'],
      ['account_changed', 'acc-odile'],
    ],
  );
});

test('agents add those who ask for help and nobody else; requesters see no people', async (t) => {
  t.is((await lea.post('/api/accounts', { name: 'Calls Now' })).status, 201);
  t.is((await lea.post('/api/accounts', { name: 'Boss', roles: ['administrator'] })).status, 403);
  t.is((await lea.put('/api/accounts/acc-marc', { roles: ['administrator'] })).status, 403);
  t.is((await camille.get('/api/accounts')).status, 403);
  t.is((await camille.get('/api/accounts/acc-marc')).status, 403);
  const key = keyed('one-person');
  const [one, two] = [
    await lea.post('/api/accounts', { name: 'Once' }, key),
    await lea.post('/api/accounts', { name: 'Once' }, key),
  ];
  t.is(one.body.id, two.body.id);
});

test('the list goes on where its page ended, and says how many there are in all', async (t) => {
  for (const n of [1, 2, 3, 4, 5]) await adds({ name: `Page Élan ${n}`, site: 'Paged' });
  const names: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await lea.get(`/api/accounts?site=Paged&limit=2${cursor}`);
    t.is(body.total, 5);
    names.push(...body.items.map(({ name }: Body) => name));
    if (body.next === null) break;
    cursor = `&cursor=${body.next}`;
  }
  t.deepEqual(
    names,
    [1, 2, 3, 4, 5].map((n) => `Page Élan ${n}`),
  );
});

test.serial(
  'the last administrator is neither closed nor loses the role, whoever asks at once',
  async (t) => {
    const closed = await odile.put('/api/accounts/acc-odile/closing');
    t.is(closed.status, 409);
    t.is(closed.body.code, 'last_administrator');
    const other = await adds({ name: 'Second' });
    // No token makes an administrator.
    await desk
      .database('accounts')
      .where('account_id', other.id)
      .update({ roles: ['administrator'] });
    t.true((await odile.get('/api/accounts/acc-odile/closing')).body.isLastAdministrator === false);
    const both = await Promise.all([
      odile.put('/api/accounts/acc-odile', { roles: ['requester'] }),
      odile.put(`/api/accounts/${other.id}`, { roles: ['requester'] }),
    ]);
    t.deepEqual(both.map(({ status }) => status).toSorted(), [200, 409].toSorted());
    await desk
      .database('accounts')
      .where('account_id', 'acc-odile')
      .update({ roles: ['administrator'] });
    await eventually(
      async () => (await odile.get('/api/accounts/acc-odile/closing')).status === 200,
    );
  },
);

test('groups are listed by process with their members, and changed by administrators', async (t) => {
  const { id } = await adds({ name: 'Gina Group', roles: ['agent'] });
  const address = `/api/groups/it_support/network/members/${id}`;
  const place = { capacity: 4, skills: ['vpn'], shift: null };
  t.is((await lea.put(address, place)).status, 403);
  t.is((await odile.put(address, { ...place, shift: 'moon' })).status, 400);
  t.is((await odile.put(address.replace('network', 'nowhere'), place)).status, 404);
  const { body } = await odile.put(address, place);
  const network = body.items.find((one: Body) => one.id === 'network');
  t.like(
    network.members.find((one: Body) => one.id === id),
    { name: 'Gina Group', capacity: 4, skills: ['vpn'], away: null },
  );
  t.like((await lea.get(`/api/accounts/${id}`)).body.groups[0], { id: 'network', capacity: 4 });
  await odile.delete(address);
  t.deepEqual((await lea.get(`/api/accounts/${id}`)).body.groups, []);
});

test.serial(
  'everybody says when they are away; a team lead says it of a common group',
  async (t) => {
    const lead = await adds({ name: 'Lead', roles: ['agent'] });
    const inHours = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString();
    const own = { from: inHours(-1), until: inHours(8), deputyId: 'acc-marc', note: 'Training' };
    const added = await lea.post('/api/absences', own);
    t.is(added.status, 201);
    t.like(added.body, { account: { id: 'acc-lea' }, deputy: { id: 'acc-marc' } });
    t.like((await odile.get('/api/accounts/acc-lea')).body.away, { deputy: { id: 'acc-marc' } });
    t.is((await lea.post('/api/absences', { ...own, account: lead.id })).status, 403);
    t.is((await odile.post('/api/absences', { ...own, account: lead.id })).status, 201);
    const backwards = await lea.post('/api/absences', { ...own, until: inHours(-2) });
    t.is(backwards.body.errors[0].path, 'body.until');
    const self = await lea.post('/api/absences', { ...own, deputyId: 'acc-lea' });
    t.is(self.body.errors[0].path, 'body.deputyId');

    await desk
      .database('accounts')
      .where('account_id', 'acc-lea')
      .update({ roles: ['team_lead'] });
    await odile.put('/api/groups/it_support/service_desk/members/acc-lea', { capacity: 1 });
    await odile.put(`/api/groups/it_support/service_desk/members/${lead.id}`, { capacity: 1 });
    await eventually(async () => {
      const { status } = await lea.post('/api/absences', { ...own, account: lead.id });
      return status === 201;
    });
    t.is((await lea.delete(`/api/absences/${added.body.id}`)).status, 204);
    t.is((await odile.get('/api/accounts/acc-lea')).body.away, null);
    await desk
      .database('accounts')
      .where('account_id', 'acc-lea')
      .update({ roles: ['agent'] });
  },
);

test('who leaves is out at once, and what they had is handed over, deputies first', async (t) => {
  const leaver = await adds({ name: 'Leo Leaver', roles: ['agent'], addresses: ['leo@c.example'] });
  await odile.put(`/api/groups/it_support/service_desk/members/${leaver.id}`, { capacity: 3 });
  const ticket = await camille.opens();
  const given = await lea.put(`/api/tickets/${ticket.id}/assignment`, { assignee: leaver.id });
  t.is(given.status, 200, JSON.stringify(given.body));
  await lea.post(`/api/tickets/${ticket.id}/messages`, { body: 'Hello', visibility: 'public' });

  const told = (await odile.get(`/api/accounts/${leaver.id}/closing`)).body;
  t.like(told, { isLastAdministrator: false, groups: [{ id: 'service_desk' }] });
  t.is(told.tickets[0].count, 1);
  const closing = `/api/accounts/${leaver.id}/closing`;
  const closed = await odile.put(closing, { deputyId: 'acc-marc' });
  t.is(closed.status, 200, JSON.stringify(closed.body));
  t.like(closed.body, { isActive: false, groups: [], addresses: ['leo@c.example'] });
  t.like(closed.body.departure, { ticketCount: 1, movedCount: 0, doneAt: null });
  const again = await lea.put(`/api/tickets/${ticket.id}/assignment`, { assignee: leaver.id });
  t.not(again.status, 200, 'nobody gives them another');

  // A worker that died after the row was written: the next one keeps the promise.
  const { client, database } = desk;
  const recorder = createRecorder(database, { wake: () => {} });
  const deliverCommand = createCommandDelivery({ client, database, recorder });
  const departures = createDepartures({ database, deliverCommand, onFailure: (e) => t.log(e) });
  await departures.handOverAll();
  await departures.handOverAll();
  const { departure } = (await odile.get(`/api/accounts/${leaver.id}`)).body;
  t.like(departure, { ticketCount: 1, movedCount: 1, leftCount: 0 });
  t.truthy(departure.doneAt);
  const asked = await database('ticket_events')
    .where({ ticket_id: ticket.id, type: 'assignment_requested' })
    .orderBy('seq', 'desc')
    .first();
  t.like(asked?.data, { preferredAgent: 'acc-marc' });
  const events = (await lea.get(`/api/tickets/${ticket.id}/events`)).body.items;
  t.true(JSON.stringify(events).includes('Leo Leaver'), 'history still names them');

  t.is((await odile.put(closing)).status, 200, 'closed twice is closed once');
  t.is((await odile.put(`/api/accounts/${leaver.id}`, { site: 'X' })).body.code, 'account_closed');
  t.like((await odile.delete(closing)).body, { isActive: true, roles: ['agent'], groups: [] });
});
