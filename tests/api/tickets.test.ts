import test from 'ava';
import * as schemas from '../../api/contract.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiDesk, type Body, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
});

test('a ticket is opened, worked on, resolved, rated and closed over HTTP', async (t) => {
  const camille = desk.as('demo-requester');
  const lea = desk.as('demo-agent');

  const opened = await camille.post('/api/tickets', {
    subject: '  VPN drops every hour ',
    description: 'Since this morning, at home.',
    urgency: 'high',
  });
  t.is(opened.status, 201);
  const { id } = opened.body;
  t.is(opened.headers.get('location'), `/api/tickets/${id}`);
  t.is(opened.headers.get('etag'), `"${opened.body.seq}"`);
  schemas.ticket.parse(opened.body);
  t.like(opened.body, {
    subject: 'VPN drops every hour',
    status: 'new',
    category: 'network',
    priority: 'p2',
    group: { id: 'service_desk', title: 'Service desk' },
    requester: { id: 'acc-camille', name: 'Camille Roux', tier: 'standard' },
    channel: 'api',
  });

  const address = `/api/tickets/${id}`;
  const accepted = await lea.put(`${address}/acceptance`);
  t.is(accepted.status, 200);
  t.like(accepted.body, { status: 'in_progress', assignee: { id: 'acc-lea', name: 'Léa Martin' } });
  t.is(accepted.body.subject, 'VPN drops every hour', 'a command answers with the whole ticket');

  const step = await lea.post(`${address}/diagnostic-steps`, {
    kind: 'information',
    step: 'Asked for the log',
    outcome: 'Time-outs at renewal',
    ruledOut: 'The home network',
  });
  t.is(step.status, 201);
  t.is(step.body.counts.diagnosticSteps.information, 1);
  const { body: steps } = await lea.get(`${address}/diagnostic-steps`);
  t.like(schemas.diagnosticStepPage.parse(steps).items[0], {
    step: 'Asked for the log',
    outcome: 'Time-outs at renewal',
    ruledOut: 'The home network',
    by: { id: 'acc-lea', name: 'Léa Martin' },
    tier: 1,
  });

  const said = await lea.post(`${address}/messages`, { body: 'We are looking at the log.' });
  t.is(said.status, 201);
  t.truthy(said.body.firstResponseAt);

  const waiting = await lea.put(`${address}/pending`, { reason: 'requester', note: 'log file' });
  t.like(waiting.body, { status: 'pending', pending: { reason: 'requester' } });
  const resumed = await lea.delete(`${address}/pending`);
  t.like(resumed.body, { status: 'in_progress', pending: null });

  const classified = await lea.put(`${address}/classification`, {
    impact: 'high',
    urgency: 'high',
    reason: 'the whole team',
  });
  t.is(classified.body.priority, 'p1');

  const resolved = await lea.put(`${address}/resolution`, {
    code: 'fixed',
    note: 'Renewal interval raised.',
    rootCause: 'Interval shorter than the idle time-out',
  });
  t.is(resolved.body.status, 'resolved');
  t.like(resolved.body.resolution, {
    code: 'fixed',
    note: 'Renewal interval raised.',
    rootCause: 'Interval shorter than the idle time-out',
  });

  const rated = await camille.put(`${address}/satisfaction`, { score: 5, comment: 'Quick!' });
  t.is(rated.status, 200, JSON.stringify(rated.body));
  t.like(rated.body.survey, { state: 'answered', score: 5 });

  const closed = await camille.put(`${address}/closure`);
  t.is(closed.body.status, 'closed');
  schemas.ticket.parse(closed.body);
});

test('what was told is never shown older: reads after a command show its effect at once', async (t) => {
  const lea = desk.as('demo-agent');
  for (let i = 0; i < 10; i++) {
    const { id } = await lea.opens();
    const said = await lea.post(`/api/tickets/${id}/messages`, {
      body: `Note ${i}`,
      visibility: 'internal',
    });
    const read = await lea.get(`/api/tickets/${id}`);
    t.true(read.body.seq >= said.body.seq);
    const messages = await lea.get(`/api/tickets/${id}/messages`);
    t.deepEqual(
      messages.body.items.map((message: Body) => message.body),
      [`Note ${i}`],
    );
  }
});

test('a refusal is told in the language that is asked for', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const closes = (language: string) =>
    lea.put(`/api/tickets/${id}/closure`, undefined, { 'Accept-Language': language });
  const french = await closes('fr');
  t.like(french.body, {
    code: 'not_resolved',
    detail: 'Le ticket n’est pas résolu.',
    parameters: {},
  });
  t.is((await closes('fr-CA')).body.detail, french.body.detail, 'of whichever country');
  const english = await closes('en');
  t.is(english.body.detail, 'The ticket is not resolved.');
});

test('a refused command answers 409 with the words of the process and what it would accept', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();

  const unknown = await lea.put(`/api/tickets/${id}/resolution`, { code: 'magic', note: 'Done' });
  t.is(unknown.status, 409);
  t.is(unknown.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  schemas.problem.parse(unknown.body);
  t.is(unknown.body.code, 'code_unknown');
  t.true(unknown.body.parameters.allowed.includes('fixed'));

  const gate = await lea.post(`/api/tickets/${id}/escalations`, {
    kind: 'functional',
    reason: 'needs_skill',
  });
  t.is(gate.status, 409);
  t.is(gate.body.code, 'gate_not_met');
  t.deepEqual(gate.body.parameters.missing, [
    { kind: 'information', count: 1 },
    { kind: 'test', count: 1 },
  ]);
  t.regex(gate.body.detail, /^Before a ticket leaves ‘First line’, record 1 more diagnostic step/);

  const closing = await lea.put(`/api/tickets/${id}/closure`);
  t.is(closing.status, 409);
  t.is(closing.body.code, 'not_resolved');

  const { body } = await lea.get(`/api/tickets/${id}/events`);
  t.false(body.items.some((event: Body) => /resolved|escalated|closed/.test(event.type)));
});

test('a ticket goes up with a hand-off that tells the next tier everything', async (t) => {
  const lea = desk.as('demo-agent');
  const marc = desk.as('demo-agent-2');
  const { id } = await lea.opens({ category: 'network' });
  const address = `/api/tickets/${id}`;
  for (const kind of ['information', 'test']) {
    await lea.post(`${address}/diagnostic-steps`, {
      kind,
      step: `Did ${kind}`,
      outcome: 'Nothing',
    });
  }
  const up = await lea.post(`${address}/escalations`, {
    kind: 'functional',
    reason: 'needs_skill',
    note: 'The switch needs somebody who may touch it',
    requestedOutcome: 'Port 12 back',
  });
  t.is(up.status, 201, JSON.stringify(up.body));
  schemas.ticket.parse(up.body);
  t.like(up.body, { tier: 2, group: { id: 'network', title: 'Network' } });
  t.like(up.body.escalations[0].handOff, {
    note: 'The switch needs somebody who may touch it',
    requestedOutcome: 'Port 12 back',
    fromGroup: { id: 'service_desk' },
    by: { id: 'acc-lea', name: 'Léa Martin' },
  });
  t.is(up.body.escalations[0].handOff.stepCount, 2);

  const back = await marc.put(`${address}/escalations/1/refusal`, { reason: 'Not a port of ours' });
  t.like(back.body, { tier: 1, escalations: [{ outcome: 'refused' }] });
  const late = await marc.put(`${address}/escalations/1/acceptance`);
  t.is(late.status, 409);
  t.is(late.body.code, 'already_decided');
  t.is((await marc.put(`${address}/escalations/zero/acceptance`)).status, 404);
});

test('whoever receives a ticket reads all that was tried before, and of each hand-off what came with it', async (t) => {
  const lea = desk.as('demo-agent');
  const marc = desk.as('demo-agent-2');
  const { id } = await lea.opens({ category: 'network' });
  const address = `/api/tickets/${id}`;
  const tries = (kind: string, step: string) =>
    lea.post(`${address}/diagnostic-steps`, { kind, step, outcome: 'Nothing' });
  const climbs = () =>
    lea.post(`${address}/escalations`, { kind: 'functional', reason: 'needs_skill' });
  await tries('information', 'Asked for the port');
  await tries('test', 'Changed the cable');
  await climbs();
  await marc.put(`${address}/escalations/1/refusal`, { reason: 'Try another port' });
  await tries('test', 'Took port 13');
  const { counts, escalations } = (await climbs()).body;
  t.like(counts, { escalations: 2, diagnosticSteps: { information: 1, test: 2, workaround: 0 } });
  t.is(escalations.length, 1, 'the ticket itself has the last hand-off');

  const stepsOf = async (query: string) => {
    const { body } = await marc.get(`${address}/diagnostic-steps${query}`);
    return schemas.diagnosticStepPage.parse(body).items.map(({ step }) => step);
  };
  t.deepEqual(await stepsOf(''), ['Took port 13', 'Changed the cable', 'Asked for the port']);
  t.deepEqual(await stepsOf('?escalation=1'), ['Changed the cable', 'Asked for the port']);
  t.deepEqual(await stepsOf('?escalation=2&limit=1'), ['Took port 13']);
  t.deepEqual(await stepsOf('?escalation=9'), []);

  const { body } = await marc.get(`${address}/escalations?limit=1`);
  t.like(schemas.escalationPage.parse(body).items, [{ n: 2, handOff: { stepCount: 3 } }]);
  const older = (await marc.get(`${address}/escalations?cursor=${body.next}`)).body;
  t.like(older.items, [{ n: 1, outcome: 'refused', handOff: { stepCount: 2 } }]);
  t.is(older.next, null);
});

test('a ticket answers with the clocks that run, broke or were last; all others have a list', async (t) => {
  const lea = desk.as('demo-agent');
  const camille = desk.as('demo-requester');
  const { id } = await camille.opens();
  const address = `/api/tickets/${id}`;
  for (let n = 1; n <= 3; n++) {
    await lea.post(`${address}/messages`, { body: `Answer ${n}` });
    await camille.post(`${address}/messages`, { body: `Question ${n}` });
  }
  const ticket = schemas.ticket.parse((await lea.get(address)).body);
  const replies = ticket.clocks.filter(({ name }) => name === 'next_response');
  t.like(replies, [{ cycle: 3, status: 'running' }]);
  t.is(ticket.counts.clocks, 6);

  const first = (await lea.get(`${address}/clocks?limit=2`)).body;
  t.like(schemas.clockPage.parse(first).items, [
    { name: 'next_response', cycle: 3, status: 'running' },
    { name: 'next_response', cycle: 2, status: 'met' },
  ]);
  const rest = (await lea.get(`${address}/clocks?cursor=${first.next}`)).body;
  t.deepEqual(
    rest.items.map((clock: Body) => `${clock.name} ${clock.cycle}`),
    ['next_response 1', 'total_resolution 1', 'resolution 1', 'first_response 1'],
  );
  const ledgers = (await lea.get(`${address}/sla?limit=2`)).body;
  t.like(ledgers.clocks, [
    { cycle: 3, outcome: null },
    { cycle: 2, outcome: 'met' },
  ]);
  t.is(ledgers.next, first.next);
});

test('the last resolution stands in the ticket, and those before it are kept', async (t) => {
  const lea = desk.as('demo-agent');
  const camille = desk.as('demo-requester');
  const { id } = await camille.opens();
  const address = `/api/tickets/${id}`;
  await lea.put(`${address}/resolution`, { code: 'fixed', note: 'Try again' });
  await camille.delete(`${address}/resolution`, { reason: 'It does not work' });
  const { body } = await lea.put(`${address}/resolution`, { code: 'fixed', note: 'Replaced it' });
  t.like(body, { resolution: { n: 2, note: 'Replaced it' }, counts: { resolutions: 2 } });
  const { items } = (await camille.get(`${address}/resolutions`)).body;
  t.deepEqual(
    items.map(({ n, note, reopenedAt }: Body) => [n, note, reopenedAt !== null]),
    [
      [2, 'Replaced it', false],
      [1, 'Try again', true],
    ],
  );
});

test('a ticket is sent back down a tier, and the timeline says by whom and why', async (t) => {
  const lea = desk.as('demo-agent');
  const marc = desk.as('demo-agent-2');
  const { id } = await lea.opens({ category: 'network' });
  const address = `/api/tickets/${id}`;
  for (const kind of ['information', 'test']) {
    await lea.post(`${address}/diagnostic-steps`, { kind, step: 'Did it', outcome: 'Nothing' });
  }
  await lea.post(`${address}/escalations`, { kind: 'functional', reason: 'needs_skill' });
  await marc.put(`${address}/acceptance`);
  const silent = await marc.post(`${address}/escalations`, { kind: 'downward' });
  t.is(silent.status, 409);
  t.like(silent.body, { code: 'field_required', parameters: { missing: ['note'] } });
  const unsaid = await marc.post(`${address}/escalations`, { kind: 'functional' });
  t.is(unsaid.status, 400);
  const note = 'The port is up, please tell the floor';
  const down = await marc.post(`${address}/escalations`, { kind: 'downward', note });
  t.is(down.status, 201, JSON.stringify(down.body));
  t.like(down.body, { tier: 1, group: { id: 'service_desk' }, assignee: null });
  await eventually(async () => {
    const { body } = await lea.get(`${address}/events?limit=200`);
    const routed = body.items.findLast((event: Body) => event.type === 'ticket_routed');
    return routed?.data.cause === 'de_escalation' && routed.data.note === note;
  });
});

test('assignment goes to people who serve, and to members of the group it names', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const address = `/api/tickets/${id}/assignment`;

  const requester = await lea.put(address, { assignee: 'acc-camille' });
  t.is(requester.status, 400);
  t.like(requester.body.errors[0], { path: 'body.assignee', expected: 'an agent' });

  const outsider = await lea.put(address, { group: 'network', assignee: 'acc-lea' });
  t.is(outsider.status, 400);
  t.is(outsider.body.errors[0].expected, 'an agent of group network');

  const early = await lea.put(address, { group: 'network', assignee: 'acc-marc' });
  t.is(early.body.code, 'gate_not_met', 'what is asked before an escalation is asked here too');
  for (const kind of ['information', 'test']) {
    const step = { kind, step: 'Did it', outcome: 'Nothing' };
    await lea.post(`/api/tickets/${id}/diagnostic-steps`, step);
  }
  const member = await lea.put(address, {
    group: 'network',
    assignee: 'acc-marc',
    reason: 'He knows the site',
  });
  t.is(member.status, 200);
  t.like(member.body, { group: { id: 'network' }, assignee: { id: 'acc-marc' } });

  const nowhere = await lea.put(address, { group: 'gardeners' });
  t.is(nowhere.status, 409);
  t.is(nowhere.body.code, 'group_unknown');
});

test('If-Match refuses an edit of a ticket that has changed since it was read', async (t) => {
  const lea = desk.as('demo-agent');
  const { id, seq } = await lea.opens();
  const address = `/api/tickets/${id}`;
  const seen = `"${seq}"`;
  const moved = await lea.put(`${address}/acceptance`, undefined, { 'if-match': seen });
  t.is(moved.status, 200);
  const stale = await lea.put(`${address}/pending`, { reason: 'supplier' }, { 'if-match': seen });
  t.is(stale.status, 412);
  t.is(stale.body.code, 'stale');
  const fresh = moved.headers.get('etag') as string;
  const good = await lea.put(`${address}/pending`, { reason: 'supplier' }, { 'if-match': fresh });
  t.is(good.status, 200);
  const odd = await lea.put(
    `${address}/pending`,
    { reason: 'change' },
    { 'if-match': 'yesterday' },
  );
  t.is(odd.status, 400);
  t.is(odd.body.errors[0].path, 'header.if-match');
});

test('a closed ticket takes no more commands, and nothing is written for one that is refused', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const address = `/api/tickets/${id}`;
  await lea.put(`${address}/cancellation`, { reason: 'Found the cable' });
  await eventually(
    async () => (await lea.get('/api/tickets?status=cancelled')).body.items.length > 0,
  );
  const late = await lea.post(`${address}/messages`, { body: 'One more thing' });
  t.is(late.status, 409);
  t.is(late.body.code, 'ticket_over');
  t.is((await lea.put(`${address}/acceptance`)).status, 409);
  const rows = await desk.database('messages').where('ticket_id', id);
  t.deepEqual(rows, []);
});

test('merging tells both tickets, and taking it back restores both', async (t) => {
  const lea = desk.as('demo-agent');
  const [twin, survivor] = [await lea.opens(), await lea.opens()];
  const merged = await lea.put(`/api/tickets/${twin.id}/merge`, {
    into: survivor.id,
    reason: 'Same printer',
  });
  t.is(merged.status, 200, JSON.stringify(merged.body));
  t.like(merged.body, {
    status: 'merged',
    mergedInto: { id: survivor.id, number: survivor.number },
  });
  const mergedFrom = async () => (await lea.get(`/api/tickets/${survivor.id}`)).body.mergedFrom;
  await eventually(async () => (await mergedFrom())[0]?.number === twin.number);

  const itself = await lea.put(`/api/tickets/${survivor.id}/merge`, { into: twin.id });
  t.is(itself.status, 409, 'a merged ticket is no survivor of its own');
  t.is(itself.body.code, 'merged_into_itself');

  const apart = await lea.delete(`/api/tickets/${twin.id}/merge`);
  t.like(apart.body, { status: 'new', mergedInto: null });
  await eventually(async () => (await mergedFrom()).length === 0);
});

test('lists filter, sort and page without losing or repeating a ticket', async (t) => {
  const lea = desk.as('demo-agent');
  const marker = 'Zébulon';
  const opened: string[] = [];
  for (let i = 0; i < 7; i++) {
    const ticket = await lea.opens({
      subject: `${marker} number ${i}`,
      urgency: i % 2 ? 'high' : 'low',
      requester: 'acc-paul',
    });
    opened.push(ticket.id);
  }
  const all = `/api/tickets?q=zebulon&sort=openedAt`;
  await eventually(async () => (await lea.get(all)).body.items.length === 7);

  const page = (await lea.get(`${all}&limit=200`)).body;
  schemas.ticketPage.parse(page);
  t.deepEqual(
    page.items.map((ticket: Body) => ticket.id),
    opened,
    'accents and capitals do not matter, and the order is that of opening',
  );
  for (const sort of schemas.ticketSorts) {
    const ids: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const cursor: string = next ? `&cursor=${encodeURIComponent(next)}` : '';
      const { body } = await lea.get(`/api/tickets?q=zebulon&sort=${sort}&limit=3${cursor}`);
      ids.push(...body.items.map((ticket: Body) => ticket.id));
      next = body.next;
    }
    t.deepEqual([...ids].sort(), [...opened].sort(), `sorted by ${sort}`);
  }
  await lea.put(`/api/tickets/${opened[0]}/cancellation`);
  await eventually(
    async () => (await lea.get('/api/tickets?q=zebulon&open=true')).body.items.length === 6,
  );
  for (const sort of ['nextDeadline', 'priority']) {
    const { items } = (await lea.get(`/api/tickets?q=zebulon&sort=${sort}`)).body;
    t.is(items.at(-1).id, opened[0], 'what is over comes after what is open');
  }
  const urgent = (await lea.get(`/api/tickets?q=zebulon&priority=p2,p1`)).body.items;
  t.is(urgent.length, 3);
  const number = page.items[4].number;
  const found = (await lea.get(`/api/tickets?q=%23${number}`)).body.items;
  t.true(found.some((ticket: Body) => ticket.number === number));
  t.deepEqual((await lea.get('/api/tickets?q=zebulon&assignee=acc-marc')).body.items, []);
  t.is((await lea.get('/api/tickets?q=zebulon&assignee=none&open=true')).body.items.length, 6);
  t.is((await lea.get('/api/tickets?q=100%25')).body.items.length, 0, 'a wildcard is a character');
});

test('the timeline shows agents every event with its texts and names', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  await lea.put(`/api/tickets/${id}/acceptance`);
  await lea.post(`/api/tickets/${id}/messages`, { body: 'Only among us', visibility: 'internal' });
  await lea.put(`/api/tickets/${id}/pending`, { reason: 'supplier', note: 'Part ordered' });
  const { body } = await lea.get(`/api/tickets/${id}/events?limit=200`);
  schemas.timelinePage.parse(body);
  const byType = new Map<string, Body>(body.items.map((event: Body) => [event.type, event]));
  t.like(byType.get('message_added'), {
    actor: { kind: 'agent', id: 'acc-lea', name: 'Léa Martin' },
    data: { body: 'Only among us', visibility: 'internal' },
  });
  t.is(byType.get('pending_started').data.note, 'Part ordered');
  t.regex(byType.get('pending_started').data.endsAt, /^\d{4}-\d\d-\d\dT.*Z$/);
  t.like(byType.get('ticket_routed').data.group, { title: 'Service desk' });
  t.deepEqual(
    body.items.map((event: Body) => event.seq),
    body.items.map((_event: Body, index: number) => index + 1),
  );
  t.like(body, { earlier: null, later: null, seq: body.items.length });
});

test('a timeline is read from its latest page back, and what is new without the rest', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  for (const body of ['One', 'Two', 'Three'])
    await lea.post(`/api/tickets/${id}/messages`, { body });
  const read = async (query: string) =>
    (await lea.get(`/api/tickets/${id}/events?limit=3${query}`)).body;
  const whole = (await lea.get(`/api/tickets/${id}/events`)).body.items;
  const latest = await read('');
  t.deepEqual(latest.items, whole.slice(-3));
  t.is(latest.later, null);

  let back = latest.items;
  for (let { earlier } = latest; earlier !== null; ) {
    const page = await read(`&before=${earlier}`);
    back = [...page.items, ...back];
    earlier = page.earlier;
  }
  t.deepEqual(back, whole);

  let onward: Body[] = [];
  for (let later: number | null = 0; later !== null; ) {
    const page = await read(`&after=${later}`);
    onward = [...onward, ...page.items];
    later = page.later;
  }
  t.deepEqual(onward, whole);

  const { seq } = whole.at(-1);
  t.deepEqual(await read(`&after=${seq}`), { items: [], earlier: seq + 1, later: null, seq });
  await lea.post(`/api/tickets/${id}/messages`, { body: 'Four' });
  const news = await read(`&after=${seq}`);
  t.like(news.items[0], { seq: seq + 1, data: { body: 'Four' } });
  t.is(news.seq, news.items.at(-1).seq);
});

test('a page of a requester is as long as one of an agent, of what is theirs to read', async (t) => {
  const [lea, camille] = [desk.as('demo-agent'), desk.as('demo-requester')];
  const { id } = await camille.opens();
  for (const body of ['One', 'Two']) {
    await lea.post(`/api/tickets/${id}/messages`, { body });
    await lea.post(`/api/tickets/${id}/messages`, { body: 'psst', visibility: 'internal' });
  }
  const { body } = await camille.get(`/api/tickets/${id}/events?limit=2`);
  t.deepEqual(
    body.items.map((event: Body) => event.data.body),
    ['One', 'Two'],
  );
  t.true(body.seq > body.items.at(-1).seq, 'what they may not read counts as read');
  const messages = await camille.get(`/api/tickets/${id}/messages?limit=1`);
  t.like(messages.body, { items: [{ body: 'Two' }], later: null });
  const before = await camille.get(
    `/api/tickets/${id}/messages?limit=1&before=${messages.body.earlier}`,
  );
  t.like(before.body, { items: [{ body: 'One' }], earlier: null });
});

test('a page of long messages ends before it is too much, and the rest is on the next', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await lea.opens();
  const long = '漢'.repeat(50_000);
  const count = 16;
  for (let n = 1; n <= count; n++) {
    const reply = await lea.post(`/api/tickets/${id}/messages`, {
      body: `${n} ${long}`.slice(0, 50_000),
    });
    t.is(reply.status, 201);
  }
  const numbersOf = (body: Body): string[] =>
    body.items.flatMap((item: Body) => (item.body ?? item.data?.body)?.split(' ')[0] ?? []);
  const all = Array.from({ length: count }, (_, index) => `${index + 1}`);
  for (const list of ['messages', 'events']) {
    const latest = (await lea.get(`/api/tickets/${id}/${list}`)).body;
    t.true(JSON.stringify(latest).length < 1_000_000, 'characters, three bytes each');
    t.is(numbersOf(latest).at(-1), `${count}`);
    const earlier = (await lea.get(`/api/tickets/${id}/${list}?before=${latest.earlier}`)).body;
    t.deepEqual([...numbersOf(earlier), ...numbersOf(latest)], all, list);

    const first = (await lea.get(`/api/tickets/${id}/${list}?after=0`)).body;
    t.true(numbersOf(first).length < count);
    const later = (await lea.get(`/api/tickets/${id}/${list}?after=${first.later}`)).body;
    t.deepEqual([...numbersOf(first), ...numbersOf(later)], all, list);
  }
});
