import test from 'ava';
import * as schemas from '../../api/contract.ts';
import { type ApiDesk, type Caller, keyed, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;
let ines: Caller;
let nadia: Caller;

test.before(async () => {
  desk = await startApiDesk();
  ines = desk.as('demo-analyst');
  nadia = desk.as('demo-owner');
});

const query = {
  name: 'Backlog by group',
  sql: 'select group_id, count(*) as open_count from tickets where opened_date >= $since group by all',
  params: [{ name: 'since', type: 'date', value: '2026-01-01' }],
  chart: { mark: 'bar', x: 'group_id', y: 'open_count', colour: null },
};

async function saved(fields: object = {}, caller = ines) {
  const { status, body } = await caller.post('/api/queries', { ...query, ...fields });
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

test('a saved query comes back as it was, and is its owner’s alone', async (t) => {
  const { status, headers, body } = await ines.post('/api/queries', query);
  t.is(status, 201);
  t.is(headers.get('etag'), '"1"');
  schemas.savedQuery.parse(body);
  t.like(body, { ...query, isShared: false, isOwn: true, ownerName: 'Inès Faure', version: 1 });
  t.deepEqual((await ines.get(`/api/queries/${body.id}`)).body, body);
  t.is((await nadia.get(`/api/queries/${body.id}`)).status, 404);
  const { items } = (await nadia.get('/api/queries')).body;
  t.false(items.some(({ id }: { id: string }) => id === body.id));
});

test('a shared query is read by every analyst and changed by its owner only', async (t) => {
  const { id } = await saved({ name: 'For all', isShared: true });
  const seen = await nadia.get('/api/queries');
  schemas.savedQueryList.parse(seen.body);
  const found = seen.body.items.find((item: { id: string }) => item.id === id);
  t.like(found, { name: 'For all', isOwn: false, ownerName: 'Inès Faure' });
  const changed = await nadia.put(`/api/queries/${id}`, { ...query, name: 'Mine now' });
  t.is(changed.status, 403);
  t.is(changed.body.code, 'not_yours');
  t.is((await nadia.delete(`/api/queries/${id}`)).status, 403);
  await ines.put(`/api/queries/${id}`, { ...query, isShared: false });
  t.is((await nadia.get(`/api/queries/${id}`)).status, 404);
});

test('a query saved twice under one key is one query; another under it is refused', async (t) => {
  const key = keyed('save-once');
  const first = await ines.post('/api/queries', query, key);
  const again = await ines.post('/api/queries', query, key);
  t.is(again.body.id, first.body.id);
  const other = await ines.post('/api/queries', { ...query, name: 'Another' }, key);
  t.is(other.status, 422);
  t.is(other.body.code, 'idempotency_key_reused');
  t.is((await ines.get(`/api/queries/${first.body.id}`)).body.name, query.name);
});

test('a change of what has changed since is refused, and repeated counts once', async (t) => {
  const { id } = await saved();
  const path = `/api/queries/${id}`;
  const headers = { 'if-match': '"1"', ...keyed('change-once') };
  const changed = await ines.put(path, { ...query, name: 'Second' }, headers);
  t.is(changed.status, 200);
  t.is(changed.headers.get('etag'), '"2"');
  const repeated = await ines.put(path, { ...query, name: 'Second' }, headers);
  t.like(repeated.body, { name: 'Second', version: 2 });
  const reused = await ines.put(path, { ...query, name: 'Third' }, headers);
  t.is(reused.status, 422);
  const stale = await ines.put(path, { ...query, name: 'Third' }, { 'if-match': '"1"' });
  t.is(stale.status, 412);
  t.regex(stale.body.detail, /stands at 2/);
  t.is((await ines.delete(path, undefined, { 'if-match': '"1"' })).status, 412);
  t.is((await ines.get(path)).body.name, 'Second');
  t.is((await ines.put(path, query, { 'if-match': 'two' })).status, 400);
});

test('a deleted query is gone, also the second time', async (t) => {
  const { id } = await saved();
  const path = `/api/queries/${id}`;
  t.is((await ines.delete(path, undefined, { 'if-match': '"1"' })).status, 204);
  t.is((await ines.get(path)).status, 404);
  t.is((await ines.delete(path)).status, 204);
  t.is((await ines.put(path, query)).status, 404);
});

const wrong: Record<string, [object, string]> = {
  'no name': [{ name: ' ' }, 'body.name'],
  'a field of no query': [{ colour: 'red' }, 'body.colour'],
  'a parameter of no type': [
    { params: [{ name: 'a', type: 'colour', value: null }] },
    'body.params.0.type',
  ],
  'a parameter of no name': [
    { params: [{ name: '$a', type: 'text', value: '' }] },
    'body.params.0.name',
  ],
  'a parameter twice': [
    {
      params: [
        { name: 'a', type: 'text', value: '' },
        { name: 'a', type: 'text', value: '' },
      ],
    },
    'body.params',
  ],
  'a chart of no mark': [{ chart: { ...query.chart, mark: 'pie' } }, 'body.chart.mark'],
  'no SQL': [{ sql: '' }, 'body.sql'],
};

for (const [what, [fields, path]] of Object.entries(wrong)) {
  test(`a query with ${what} is refused and the field named`, async (t) => {
    const { status, body } = await ines.post('/api/queries', { ...query, ...fields });
    t.is(status, 400, JSON.stringify(body));
    t.is(body.errors[0].path, path);
  });
}

test('agents and requesters have no saved queries', async (t) => {
  for (const token of ['demo-agent', 'demo-requester'] as const) {
    t.is((await desk.as(token).get('/api/queries')).status, 403);
    t.is((await desk.as(token).post('/api/queries', query)).status, 403);
  }
});

test('what cannot be stored is refused wherever it stands in a query', async (t) => {
  const nul = 'a\u0000b';
  for (const fields of [
    { name: nul },
    { sql: nul },
    { params: [{ name: 'since', type: 'text', value: nul }] },
    { chart: { ...query.chart, x: nul } },
    { chart: { ...query.chart, colour: '\ud800' } },
  ]) {
    const { status, body } = await ines.post('/api/queries', { ...query, ...fields });
    t.deepEqual([status, body.code], [400, 'invalid_input'], JSON.stringify(fields));
  }
  const asked = await ines.post('/api/sql', { sql: 'select $a', params: { a: nul } });
  t.deepEqual([asked.status, asked.body.code], [400, 'invalid_input']);
});
