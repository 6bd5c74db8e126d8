import test from 'ava';
import fc from 'fast-check';
import { fillTemplate, isTemplate, missingIn } from '../../api/remote_help/template.ts';
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

test('a template leads to one place: no variable stands in a scheme or a host', (t) => {
  for (const template of [
    'https://mesh.example.org/?gotonode={item.remoteId}&viewmode=11',
    'https://guac.example.org:8443/#/client/{item.remoteId}?by={agent.name}',
    'rustdesk://{item.remoteId}',
  ]) {
    t.true(isTemplate(template), template);
  }
  for (const template of [
    'https://{item.address}/vnc',
    'https://{item.name}.example.org/',
    'https://mesh.example.org:{item.remoteId}/',
    'https://me:{item.remoteId}@mesh.example.org/',
    'http://mesh.example.org/{item.remoteId}',
    'javascript:alert({item.name})',
    '{item.name}://x/{item.name}',
    'https://mesh.example.org/',
    'https://mesh.example.org/{item.password}',
    'https://mesh.example.org/{item.remoteId',
    'no address {item.remoteId}',
  ]) {
    t.false(isTemplate(template), template);
  }
});

test('whatever a device is called, the address stays at its host and the value stays one part', (t) => {
  const template = 'https://mesh.example.org/open?node={item.remoteId}&by={agent.name}';
  t.notThrows(() =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        (one, other) => {
          const url = new URL(
            fillTemplate(template, { 'item.remoteId': one, 'agent.name': other }),
          );
          return (
            url.origin === 'https://mesh.example.org' &&
            url.pathname === '/open' &&
            url.searchParams.get('node') === one &&
            url.searchParams.get('by') === other
          );
        },
      ),
    ),
  );
});

test('what a template needs and nobody knows is told', (t) => {
  const template = 'rustdesk://{item.remoteId}?{item.address}';
  t.deepEqual(missingIn(template, { 'item.remoteId': null, 'item.address': '' }), [
    'item.address',
    'item.remoteId',
  ]);
  t.deepEqual(missingIn(template, { 'item.remoteId': '1', 'item.address': 'x' }), []);
});

async function prepared(): Promise<{ path: string; item: string; link: string; bare: string }> {
  const made = await odile.post('/api/remote-links', {
    name: 'MeshCentral',
    template: 'https://mesh.example.org/?gotonode={item.remoteId}',
  });
  const item = await odile.post('/api/configuration-items', {
    kind: 'device',
    name: 'PC-0001',
    remoteId: 'node//a b',
    ownerId: 'acc-camille',
  });
  const bare = await odile.post('/api/configuration-items', { kind: 'device', name: 'No number' });
  const opened = await camille.post('/api/tickets', { subject: 'Slow', description: 'My laptop' });
  return {
    path: `/api/tickets/${opened.body.id}`,
    item: item.body.id,
    link: made.body.id,
    bare: bare.body.id,
  };
}

test('remote help is opened once, written down, and what came out of it is a step of the ticket', async (t) => {
  const { path, item, link } = await prepared();
  const body = { item, link };
  const started = await lea.post(`${path}/remote-sessions`, body, keyed('open-once'));
  t.is(started.status, 201, JSON.stringify(started.body));
  t.is(started.body.url, 'https://mesh.example.org/?gotonode=node%2F%2Fa%20b');
  const again = await lea.post(`${path}/remote-sessions`, body, keyed('open-once'));
  t.is(again.body.session.id, started.body.session.id);
  const { items } = (await camille.get(`${path}/remote-sessions`)).body;
  t.like(items, {
    0: { item: { name: 'PC-0001' }, link: 'MeshCentral', endedAt: null },
    length: 1,
  });

  const end = `${path}/remote-sessions/${started.body.session.id}/end`;
  const outcome = { outcome: 'The disk was full; emptied the bin' };
  const ended = await lea.put(end, outcome, keyed('end-once'));
  t.is(ended.status, 200, JSON.stringify(ended.body));
  t.is((await lea.put(end, outcome, keyed('end-once'))).status, 200);
  const steps = (await lea.get(`${path}/diagnostic-steps`)).body.items;
  t.is(steps.length, 1, 'once');
  t.regex(steps[0].step, /MeshCentral/);
  t.is(steps[0].outcome, outcome.outcome);
  const after = (await lea.get(`${path}/remote-sessions`)).body.items;
  t.not(after[0].endedAt, null);
});

test('a device shows when it was helped from afar, the newest first, to agents', async (t) => {
  const { path, item, link } = await prepared();
  const [first, second] = [
    await lea.post(`${path}/remote-sessions`, { item, link }),
    await lea.post(`${path}/remote-sessions`, { item, link }),
  ];
  const sessions = `/api/configuration-items/${item}/remote-sessions`;
  const page = (await lea.get(`${sessions}?limit=1`)).body;
  t.like(page.items, { 0: { id: second.body.session.id, ticket: { id: path.slice(13) } } });
  const rest = (await lea.get(`${sessions}?limit=1&cursor=${page.next}`)).body;
  t.like(rest, { items: [{ id: first.body.session.id }], next: null });
  t.is((await camille.get(sessions)).status, 403);
  t.is((await odile.get(sessions)).status, 403, 'administrators see no tickets');
  t.is((await lea.get('/api/configuration-items/itm-none/remote-sessions')).status, 404);
});

test('nobody opens what cannot be opened, and only who opened it or a team lead ends it', async (t) => {
  const { path, item, link, bare } = await prepared();
  const wrong = async (body: object) => {
    const answer = await lea.post(`${path}/remote-sessions`, body);
    return [answer.status, answer.body.errors?.[0]?.path];
  };
  t.deepEqual(await wrong({ item: bare, link }), [400, 'body.item']);
  t.deepEqual(await wrong({ item: 'itm-none', link }), [400, 'body.item']);
  t.deepEqual(await wrong({ item, link: 'lnk-none' }), [400, 'body.link']);
  t.is((await camille.post(`${path}/remote-sessions`, { item, link })).status, 403);
  t.is(
    (await lea.post('/api/remote-links', { name: 'x', template: 'rustdesk://{item.name}' })).status,
    403,
  );
  const { body } = await lea.post(`${path}/remote-sessions`, { item, link });
  const end = `${path}/remote-sessions/${body.session.id}/end`;
  t.is((await desk.as('demo-agent-2').put(end, {})).status, 403);
  t.is((await desk.as('tess-team-lead').put(end, {})).status, 200);
  const [told] = (await camille.get(`${path}/remote-sessions`)).body.items;
  t.like(told, { agent: { id: 'acc-lea' }, endedBy: { id: 'acc-tess' } });
  t.not(told.endedAt, null);
  t.is((await lea.put(`${path}/remote-sessions/rms-none/end`, {})).status, 404);
  const audit = (await odile.get('/api/audit?kind=remote_help_opened')).body.items;
  t.true(
    audit.some(({ changes }: Body) => changes.some(({ after }: Body) => after === 'MeshCentral')),
    JSON.stringify(audit[0]),
  );
});

test('what became of a device that is retired is told still', async (t) => {
  const { path, item, link } = await prepared();
  await lea.post(`${path}/remote-sessions`, { item, link });
  await odile.delete(`/api/remote-links/${link}`);
  const { items } = (await camille.get(`${path}/remote-sessions`)).body;
  t.is(items[0].link, 'MeshCentral');
});
