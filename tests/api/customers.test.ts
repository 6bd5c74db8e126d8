import test from 'ava';
import pg from 'pg';
import { createCommandDelivery } from '../../activities/deliver_command.ts';
import { renewRequesters } from '../../activities/requester_sweep.ts';
import { tickets } from '../../analytics/kinds/tickets.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import type { RequiredFields } from '../../workflows/domain/process.ts';
import { snapshotOf } from '../../workflows/processes/index.ts';
import { itSupport } from '../../workflows/processes/it_support.ts';
import { type ApiDesk, type Caller, keyed, startApiDesk } from './api_desk.ts';

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

/** Of what is known of a person, the process asks for these words. */
const asking: RequiredFields[] = [
  { requester: 'site' as const, in: ['Lyon', 'Geneva'] },
  { requester: 'contract' as const, in: ['silver', 'gold'] },
].map((when) => ({ before: ['escalate'], fields: ['service'], when }));

const matching = (version: number) => ({ 'if-match': `"${version}"` });

function sweep(): Promise<number> {
  const { client, database } = desk;
  const recorder = createRecorder(database);
  return renewRequesters({
    database,
    deliverCommand: createCommandDelivery({ client, database, recorder }),
    processes: [{ ...snapshotOf(itSupport), requiredFields: asking }],
    onFailure: (error) => {
      throw error;
    },
  });
}

const stateOf = async (id: string) =>
  (await desk.database('tickets').where('ticket_id', id).first('state'))?.state;

test('a customer has a name of its own and a contract, and people are served for it', async (t) => {
  const made = await odile.post('/api/customers', { name: 'North Hospital', contract: 'gold' });
  t.is(made.status, 201);
  t.like(made.body, { name: 'North Hospital', contract: 'gold', note: '', peopleCount: 0 });
  const twin = await odile.post('/api/customers', { name: 'north hospital' });
  t.deepEqual([twin.status, twin.body.code], [409, 'customer_name_taken']);
  const person = await odile.post('/api/accounts', {
    name: 'Nora North',
    customerId: made.body.id,
  });
  t.deepEqual(person.body.customer, {
    id: made.body.id,
    name: 'North Hospital',
    contract: 'gold',
  });
  const known = await lea.get('/api/customers');
  t.is(known.body.items.find(({ id }: { id: string }) => id === made.body.id)?.peopleCount, 1);
  t.is((await camille.get('/api/customers')).status, 403);
  t.is((await lea.post('/api/customers', { name: 'South' })).status, 403);
  const nobody = await odile.put(`/api/accounts/${person.body.id}`, { customerId: 'cus-none' });
  t.deepEqual([nobody.status, nobody.body.errors[0].path], [400, 'body.customerId']);
});

test('of two customers of one name at once one is there, and the other is refused in words', async (t) => {
  const names = ['Twin', 'TWIN', 'twin', 'Twín'];
  const made = await Promise.all(names.map((name) => odile.post('/api/customers', { name })));
  t.deepEqual(made.map(({ status }) => status).toSorted(), [201, 201, 409, 409]);
});

test('the people of a customer are listed, and its sites are theirs', async (t) => {
  const { body } = await odile.post('/api/customers', { name: 'Sited' });
  for (const [name, site] of [
    ['Sid One', 'Lyon'],
    ['Sid Two', 'Bern'],
    ['Sid Three', 'Lyon'],
  ]) {
    await odile.post('/api/accounts', { name, site, customerId: body.id });
  }
  const people = await odile.get(`/api/accounts?customer=${body.id}`);
  t.is(people.body.total, 3);
  const listed = (await odile.get('/api/customers')).body.items;
  const { sites, peopleCount } = listed.find(({ id }: { id: string }) => id === body.id);
  t.deepEqual([sites, peopleCount], [['Bern', 'Lyon'], 3]);
});

test('a customer is changed by whoever has read it, and sent once more it is the same', async (t) => {
  const sends = (fields: object) => odile.post('/api/customers', fields, keyed('the-east'));
  const made = await sends({ name: 'East' });
  t.is((await sends({ name: 'East' })).body.id, made.body.id);
  t.is((await sends({ name: 'Far East' })).status, 422);
  const place = `/api/customers/${made.body.id}`;
  const changed = await odile.put(place, { name: 'East', contract: 'silver' }, matching(1));
  t.like(changed.body, { contract: 'silver', version: 2 });
  t.is((await odile.put(place, { name: 'East' }, matching(1))).status, 412);
  t.is((await odile.put('/api/customers/cus-none', { name: 'East' }, matching(1))).status, 404);
});

test('a ticket hears once what whoever asks became, in the words of its process and no other', async (t) => {
  const west = await odile.post('/api/customers', { name: 'West', contract: 'silver' });
  const person = await odile.post('/api/accounts', {
    name: 'Will West',
    site: 'Lyon',
    customerId: west.body.id,
  });
  const opened = await lea.post('/api/tickets', {
    subject: 'No network',
    description: 'Since this morning.',
    requester: person.body.id,
    channel: 'phone',
  });
  t.is(opened.status, 201, JSON.stringify(opened.body));
  const { id } = opened.body;
  await sweep();
  t.deepEqual((await stateOf(id))?.requesterFacts, { site: 'Lyon', contract: 'silver' });
  await odile.put(
    `/api/customers/${west.body.id}`,
    { name: 'West', contract: 'gold' },
    matching(west.body.version),
  );
  await odile.put(`/api/accounts/${person.body.id}`, { site: 'Geneva', requesterTier: 'vip' });
  await sweep();
  const state = await stateOf(id);
  t.deepEqual(state?.requesterFacts, { site: 'Geneva', contract: 'gold' });
  t.notRegex(JSON.stringify(state), /West/, 'words that no process names stay with the person');
  t.is(state?.requesterTier, 'vip');
  await sweep();
  const events = await desk
    .database('ticket_events')
    .where({ ticket_id: id, type: 'requester_facts_changed' });
  t.true(events.length >= 2);
  t.is(await sweep(), 0, 'what a ticket knows already it is not told again');
});

test('a ticket counts for the customer its requester had at its opening, by the name it has now', async (t) => {
  const { database } = desk;
  const { body: first } = await odile.post('/api/customers', { name: 'Opened For' });
  const { body: later } = await odile.post('/api/customers', { name: 'Served Since' });
  const person = await odile.post('/api/accounts', { name: 'Pia Moves', customerId: first.id });
  const texts = { subject: 'It is slow', description: 'Since this morning.' };
  const requester = person.body.id;
  const { id: before } = await lea.opens({ ...texts, requester });
  const moved = await odile.put(`/api/accounts/${requester}`, { customerId: later.id });
  t.is(moved.status, 200);
  const { id: after } = await lea.opens({ ...texts, requester });
  const { id: own } = await camille.opens(texts);
  const customerOf = async (id: string) =>
    (await database('ticket_contents').where('ticket_id', id).first('customer_id'))?.customer_id;
  const found = await Promise.all([before, after, own].map(customerOf));
  t.deepEqual(found, [first.id, later.id, null]);

  const again = () => database('export_outbox').whereIn('ticket_id', [before, after]).count();
  const [{ count } = { count: 0 }] = await again();
  const renamed = { name: 'Called Anew', contract: null, note: '' };
  const answer = await odile.put(`/api/customers/${first.id}`, renamed, matching(1));
  t.is(answer.status, 200);
  const [{ count: now } = { count: 0 }] = await again();
  t.is(Number(now) - Number(count), 1, 'the warehouse reads what was opened for it again');
  const client = new pg.Client({ connectionString: desk.databaseUrl });
  await client.connect();
  const facts = await tickets.readFacts(client, [before, after, own].toSorted(), (id) => id);
  await client.end();
  const told = facts.flatMap((each) => each.tickets.map((row) => [row.ticket_id, row.customer]));
  t.deepEqual(Object.fromEntries(told), {
    [before]: 'Called Anew',
    [after]: 'Served Since',
    [own]: null,
  });
  t.true(facts.every(({ ticket_periods: rows }) => rows.every((row) => 'customer' in row)));
});
