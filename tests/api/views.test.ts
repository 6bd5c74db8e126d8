import test from 'ava';
import { type ApiDesk, type Body, startApiDesk, type Token } from './api_desk.ts';

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
  await desk.database('group_members').insert({
    process_id: 'it_support',
    group_id: 'service_desk',
    account_id: 'acc-tess',
    capacity: 5,
  });
  // The allocator gives her nothing.
  await desk.database('absences').insert({
    absence_id: 'abs-tess',
    account_id: 'acc-tess',
    from_at: new Date(0),
  });
});

const viewOf = (fields: object = {}) => ({
  title: 'Urgent printers',
  audience: { for: 'own' },
  query: 'open=true&priority=p1%2Cp2&sort=-updatedAt',
  columns: ['next', 'ticket', 'tags'],
  ...fields,
});

const counts = async (...queries: string[]): Promise<Body[]> => {
  const of = queries.map((query) => `of=${encodeURIComponent(query)}`).join('&');
  const { body } = await desk.as('demo-agent').get(`/api/view-counts?${of}`);
  return body.items;
};

test('a view keeps filters, order and columns, and its owner changes and deletes it', async (t) => {
  const agent = desk.as('demo-agent');
  const { body: view, headers } = await agent.post('/api/views', viewOf());
  t.like(view, { ...viewOf(), isOwn: true, mayChange: true, version: 1 });
  t.is(headers.get('etag'), '"1"');
  const changed = await agent.put(`/api/views/${view.id}`, viewOf({ columns: ['ticket'] }));
  t.deepEqual(changed.body.columns, ['ticket']);
  const stale = await agent.put(`/api/views/${view.id}`, viewOf(), { 'if-match': '"1"' });
  t.is(stale.status, 412);
  const { body: others } = await desk.as('demo-agent-2').get('/api/views');
  t.false(others.items.some(({ id }: Body) => id === view.id));
  t.is((await agent.delete(`/api/views/${view.id}`)).status, 204);
});

test('a view is kept with fields of a process: columns, filters and order', async (t) => {
  const query = 'sort=-field.first_day&field.screen_size=large&fieldMin.quantity=2';
  const columns = ['field.first_day', 'ticket', 'field.quantity'];
  const { status, body } = await desk
    .as('demo-agent')
    .post('/api/views', viewOf({ query, columns }));
  t.is(status, 201);
  t.like(body, { query, columns });
  const [before] = await counts('field.screen_size=large');
  await desk.as('demo-requester').opens({
    process: 'service_requests',
    category: 'equipment',
    service: 'laptop',
    fields: { screen_size: 'large' },
  });
  t.is((await counts('field.screen_size=large'))[0].count, before.count + 1);
});

test('a view that the list could not show is refused when it is saved', async (t) => {
  const put = async (fields: object) => {
    const { status, body } = await desk.as('demo-agent').post('/api/views', viewOf(fields));
    return [status, body.errors?.[0]?.path];
  };
  t.deepEqual(await put({ query: 'colour=red' }), [400, 'body.query']);
  t.deepEqual(await put({ query: 'sort=1;drop table tickets' }), [400, 'body.query']);
  t.deepEqual(await put({ query: 'cursor=abc' }), [400, 'body.query']);
  t.deepEqual(await put({ columns: ['ticket', 'ticket'] }), [400, 'body.columns']);
  t.deepEqual(await put({ columns: ['ticket', 'field.shoe_size'] }), [400, 'body.columns.1']);
  t.deepEqual(await put({ query: 'fieldMin.quantity=many' }), [400, 'body.query']);
  t.is((await put({ columns: [] }))[0], 400);
  t.is((await put({ audience: { for: 'everybody' } }))[0], 403);
});

test.serial('views are counted as the list would show them, each in its place', async (t) => {
  const before = await counts('tag=counted', 'open=true');
  const agent = desk.as('demo-agent');
  for (const n of [1, 2, 3]) {
    const { id } = await desk.as('demo-requester').opens({ subject: `Counted ${n}` });
    await agent.put(`/api/tickets/${id}/tags`, { add: ['counted'] });
  }
  const after = await counts('tag=counted', 'open=true', 'tag=never');
  t.deepEqual(
    after.map(({ count }) => count),
    [before[0].count + 3, before[1].count + 3, 0],
  );
  t.true(after.every(({ isMore }) => !isMore));
  t.is((await agent.get('/api/view-counts?of=colour%3Dred')).status, 400);
  t.is((await desk.as('demo-requester').get('/api/view-counts?of=open%3Dtrue')).status, 403);
});

test.serial(
  'the list tells those of my groups, those that wait for a word of the desk, and what is due',
  async (t) => {
    const ids = async (token: Token, query: string) => {
      const { body } = await desk.as(token).get(`/api/tickets?${query}`);
      return body.items.map(({ id }: Body) => id);
    };
    const agent = desk.as('demo-agent');
    const { id } = await desk.as('demo-requester').opens({ impact: 'high', urgency: 'high' });
    t.true((await ids('demo-agent', 'unanswered=true')).includes(id));
    await agent.post(`/api/tickets/${id}/messages`, { body: 'We are on it.' });
    t.false((await ids('demo-agent', 'unanswered=true')).includes(id));
    t.true((await ids('tess-team-lead', 'myGroups=true')).includes(id), 'Tess works at the desk');
    t.false((await ids('demo-agent-2', 'myGroups=true')).includes(id), 'Marc in the network');
    t.deepEqual(await ids('demo-agent', 'myGroups=true'), [], 'Léa works in no group');
    t.false((await ids('demo-agent', 'due=overdue')).includes(id));
    t.false((await ids('demo-agent', 'vip=true')).includes(id));
    t.true((await ids('demo-agent', 'vip=false')).includes(id));
  },
);
