import test from 'ava';
import { eventually } from '../support/eventually.ts';
import { newTicketId } from '../support/live_desk.ts';
import { type ApiDesk, type Body, type Caller, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;
let lea: Caller;
let camille: Caller;
let paul: Caller;

test.before(async () => {
  desk = await startApiDesk();
  lea = desk.as('demo-agent');
  camille = desk.as('demo-requester');
  paul = desk.as('paul-requester');
  const place = { process_id: 'service_requests', capacity: 5 };
  await desk
    .database('group_members')
    .insert({ ...place, group_id: 'line_managers', account_id: 'acc-marc' });
});

const address = ({ id }: Body) => `/api/tickets/${id}`;

async function read(who: Caller, ticket: Body): Promise<Body> {
  return (await who.get(address(ticket))).body;
}

async function messagesOf(who: Caller, ticket: Body, resource = 'messages'): Promise<string[]> {
  const { body } = await who.get(`${address(ticket)}/${resource}`);
  return body.items.map((message: Body) => message.body);
}

const laptop = { process: 'service_requests', type: 'service_request', service: 'laptop' };

test('an approval is decided by a member of the approving group, nobody else', async (t) => {
  const request = await camille.opens(laptop);
  t.like(request, { status: 'pending', approvals: [{ n: 1, outcome: 'open' }] });
  const acceptance = `${address(request)}/approvals/1/acceptance`;
  const refused = await lea.put(acceptance, { reason: 'Fine' });
  t.is(refused.status, 403);
  t.is(refused.body.code, 'not_an_approver');
  t.is((await camille.put(acceptance)).status, 403);

  const granted = await desk.as('demo-agent-2').put(acceptance, { reason: 'She needs it' });
  t.is(granted.status, 200, JSON.stringify(granted.body));
  t.like(granted.body.approvals[0], {
    outcome: 'granted',
    by: { id: 'acc-marc', name: 'Marc Girard' },
    note: 'She needs it',
  });
  t.is(granted.body.approvals[1].outcome, 'open', 'the budget holder decides next');
  const again = await desk.as('demo-owner').put(acceptance);
  t.is(again.body.code, 'already_decided');
});

test('what is not approved is resolved, and its requester reads why', async (t) => {
  const request = await camille.opens(laptop);
  const refusal = `${address(request)}/approvals/1/refusal`;
  const answer = await desk.as('demo-owner').put(refusal, { reason: 'Yours is a year old' });
  t.like(answer.body, { status: 'resolved', approvals: [{ outcome: 'refused' }] });
  const page = await read(camille, request);
  t.is(page.approvals[0].note, 'Yours is a year old');
  const { items } = (await camille.get('/api/tickets?requester=me')).body;
  const row = items.find(({ id }: Body) => id === request.id);
  t.deepEqual([page.endedByApproval, row.endedByApproval], [1, 1], 'list and page agree');
  t.true((await toldTo(camille)).some((told) => told.join() === `not_approved,${request.id}`));
});

test('a link is seen at both of its ends, and taken back at both', async (t) => {
  const [one, other] = [await lea.opens({ subject: 'One' }), await lea.opens({ subject: 'Other' })];
  const put = await lea.put(`${address(one)}/links/child/${other.id}`);
  t.is(put.status, 200, JSON.stringify(put.body));
  await eventually(async () => (await read(lea, other)).links[0]?.subject === 'One');
  t.like((await read(lea, other)).links, [{ kind: 'parent', id: one.id }]);
  await lea.delete(`${address(other)}/links/parent/${one.id}`);
  await eventually(async () => (await read(lea, one)).links.length === 0);
  t.deepEqual((await read(lea, other)).links, []);
});

test('a link to nothing, or to a ticket that cannot take it, is refused and names the field', async (t) => {
  const [one, other, third] = [await lea.opens(), await lea.opens(), await lea.opens()];
  const nothing = await lea.put(`${address(one)}/links/related/${newTicketId()}`);
  t.is(nothing.status, 400);
  t.is(nothing.body.errors[0].path, 'path.other');
  await lea.put(`${address(one)}/links/parent/${other.id}`);
  await eventually(async () => (await read(lea, other)).links.length === 1);
  const second = await lea.put(`${address(third)}/links/child/${one.id}`);
  t.is(second.status, 400);
  t.regex(second.body.errors[0].expected, /no parent/);
  const twoParents = await lea.put(`${address(one)}/links/parent/${third.id}`);
  t.is(twoParents.body.code, 'one_level_only');
  t.is((await camille.put(`${address(one)}/links/related/${third.id}`)).status, 403);
});

test('a link that is there already is refused as such, whichever its kind', async (t) => {
  for (const kind of ['related', 'parent', 'child']) {
    const [one, other] = [await lea.opens(), await lea.opens()];
    const link = `${address(one)}/links/${kind}/${other.id}`;
    await lea.put(link);
    await eventually(async () => (await read(lea, other)).links.length === 1);
    const again = await lea.put(link);
    t.is(again.status, 409, JSON.stringify(again.body));
    t.like(again.body, { code: 'already_linked', parameters: { kind, id: other.id } });
  }
});

async function declareMajor(): Promise<Body> {
  const ticket = await lea.opens({ subject: 'Mail server down', category: 'network' });
  const statement = 'Mail is down for everybody; we are on it.';
  const declared = await lea.put(`${address(ticket)}/major-incident`, { statement });
  if (declared.status !== 200) throw new Error(JSON.stringify(declared.body));
  return ticket;
}

test('a major incident is told to everybody, and whoever it hits says so with one click', async (t) => {
  const major = await declareMajor();
  const listed = async () =>
    (await camille.get('/api/major-incidents')).body.items.find(({ id }: Body) => id === major.id);
  await eventually(async () => (await listed()) !== undefined);
  t.like(await listed(), {
    statement: 'Mail is down for everybody; we are on it.',
    reportCount: 0,
  });
  t.is((await camille.get(address(major))).status, 404, 'the ticket itself is not hers to read');

  const report = await camille.opens({ link: { kind: 'parent', id: major.id } });
  await eventually(async () => (await listed())?.ownTicketId === report.id);
  // Lea opened it herself: what she says on it is the desk's word all the same.
  t.is((await read(lea, major)).links.length, 1);
  t.is((await read(camille, report)).links[0].subject, null);

  await lea.post(`${address(major)}/messages`, { body: 'A disk is being replaced.' });
  await eventually(async () => (await messagesOf(camille, report)).length === 1);
  t.deepEqual(await messagesOf(camille, report), ['A disk is being replaced.']);
  const { items } = (await camille.get(`${address(report)}/events`)).body;
  t.is(items.at(-1).data.body, 'A disk is being replaced.');

  const solved = { code: 'fixed', note: 'Disk replaced, all mail delivered.', withChildren: true };
  await lea.put(`${address(major)}/resolution`, solved);
  await eventually(async () => (await read(camille, report)).status === 'resolved');
  t.is((await read(camille, report)).resolution.note, 'Disk replaced, all mail delivered.');
  await eventually(async () => (await listed()) === undefined);
});

test('a major incident that was none is told no longer', async (t) => {
  const major = await declareMajor();
  t.is(
    (await read(lea, major)).majorIncident.statement,
    'Mail is down for everybody; we are on it.',
  );
  await lea.delete(`${address(major)}/major-incident`, { reason: 'One mailbox only' });
  t.is((await read(lea, major)).majorIncident, null);
});

test('a second matter is split off into a ticket of the same requester', async (t) => {
  const first = await camille.opens({ subject: 'Screen flickers, and I need a chair' });
  const link = { kind: 'split_from', id: first.id };
  const second = await lea.opens({ subject: 'A chair', requester: 'acc-camille', link });
  t.like(second.links, [{ kind: 'split_from', id: first.id, number: first.number }]);
  await eventually(async () => (await read(camille, first)).links[0]?.subject === 'A chair');
  t.like((await read(camille, first)).links, [{ kind: 'split_into', id: second.id }]);
});

test('a requester goes on after a ticket of their own that is over, and after no other', async (t) => {
  const old = await camille.opens();
  await camille.put(`${address(old)}/cancellation`);
  const body = { subject: 'It is back', description: 'The same again.' };
  const opening = (link: object) => ({ ...body, link });
  const next = await camille.post('/api/tickets', opening({ kind: 'follow_up_of', id: old.id }));
  t.is(next.status, 201, JSON.stringify(next.body));
  t.like(next.body.links, [{ kind: 'follow_up_of', id: old.id }]);
  const stranger = await paul.post('/api/tickets', opening({ kind: 'follow_up_of', id: old.id }));
  t.is(stranger.status, 400);
  t.is(stranger.body.errors[0].path, 'body.link.id');
  const split = await camille.post('/api/tickets', opening({ kind: 'split_from', id: old.id }));
  t.is(split.body.errors[0].path, 'body.link.kind');
  const ordinary = await camille.post('/api/tickets', opening({ kind: 'parent', id: old.id }));
  t.is(ordinary.body.errors[0].path, 'body.link.id');
});

test('a reply to a merged ticket reaches the survivor, and the answers reach both requesters', async (t) => {
  const [twin, survivor] = [await camille.opens(), await paul.opens()];
  await lea.put(`${address(twin)}/merge`, { into: survivor.id });

  const reply = await camille.post(`${address(twin)}/messages`, { body: 'Third floor as well' });
  t.is(reply.status, 201, JSON.stringify(reply.body));
  t.like(reply.body, { id: twin.id, status: 'merged' });
  await lea.post(`${address(survivor)}/messages`, { body: 'A fuse; both floors are back.' });
  t.deepEqual(await messagesOf(lea, survivor), [
    'Third floor as well',
    'A fuse; both floors are back.',
  ]);
  t.deepEqual(await messagesOf(paul, survivor), ['A fuse; both floors are back.']);
  t.deepEqual(await messagesOf(camille, twin, 'merge/messages'), [
    'Third floor as well',
    'A fuse; both floors are back.',
  ]);
  t.is((await paul.get(`${address(twin)}/merge/messages`)).status, 404);
});

/** What a requester is told under the bell, the newest first: why, and of which ticket. */
async function toldTo(who: Caller): Promise<[string, string][]> {
  const { items } = (await who.get('/api/notifications')).body;
  return items.map(({ reason, ticket }: Body) => [reason, ticket.id]);
}

test('who waits on a merged ticket reads there that it is solved, hears of it, and says how it was', async (t) => {
  const [twin, survivor] = [await camille.opens(), await paul.opens()];
  await lea.put(`${address(twin)}/merge`, { into: survivor.id });
  const mergedFrom = async () => (await read(lea, survivor)).mergedFrom;
  await eventually(async () => (await mergedFrom()).length === 1);
  t.like(await read(lea, twin), {
    mergedInto: { number: survivor.number, subject: survivor.subject },
  });
  t.like((await read(camille, twin)).mergedInto, { number: null }, 'it is not hers to know of');
  const withdrawn = await paul.put(`${address(survivor)}/cancellation`);
  t.is(withdrawn.body.code, 'shared_with_others');

  await lea.post(`${address(survivor)}/messages`, { body: 'A fuse; we are on it.' });
  const solved = { code: 'fixed', note: 'A new fuse.' };
  t.is((await lea.put(`${address(survivor)}/resolution`, solved)).status, 200);
  const seen = await read(camille, twin);
  t.like(seen, {
    status: 'merged',
    standing: {
      status: 'resolved',
      resolution: { note: 'A new fuse.' },
      survey: { state: 'open' },
    },
  });
  const { items } = (await camille.get('/api/tickets?requester=me')).body;
  const listed = items.find(({ id }: Body) => id === twin.id);
  t.deepEqual(listed.standing, { status: 'resolved', endedByApproval: null }, 'in the list, too');
  t.true(seen.allowed.includes('recordSatisfaction'));
  const ofTwin = (await toldTo(camille)).filter(([, id]) => id === twin.id);
  t.deepEqual(ofTwin, [
    ['resolved', twin.id],
    ['answered', twin.id],
  ]);
  t.true((await toldTo(paul)).every(([, id]) => id !== twin.id));

  const rated = await camille.put(`${address(twin)}/satisfaction`, { score: 2 });
  t.is(rated.status, 200, JSON.stringify(rated.body));
  t.is((await read(camille, twin)).standing.survey.score, 2);
  t.is((await read(paul, survivor)).survey.score, null);
  t.is((await paul.put(`${address(survivor)}/satisfaction`, { score: 5 })).body.survey.score, 5);
  const again = await camille.put(`${address(twin)}/satisfaction`, { score: 1 });
  t.is(again.body.code, 'no_survey');

  await lea.delete(`${address(twin)}/merge`);
  t.is((await read(camille, twin)).standing, null);
  await eventually(async () => (await mergedFrom()).length === 0);
  t.true((await toldTo(camille)).every(([, id]) => id !== survivor.id));
});

test('a merge undone gives each requester what is theirs, tells both sides, and search says the same', async (t) => {
  const [twin, survivor] = [await camille.opens(), await paul.opens()];
  await lea.put(`${address(twin)}/merge`, { into: survivor.id });
  await eventually(async () => (await read(lea, survivor)).mergedFrom.length === 1);
  await camille.post(`${address(twin)}/messages`, { body: 'An okapi ate the cable' });
  await paul.post(`${address(survivor)}/messages`, { body: 'Here it was a tapir' });
  await lea.post(`${address(survivor)}/messages`, { body: 'Both are in the zoo by now' });
  const finds = async (who: Caller, q: string) => {
    const { body } = await who.get(`/api/tickets?q=${q}`);
    return body.items.map(({ id }: Body) => id);
  };
  const [ofCamille, ofPaul] = [[twin.id], [survivor.id]];
  t.deepEqual(await finds(camille, 'okapi'), ofCamille, 'her page shows it');
  t.deepEqual(await finds(camille, 'zoo'), ofCamille);
  t.deepEqual(await finds(camille, 'tapir'), []);
  t.deepEqual(await finds(paul, 'okapi'), [], 'what she writes is for the desk');
  t.deepEqual(await finds(lea, 'okapi'), ofPaul);

  await lea.delete(`${address(twin)}/merge`);
  const hers = ['An okapi ate the cable', 'Both are in the zoo by now'];
  await eventually(async () => (await messagesOf(camille, twin)).length === 2);
  t.deepEqual(await messagesOf(camille, twin), hers);
  t.deepEqual(await messagesOf(lea, twin), hers);
  t.deepEqual(await messagesOf(paul, survivor), [
    'Here it was a tapir',
    'Both are in the zoo by now',
  ]);
  t.deepEqual(await finds(camille, 'okapi'), ofCamille);
  t.deepEqual(await finds(camille, 'zoo'), ofCamille);
  t.deepEqual((await finds(lea, 'okapi')).toSorted(), [twin.id, survivor.id].toSorted());
  t.deepEqual(await finds(paul, 'zoo'), ofPaul);
  await lea.post(`${address(survivor)}/messages`, { body: 'Yours is mended, Paul' });
  t.deepEqual(await messagesOf(camille, twin), hers);
  const undone = async (who: Caller) =>
    (await toldTo(who)).flatMap(([reason, id]) => (reason === 'merge_undone' ? [id] : []));
  t.true((await undone(camille)).includes(twin.id));
  t.true((await undone(paul)).includes(survivor.id));
});

test('whatever is said while a merge is undone is said on the ticket it was said to', async (t) => {
  const words = ['first', 'second', 'third'].map((which) => `Said ${which} in the meantime`);
  for (let round = 0; round < 6; round++) {
    const [twin, survivor] = [await camille.opens(), await paul.opens()];
    await lea.put(`${address(twin)}/merge`, { into: survivor.id });
    await eventually(async () => (await read(lea, survivor)).mergedFrom.length === 1);
    const said = words.flatMap((body, index) => {
      const who = index % 2 === 0 ? camille : lea;
      return [who.post(`${address(twin)}/messages`, { body })];
    });
    const [undone, ...answers] = await Promise.all([lea.delete(`${address(twin)}/merge`), ...said]);
    t.is(undone.status, 200);
    t.deepEqual(
      answers.map(({ status }) => status),
      words.map(() => 201),
    );
    await eventually(async () => (await messagesOf(camille, twin)).length === words.length);
    t.deepEqual((await messagesOf(camille, twin)).toSorted(), words);
    const types = await desk
      .database('ticket_events')
      .where('ticket_id', survivor.id)
      .orderBy('seq')
      .pluck('type');
    const partedAt = types.indexOf('merge_undone');
    t.true(partedAt > 0);
    t.false(types.includes('message_added', partedAt), 'nothing comes over once they have parted');
  }
});

test('a note on a merged ticket goes back to it with its file, and no requester reads it', async (t) => {
  const [twin, survivor] = [await camille.opens(), await paul.opens()];
  await lea.put(`${address(twin)}/merge`, { into: survivor.id });
  await eventually(async () => (await read(lea, survivor)).mergedFrom.length === 1);
  const authorization = 'Bearer demo-agent';
  const uploaded = await fetch(`${desk.server.url}/api/attachments?name=plan.txt`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'text/plain' },
    body: 'Row 12',
  });
  const file = (await uploaded.json()) as Body;
  const note = { body: 'Her desk is in row 12', visibility: 'internal', attachments: [file.id] };
  t.is((await lea.post(`${address(twin)}/messages`, note)).status, 201);
  await lea.delete(`${address(twin)}/merge`);
  await eventually(async () => (await messagesOf(lea, twin)).length === 1);
  t.deepEqual(await messagesOf(lea, twin), [note.body]);
  t.deepEqual(await messagesOf(camille, twin), []);
  const content = `${address(twin)}/attachments/${file.id}`;
  const sent = await fetch(`${desk.server.url}${content}`, { headers: { authorization } });
  t.is(await sent.text(), 'Row 12');
  t.is((await camille.get(content)).status, 404);
});

test('who waits on both tickets reads what they wrote to one of them there alone, once they have parted', async (t) => {
  const [twin, survivor] = [await camille.opens(), await camille.opens()];
  await lea.put(`${address(twin)}/merge`, { into: survivor.id });
  await eventually(async () => (await read(lea, survivor)).mergedFrom.length === 1);
  await camille.post(`${address(twin)}/messages`, { body: 'A numbat, in the first' });
  await camille.post(`${address(survivor)}/messages`, { body: 'In the second' });
  t.is((await messagesOf(camille, survivor)).length, 2);
  await lea.delete(`${address(twin)}/merge`);
  await eventually(async () => (await messagesOf(camille, twin)).length === 1);
  t.deepEqual(await messagesOf(camille, twin), ['A numbat, in the first']);
  t.deepEqual(await messagesOf(camille, survivor), ['In the second']);
  const { items } = (await camille.get('/api/tickets?q=numbat')).body;
  t.deepEqual(
    items.map(({ id }: Body) => id),
    [twin.id],
  );
});

test('what is said while the first of a chain of merges is undone is said on that ticket', async (t) => {
  const words = ['first', 'second', 'third'].map((which) => `Said ${which} in a chain`);
  for (let round = 0; round < 4; round++) {
    const first = await camille.opens();
    const [second, third] = [await paul.opens(), await paul.opens()];
    await lea.put(`${address(first)}/merge`, { into: second.id });
    await eventually(async () => (await read(lea, second)).mergedFrom.length === 1);
    await lea.put(`${address(second)}/merge`, { into: third.id });
    await eventually(async () => (await read(lea, third)).mergedFrom.length === 2);
    const said = words.map((body) => camille.post(`${address(first)}/messages`, { body }));
    const [undone, ...answers] = await Promise.all([
      lea.delete(`${address(first)}/merge`),
      ...said,
    ]);
    t.is(undone.status, 200);
    t.deepEqual(
      answers.map(({ status }) => status),
      words.map(() => 201),
    );
    await eventually(async () => (await messagesOf(camille, first)).length === words.length);
    t.deepEqual((await messagesOf(camille, first)).toSorted(), words);
    await eventually(async () => (await read(lea, third)).mergedFrom.length === 1);
  }
});

test('what a merged ticket offers can be done: nothing is said on a matter that is over', async (t) => {
  const [twin, survivor] = [await camille.opens(), await paul.opens()];
  await lea.put(`${address(twin)}/merge`, { into: survivor.id });
  await eventually(async () => (await read(lea, survivor)).mergedFrom.length === 1);
  const merged = await read(camille, twin);
  t.true(merged.allowed.includes('addMessage'));
  t.like(merged, { nextDeadline: null, autoCloseAt: null });
  t.is((await read(lea, twin)).nextDeadline.kind, 'merge_final');
  await lea.put(`${address(survivor)}/cancellation`);
  t.false((await read(camille, twin)).allowed.includes('addMessage'));
});

test('who may decide an approval is offered that, and nobody else', async (t) => {
  const request = await camille.opens(laptop);
  const offered = async (who: Caller) =>
    (await read(who, request)).allowed.filter((name: string) => /approv/i.test(name));
  t.deepEqual(await offered(desk.as('demo-agent-2')), ['approve', 'refuseApproval']);
  t.deepEqual(await offered(desk.as('demo-owner')), ['approve', 'refuseApproval']);
  t.deepEqual(await offered(lea), []);
  t.deepEqual(await offered(camille), []);
});

test('a chain of merges is read and written through, from its first ticket to its last', async (t) => {
  const first = await camille.opens();
  const [second, third] = [await paul.opens(), await paul.opens()];
  await lea.put(`${address(first)}/merge`, { into: second.id });
  await lea.post(`${address(second)}/messages`, { body: 'While it was the second.' });
  const chained = await lea.put(`${address(second)}/merge`, { into: third.id });
  t.is(chained.status, 200, JSON.stringify(chained.body));
  await eventually(async () => (await read(lea, third)).mergedFrom.length === 2);
  const reply = await camille.post(`${address(first)}/messages`, { body: 'Still dark here.' });
  t.is(reply.status, 201, JSON.stringify(reply.body));
  await lea.post(`${address(third)}/messages`, { body: 'On the third.' });
  t.deepEqual(await messagesOf(lea, third), ['Still dark here.', 'On the third.']);
  t.deepEqual(await messagesOf(camille, first, 'merge/messages'), [
    'While it was the second.',
    'Still dark here.',
    'On the third.',
  ]);
  t.deepEqual(await messagesOf(paul, second, 'merge/messages'), ['On the third.']);
  const latest = await camille.get(`${address(first)}/merge/messages?limit=1`);
  const { items, earlier } = latest.body;
  t.is(items[0].body, 'On the third.');
  const before = await camille.get(`${address(first)}/merge/messages?before=${earlier}`);
  t.is(before.body.items.length, 2);
  const round = await lea.put(`${address(third)}/merge`, { into: first.id });
  t.is(round.body.code, 'merged_into_itself');
});

test('merged into a ticket that was merged, a ticket is followed on the last, and the timeline says so', async (t) => {
  const [late, second, third] = [await lea.opens(), await lea.opens(), await lea.opens()];
  await lea.put(`${address(second)}/merge`, { into: third.id });
  t.is((await lea.put(`${address(late)}/merge`, { into: second.id })).status, 200);
  await eventually(async () => (await read(lea, late)).mergedInto?.number === third.number);
  const { items } = (await lea.get(`${address(late)}/events`)).body;
  const { data } = items.find(({ type }: Body) => type === 'merge_redirected');
  t.like(data.into, { number: third.number, subject: third.subject });
  t.like(data.from, { number: second.number });
});

test('a link says in the timeline which ticket it leads to, and where that is followed now', async (t) => {
  const [one, other, third] = [await lea.opens(), await lea.opens(), await lea.opens()];
  await lea.put(`${address(one)}/links/related/${other.id}`);
  const { items } = (await lea.get(`${address(one)}/events`)).body;
  t.like(items.at(-1), { type: 'ticket_linked', data: { other: { number: other.number } } });
  await lea.put(`${address(other)}/merge`, { into: third.id });
  await eventually(async () => (await read(lea, third)).links.length === 1);
  t.like((await read(lea, third)).links, [{ kind: 'related', number: one.number }]);
  t.like((await read(lea, one)).links, [
    { number: other.number, status: 'merged', followedOn: { number: third.number } },
  ]);
});

test('a link that is taken back is told to whoever made it, with the reason', async (t) => {
  const marc = desk.as('demo-agent-2');
  let tickets: Body[] = [];
  // Whoever comes second is refused at once where the first link has arrived by then.
  await eventually(async () => {
    tickets = [await lea.opens(), await lea.opens(), await lea.opens()];
    const [one, other, third] = tickets;
    const replies = await Promise.all([
      marc.put(`${address(one)}/links/parent/${other?.id}`),
      lea.put(`${address(third)}/links/child/${other?.id}`),
    ]);
    return replies.every(({ status }) => status < 300);
  });
  const [one, other, third] = tickets;
  await eventually(async () => {
    const told = [...(await toldTo(marc)), ...(await toldTo(lea))];
    return told.some(([reason]) => reason === 'not_taken');
  });
  const events = await Promise.all(
    [one, third].map(async (ticket) => (await lea.get(`${address(ticket)}/events`)).body.items),
  );
  const refused = events.flat().filter(({ type }: Body) => type === 'delivery_refused');
  t.is(refused.length, 1);
  t.like(refused[0].data, { isTakenBack: true, ticket: { number: other.number } });
  t.regex(refused[0].data.why, /child|children/);
});

test('who opened a ticket that became a major incident does not end it for the company', async (t) => {
  const ticket = await camille.opens();
  await lea.put(`${address(ticket)}/major-incident`, { statement: 'Nothing prints anywhere.' });
  const seen = await read(camille, ticket);
  t.false(seen.allowed.includes('resolve'));
  const resolution = { code: 'fixed', note: 'Works again here.' };
  const refused = await camille.put(`${address(ticket)}/resolution`, resolution);
  t.is(refused.status, 409);
  t.is(refused.body.code, 'shared_with_others');
});
