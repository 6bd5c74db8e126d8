import test from 'ava';
import { eventually } from '../support/eventually.ts';
import { type ApiDesk, type Body, type Caller, keyed, startApiDesk } from './api_desk.ts';

/** What one press of an agent does: several commands as one, and a call with what came of it. */

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
});

const answer = { name: 'addMessage', body: { body: 'The cable was loose: it is in again.' } };
const solved = { name: 'resolve', body: { code: 'fixed', note: 'Plugged the cable in.' } };
const onHold = { name: 'setPending', body: { reason: 'requester' } };

async function saidOn(lea: Caller, id: string): Promise<string[]> {
  const { body } = await lea.get(`/api/tickets/${id}/messages`);
  return body.items.map((message: { body: string }) => message.body);
}

test('an answer and what follows it are one request, done once however often it comes', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await desk.as('demo-requester').opens();
  const address = `/api/tickets/${id}/commands`;
  const body = { commands: [answer, onHold] };
  const replies = await Promise.all([1, 2].map(() => lea.post(address, body, keyed('hold-1'))));
  replies.push(await lea.post(address, body, keyed('hold-1')));
  for (const { status, body } of replies) {
    t.is(status, 201);
    t.is(body.done, 2);
    t.is(body.refused, null);
    t.is(body.ticket.status, 'pending');
  }
  t.deepEqual(await saidOn(lea, id), [answer.body.body]);
});

test('where the second of two is refused the first is done, and the answer says which and why', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await desk.as('demo-requester').opens();
  const address = `/api/tickets/${id}/commands`;
  const unknown = { name: 'resolve', body: { code: 'magic', note: 'It went away.' } };
  const refused = await lea.post(address, { commands: [answer, unknown, onHold] }, keyed('half'));
  t.is(refused.status, 201);
  t.is(refused.body.done, 1);
  t.is(refused.body.refused.code, 'code_unknown');
  t.is(refused.body.ticket.status, 'in_progress');
  t.deepEqual(await saidOn(lea, id), [answer.body.body]);

  const mended = await lea.post(address, { commands: [answer, solved] }, keyed('half'));
  t.is(mended.body.done, 2, 'what was said is not said again');
  t.is(mended.body.ticket.status, 'resolved');
  t.deepEqual(await saidOn(lea, id), [answer.body.body]);
});

test('where the first is refused nothing is done, and it is the refusal of that command', async (t) => {
  const lea = desk.as('demo-agent');
  const { id } = await desk.as('demo-requester').opens();
  const { status, body } = await lea.post(`/api/tickets/${id}/commands`, {
    commands: [{ name: 'endPending' }, answer],
  });
  t.is(status, 409);
  t.is(body.code, 'not_pending');
  t.deepEqual(await saidOn(lea, id), []);
});

test('several commands as one are for the desk, on a ticket that stands as it was seen', async (t) => {
  const lea = desk.as('demo-agent');
  const { id, seq } = await desk.as('demo-requester').opens();
  const address = `/api/tickets/${id}/commands`;
  const body = { commands: [answer] };
  t.is((await desk.as('demo-requester').post(address, body)).status, 403);
  t.is((await lea.post(address, body, { 'if-match': `"${seq - 1}"` })).status, 412);
  t.is((await lea.post(address, { commands: [] })).status, 400);
  t.is(
    (await lea.post(address, { commands: [{ name: 'merge', body: { into: id } }] })).status,
    400,
  );
});

test('a call is logged with how long it took and what came of it, once', async (t) => {
  const lea = desk.as('demo-agent');
  const call = {
    ticket: {
      subject: 'No sound in the meeting room',
      description: 'The speakers are dead since this morning.',
      requester: 'acc-camille',
      channel: 'phone',
      contactMs: 245_000,
    },
    commands: [{ name: 'accept', body: {} }, solved],
  };
  const first = await lea.post('/api/calls', call, keyed('call-1'));
  const again = await lea.post('/api/calls', call, keyed('call-1'));
  t.deepEqual([first.status, again.status], [201, 201]);
  t.is(again.body.ticket.id, first.body.ticket.id);
  const { ticket, done, refused } = first.body;
  t.is(first.headers.get('location'), `/api/tickets/${ticket.id}`);
  t.deepEqual([done, refused, ticket.status], [2, null, 'resolved']);
  t.deepEqual(
    [ticket.channel, ticket.requester.id, ticket.assignee.id],
    ['phone', 'acc-camille', 'acc-lea'],
  );
  await eventually(async () => {
    const { body } = await lea.get(`/api/tickets/${ticket.id}/events`);
    const opened = body.items.find(({ type }: Body) => type === 'ticket_opened');
    return opened?.data.contactMinutes === 4.1;
  });
});

test('a call whose outcome is refused is logged all the same', async (t) => {
  const lea = desk.as('demo-agent');
  const unknown = { name: 'resolve', body: { code: 'magic', note: 'It went away.' } };
  const ticket = { subject: 'The lamp', description: 'It blinks.', requester: 'acc-paul' };
  const { status, body } = await lea.post('/api/calls', { ticket, commands: [unknown] });
  t.is(status, 201);
  t.is(body.done, 0);
  t.is(body.refused.code, 'code_unknown');
  t.is((await lea.get(`/api/tickets/${body.ticket.id}`)).body.requester.id, 'acc-paul');
});

test('requesters log no calls, and do not say how long they spoke', async (t) => {
  const camille = desk.as('demo-requester');
  const ticket = { subject: 'The lamp', description: 'It blinks.' };
  t.is((await camille.post('/api/calls', { ticket })).status, 403);
  const said = await camille.post('/api/tickets', { ...ticket, contactMs: 1_000 });
  t.is(said.body.code, 'only_agents');
});

test('of two agents who answer at once the second hears of the first', async (t) => {
  const [lea, marc] = [desk.as('demo-agent'), desk.as('demo-agent-2')];
  const { id, seq } = await desk.as('demo-requester').opens();
  const address = `/api/tickets/${id}/messages`;
  const said = (body: string) => ({ body, seenSeq: seq });
  t.is((await lea.post(address, said('Mine'))).status, 201);
  t.is((await lea.post(address, said('One thing more'))).status, 201, 'after her own');
  const refused = await marc.post(address, said('And mine'));
  t.is(refused.status, 409);
  t.is(refused.body.code, 'answered_meanwhile');
  const note = { ...said('For us'), visibility: 'internal' };
  t.is((await marc.post(address, note)).status, 201, 'a note answers nobody');
  t.is((await marc.post(address, { body: 'All the same' })).status, 201);
  t.deepEqual((await saidOn(lea, id)).toSorted(), [
    'All the same',
    'For us',
    'Mine',
    'One thing more',
  ]);
});
