import test from 'ava';
import { problemRecord } from '../../api/contract.ts';
import { isProblemId } from '../../workflows/ids.ts';
import { eventually } from '../support/eventually.ts';
import { newTicketId, projected } from '../support/live_desk.ts';
import { type ApiDesk, type Body, keyed, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
});

const incident = {
  subject: 'VPN drops every hour',
  description: 'Since Monday.',
  type: 'incident',
};

/** Logs a problem and gives its JSON. */
async function logs(fields: object = {}): Promise<Body> {
  const { status, body } = await desk
    .as('demo-agent')
    .post('/api/problems', { title: 'The VPN concentrator restarts', ...fields });
  if (status !== 201) throw new Error(`logging a problem: ${status} ${JSON.stringify(body)}`);
  return body;
}

const incidentsOf = async (problem: Body): Promise<string[]> => {
  const { body } = await desk.as('demo-agent').get(`/api/tickets?problem=${problem.id}`);
  return body.items.map(({ id }: Body) => id);
};

/** Opens an incident and waits until everybody is shown it. */
async function opens(fields: object = {}): Promise<Body> {
  const ticket = await desk.as('demo-agent').opens({ ...incident, ...fields });
  await projected(desk, ticket.id, ticket.seq);
  return ticket;
}

/** The problem as it is once the tables show what its incidents were told. */
async function having(problem: Body, counts: object): Promise<Body> {
  const read = async () => (await desk.as('demo-agent').get(`/api/problems/${problem.id}`)).body;
  const entries = Object.entries(counts);
  await eventually(async () => {
    const body = await read();
    return entries.every(([name, value]) => body[name] === value);
  });
  return read();
}

/** Past its end: the workflow of such a ticket answers no more. */
async function closes(ticketId: string): Promise<void> {
  const lea = desk.as('demo-agent');
  await lea.put(`/api/tickets/${ticketId}/resolution`, { code: 'fixed', note: 'Done.' });
  await lea.put(`/api/tickets/${ticketId}/closure`, {});
  await eventually(async () => {
    const row = await desk.database('tickets').where('ticket_id', ticketId).first('status');
    return row?.status === 'closed';
  });
}

test('a problem is logged with its texts, and read again as it was answered', async (t) => {
  const lea = desk.as('demo-agent');
  const { status, body, headers } = await lea.post('/api/problems', {
    title: 'The VPN concentrator restarts',
    description: 'Every night at two.',
    category: 'network',
    impact: 'high',
    urgency: 'medium',
  });
  t.is(status, 201, JSON.stringify(body));
  t.true(isProblemId(body.id));
  problemRecord.parse(body);
  t.is(headers.get('location'), `/api/problems/${body.id}`);
  t.like(body, {
    title: 'The VPN concentrator restarts',
    description: 'Every night at two.',
    status: 'logged',
    isOpen: true,
    isOverdue: false,
    priority: 'p2',
    category: 'network',
    owner: null,
    openedBy: { id: 'acc-lea', name: 'Léa Martin' },
    incidentCount: 0,
  });
  const read = await lea.get(`/api/problems/${body.id}`);
  t.deepEqual(read.body, body);
  t.is(read.headers.get('etag'), `"${body.seq}"`);
});

test('requesters know of no problems', async (t) => {
  const { id } = await logs();
  const camille = desk.as('demo-requester');
  for (const path of [`/api/problems/${id}`, '/api/problems', '/api/problem-proposals']) {
    t.is((await camille.get(path)).status, 403, path);
  }
  t.deepEqual((await camille.get(`/api/tickets?problem=${id}`)).body.items, []);
});

test('a problem logged twice under one key is one problem; another body is refused', async (t) => {
  const lea = desk.as('demo-agent');
  const body = { title: 'Logged twice' };
  const first = await lea.post('/api/problems', body, keyed('log-twice'));
  const again = await lea.post('/api/problems', body, keyed('log-twice'));
  t.is(again.status, 201);
  t.is(again.body.id, first.body.id);
  const other = await lea.post('/api/problems', { title: 'Another' }, keyed('log-twice'));
  t.is(other.status, 422);
  const { body: found } = await lea.get('/api/problems?q=logged%20twice');
  t.is(found.items.length, 1);
});

test('a change repeated with its key happens once; a stale one does not happen', async (t) => {
  const lea = desk.as('demo-agent');
  const { id, seq } = await logs();
  const path = `/api/problems/${id}/diagnosis`;
  const body = { workaround: 'Use the second gateway.' };
  const first = await lea.put(path, body, { ...keyed(`w-${id}`), 'if-match': `"${seq}"` });
  t.like(first.body, { status: 'known_error', workaround: 'Use the second gateway.' });
  const again = await lea.put(path, body, { ...keyed(`w-${id}`), 'if-match': `"${seq}"` });
  t.is(again.body.seq, first.body.seq);
  const stale = await lea.put(path, { rootCause: 'Old firmware' }, { 'if-match': `"${seq}"` });
  t.is(stale.status, 412);
  t.is(stale.body.code, 'stale');
  const texts = await desk.database('problem_texts').where({ problem_id: id, kind: 'root_cause' });
  t.deepEqual(texts, [], 'nothing was written');
});

test('a problem from its first word to its end, with who said what', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await logs();
  const path = `/api/problems/${id}`;
  t.like((await lea.put(`${path}/assignment`, { owner: 'acc-marc', group: 'network' })).body, {
    status: 'under_investigation',
    owner: { id: 'acc-marc', name: 'Marc Girard' },
    group: { id: 'network' },
  });
  const diagnosis = { rootCause: 'Old firmware', workaround: 'Reconnect.' };
  t.like((await lea.put(`${path}/diagnosis`, diagnosis)).body, {
    status: 'known_error',
    ...diagnosis,
  });
  t.like((await lea.put(`${path}/diagnosis`, { workaround: null })).body, {
    status: 'known_error',
    workaround: null,
    rootCause: 'Old firmware',
  });
  t.like((await lea.put(`${path}/classification`, { priority: 'p1' })).body, {
    priority: 'p1',
    priorityOverridden: true,
  });
  t.like((await lea.put(`${path}/description`, { title: 'Firmware of the VPN' })).body, {
    title: 'Firmware of the VPN',
  });
  const early = await lea.put(`${path}/closure`, {});
  t.is(early.status, 409);
  t.is(early.body.code, 'problem_not_resolved');
  t.like((await lea.put(`${path}/resolution`, { note: 'New firmware.' })).body, {
    status: 'resolved',
    isOpen: false,
    resolutionNote: 'New firmware.',
    allowed: ['planReview', 'reopen', 'close'],
  });
  t.like((await lea.delete(`${path}/resolution`, { reason: 'It came back.' })).body, {
    status: 'known_error',
    resolvedAt: null,
  });
  await lea.put(`${path}/resolution`, { note: 'A new machine.' });
  t.like((await lea.put(`${path}/closure`, {})).body, {
    status: 'closed',
    reviewAt: null,
    allowed: [],
  });

  const { body } = await lea.get(`${path}/events`);
  t.deepEqual(
    body.items.map(({ type }: Body) => type),
    [
      'problem_logged',
      'review_planned',
      'problem_assigned',
      'investigation_started',
      'diagnosis_recorded',
      'known_error_declared',
      'diagnosis_recorded',
      'problem_classified',
      'problem_described',
      'problem_resolved',
      'review_planned',
      'problem_reopened',
      'review_planned',
      'problem_resolved',
      'review_planned',
      'problem_closed',
    ],
  );
  t.like(body.items[4], {
    actor: { kind: 'agent', id: 'acc-lea', name: 'Léa Martin' },
    data: { rootCause: 'Old firmware', workaround: 'Reconnect.' },
  });
  const pages = await lea.get(`${path}/events?limit=5`);
  const rest = await lea.get(`${path}/events?cursor=${pages.body.next}`);
  t.deepEqual([...pages.body.items, ...rest.body.items], body.items);
});

test('an incident joins and leaves by its own events, and the problem shows it', async (t) => {
  const lea = desk.as('demo-agent');
  const problem = await logs();
  const ticket = await opens();
  const path = `/api/problems/${problem.id}/incidents/${ticket.id}`;
  const linked = await lea.put(path, undefined, keyed(`link-${ticket.id}`));
  t.is(linked.status, 200, JSON.stringify(linked.body));
  await having(problem, { incidentCount: 1, openIncidentCount: 1 });
  t.deepEqual(await incidentsOf(problem), [ticket.id]);
  const { body: found } = await lea.get(`/api/problems?incident=${ticket.id}`);
  t.deepEqual(
    found.items.map(({ id }: Body) => id),
    [problem.id],
  );
  t.is(
    (await lea.put(path, undefined, keyed(`link-${ticket.id}`))).status,
    200,
    'again is the same',
  );

  t.is((await lea.delete(path)).status, 200);
  await having(problem, { incidentCount: 0 });
  t.deepEqual(await incidentsOf(problem), []);
  const events = await lea.get(`/api/problems/${problem.id}/events`);
  const joined = events.body.items.filter(({ type }: Body) => type.startsWith('incident_'));
  t.deepEqual(
    joined.map(({ type, data }: Body) => [type, data.ticket.subject]),
    [
      ['incident_linked', incident.subject],
      ['incident_unlinked', incident.subject],
    ],
  );
  const own = await lea.get(`/api/tickets/${ticket.id}/events`);
  const types = own.body.items.map(({ type }: Body) => type);
  t.true(types.includes('ticket_linked') && types.includes('ticket_unlinked'));
  const entry = own.body.items.find(({ type }: Body) => type === 'ticket_linked');
  t.deepEqual(entry.data.other, {
    id: problem.id,
    number: problem.number,
    subject: problem.title,
  });
});

test('an incident that is over joins too: the problem says so', async (t) => {
  const lea = desk.as('demo-agent');
  const problem = await logs();
  const ticket = await opens();
  await closes(ticket.id);
  const path = `/api/problems/${problem.id}/incidents/${ticket.id}`;
  t.like((await lea.put(path)).body, { incidentCount: 1, openIncidentCount: 0 });
  t.deepEqual(await incidentsOf(problem), [ticket.id]);
  t.like((await lea.delete(path)).body, { incidentCount: 0 });
  const outbox = await desk.database('export_outbox').where('ticket_id', ticket.id);
  t.true(outbox.length >= 2, 'the warehouse reads the ticket again');
});

test('resolving a problem resolves its open incidents, each in the name of who said it', async (t) => {
  const lea = desk.as('demo-agent');
  const open = [await opens(), await opens()];
  const closed = await opens();
  await closes(closed.id);
  const { id } = await logs({ incidents: [...open, closed].map((ticket) => ticket.id) });
  await having({ id }, { incidentCount: 3, openIncidentCount: 2 });
  const path = `/api/problems/${id}`;
  await lea.put(`${path}/diagnosis`, { rootCause: 'Old firmware' });
  const wrong = { note: 'New firmware.', incidents: { code: 'known_answer', note: 'Try again.' } };
  const refused = await lea.put(`${path}/resolution`, wrong);
  t.is(refused.status, 400);
  t.is(refused.body.errors[0].path, 'body.incidents.code');
  t.false(refused.body.errors[0].expected.includes('known_answer'));

  const body = { note: 'New firmware.', incidents: { code: 'fixed', note: 'Please try again.' } };
  const resolved = await lea.put(`${path}/resolution`, body, keyed(`resolve-${id}`));
  t.like(resolved.body, { status: 'resolved', resolvingIncidentCount: 2 });
  const again = await lea.put(`${path}/resolution`, body, keyed(`resolve-${id}`));
  t.like(again.body, { seq: resolved.body.seq, resolvingIncidentCount: 2 });
  for (const { id: ticketId } of open) {
    const ticket = async () => (await lea.get(`/api/tickets/${ticketId}`)).body;
    await eventually(async () => (await ticket()).status === 'resolved');
    t.like((await ticket()).resolution, {
      code: 'fixed',
      note: 'Please try again.',
      rootCause: 'Old firmware',
      by: { id: 'acc-lea' },
    });
  }
});

test('resolving a problem alone leaves its incidents alone', async (t) => {
  const lea = desk.as('demo-agent');
  const ticket = await opens();
  const { id } = await logs({ incidents: [ticket.id] });
  const resolved = await lea.put(`/api/problems/${id}/resolution`, { note: 'Gone by itself.' });
  t.is(resolved.body.resolvingIncidentCount, 0);
  t.not((await lea.get(`/api/tickets/${ticket.id}`)).body.status, 'resolved');
});

test('a ticket has one problem at most, and a service request has none', async (t) => {
  const lea = desk.as('demo-agent');
  const ticket = await opens();
  const first = await logs({ incidents: [ticket.id] });
  await having(first, { incidentCount: 1 });
  const second = await lea.post('/api/problems', { title: 'Again', incidents: [ticket.id] });
  t.is(second.status, 409);
  t.is(second.body.code, 'other_problem');
  const { body: found } = await lea.get('/api/problems?q=again');
  t.deepEqual(found.items, [], 'nothing is half done');
  const request = await lea.opens({ type: 'service_request' });
  const refused = await lea.put(`/api/problems/${first.id}/incidents/${request.id}`);
  t.is(refused.body.code, 'not_an_incident');
});

test('bad input is named: where, what was expected, what came', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await logs();
  const bad = [
    ['post', '/api/problems', { title: '' }, 'body.title'],
    ['post', '/api/problems', { title: 'x', severity: 1 }, 'body.severity'],
    ['post', '/api/problems', { title: 'x', owner: 'acc-camille' }, 'body.owner'],
    ['post', '/api/problems', { title: 'x', process: 'nowhere' }, 'body.process'],
    ['post', '/api/problems', { title: 'x', incidents: ['1'] }, 'body.incidents.0'],
    ['put', `/api/problems/${id}/diagnosis`, {}, 'body'],
    ['put', `/api/problems/${id}/review`, { at: 'tomorrow' }, 'body.at'],
  ] as const;
  for (const [method, path, body, field] of bad) {
    const reply = await lea[method](path, body);
    t.is(reply.status, 400, JSON.stringify(body));
    t.is(reply.body.errors[0].path, field);
  }
  const unknown = await lea.put(`/api/problems/${id}/classification`, { category: 'nothing' });
  t.like(unknown.body, { status: 409, code: 'category_unknown' });
  t.true(unknown.body.parameters.allowed.includes('network'));
  const past = await lea.put(`/api/problems/${id}/review`, { at: '2020-01-01T00:00:00Z' });
  t.is(past.body.code, 'review_in_past');
  const nowhere = `prb-${'0'.repeat(26)}`;
  t.is((await lea.get(`/api/problems/${nowhere}`)).status, 404);
  t.is((await lea.get('/api/problems/17')).status, 404);
  t.is((await lea.put(`/api/problems/${nowhere}/closure`, {})).status, 404);
  const lost = `tkt-${'0'.repeat(26)}`;
  t.is((await lea.put(`/api/problems/${id}/incidents/${lost}`)).status, 404);
});

test('the list shows first what must be looked at first, page by page', async (t) => {
  const lea = desk.as('demo-agent');
  const word = 'zebra';
  const later = await logs({ title: `${word} later`, priority: 'p4' });
  const sooner = await logs({ title: `${word} sooner`, priority: 'p1' });
  const { body: first } = await lea.get(`/api/problems?q=${word}&limit=1`);
  t.deepEqual(
    first.items.map(({ id }: Body) => id),
    [sooner.id],
  );
  const { body: rest } = await lea.get(`/api/problems?q=${word}&limit=1&cursor=${first.next}`);
  t.deepEqual(
    rest.items.map(({ id }: Body) => id),
    [later.id],
  );
  t.is(rest.next, null);
  await desk
    .database('problems')
    .where('problem_id', later.id)
    .update({ review_at: new Date(0) });
  const { body: overdue } = await lea.get(`/api/problems?q=${word}&overdue=true`);
  t.deepEqual(
    overdue.items.map(({ id }: Body) => id),
    [later.id],
  );
});

test('an event of a problem can be neither changed nor deleted; its texts can be', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await logs();
  const events = () => desk.database('problem_events').where('problem_id', id);
  await t.throwsAsync(events().update({ type: 'problem_closed' }), { message: /append only/ });
  await t.throwsAsync(events().delete(), { message: /append only/ });
  await desk.database('problem_texts').where('problem_id', id).delete();
  t.is((await lea.get(`/api/problems/${id}`)).body.title, null);
});

test('incidents that recur propose a problem, and accepting it links them', async (t) => {
  const lea = desk.as('demo-agent');
  const subjects = [
    'Scanner on level 3 sends empty pages',
    'Empty pages from the scanner (floor 4)',
    'The scanner sends empty pages again',
  ];
  const tickets: Body[] = [];
  for (const subject of subjects) {
    tickets.push(await opens({ category: 'hardware', subject }));
  }
  const requested = await lea.opens({
    type: 'service_request',
    category: 'hardware',
    subject: 'Scanner sends empty pages',
  });
  const proposal = async () => {
    const { body } = await lea.get('/api/problem-proposals');
    return body.items.find(({ words }: Body) => words.includes('scanner'));
  };
  await eventually(async () => (await proposal())?.ticketCount === 3);
  const proposed = await proposal();
  t.like(proposed, { category: 'hardware', openCount: 3, requesterCount: 1, similarProblem: null });
  t.deepEqual(proposed.words.toSorted(), ['empty', 'pages', 'scanner', 'sends']);
  const incidents = proposed.tickets.map(({ id }: Body) => id);
  t.false(incidents.includes(requested.id));
  t.is(proposed.id, tickets[0].id, 'named after its oldest incident');

  const problem = await logs({
    title: 'Scanners send empty pages',
    category: 'hardware',
    incidents,
  });
  await having(problem, { incidentCount: 3 });
  t.is(await proposal(), undefined, 'what belongs to a problem proposes none');

  for (const subject of subjects) await opens({ category: 'hardware', subject });
  await eventually(async () => (await proposal())?.ticketCount === 3);
  const next = await proposal();
  t.is(next.similarProblem.id, problem.id, 'an open problem reads alike');
  const others = next.tickets.map(({ id }: Body) => id);
  const refused = await lea.put(`/api/problem-proposals/${others[0]}/dismissal`, {
    incidents: [requested.id],
  });
  t.is(refused.status, 400);
  const path = `/api/problem-proposals/${next.id}/dismissal`;
  t.is((await lea.put(path, { incidents: others })).status, 204);
  t.is(await proposal(), undefined, 'what was dismissed is proposed no more');
});

test('a key that wrote something else is refused, and whoever is not there is not unlinked', async (t) => {
  const lea = desk.as('demo-agent');
  const [first, second] = [await logs(), await logs()];
  const key = keyed('one-key-for-two');
  const described = await lea.put(
    `/api/problems/${first.id}/description`,
    { title: 'The first', description: 'One.' },
    key,
  );
  t.is(described.status, 200);
  for (const [id, body] of [
    [first.id, { title: 'Another' }],
    [second.id, { title: 'The first', description: 'One.' }],
    [second.id, { title: 'Another' }],
  ]) {
    const again = await lea.put(`/api/problems/${id}/description`, body, key);
    t.like(again, { status: 422, body: { code: 'idempotency_key_reused' } });
  }
  t.is((await lea.get(`/api/problems/${second.id}`)).body.title, second.title);
  const unknown = `/api/problems/${first.id}/incidents/${newTicketId()}`;
  t.like(await lea.delete(unknown), { status: 404, body: { code: 'not_found' } });
});
