import test from 'ava';
import { nextDeadline } from '../../workflows/domain/deadlines.ts';
import { day, lea, requester } from '../domain/desk.ts';
import {
  type LiveDesk,
  openLiveTicket,
  projected,
  rowsOf,
  rulesFrom,
  startLiveDesk,
} from '../support/live_desk.ts';

let desk: LiveDesk;

test.before(async () => {
  desk = await startLiveDesk({ continueAsNewAfterEvents: 60, rules: rulesFrom(Date.now(), 100) });
});

test('commands that race many continue-as-new are each done once, in one unbroken line', async (t) => {
  const ticket = await openLiveTicket(desk);
  const first = await ticket.handle.describe();
  const ids = Array.from({ length: 100 }, (_unused, i) => `racing-${i}`);
  for (let start = 0; start < ids.length; start += 5) {
    const some = ids.slice(start, start + 5);
    await Promise.all(
      some.map((id) =>
        ticket.does(
          requester,
          'addMessage',
          { messageId: id, visibility: 'public' },
          { commandId: id },
        ),
      ),
    );
  }
  const state = await ticket.state();
  t.is(state.requesterMessageCount, 100);
  const last = await ticket.handle.describe();
  t.not(last.runId, first.runId, 'the ticket did go on as new');
  await projected(desk, ticket.ticketId, state.seq);
  const { events, folded } = await rowsOf(desk, ticket.ticketId);
  t.deepEqual(folded, state);
  const heard = events.filter((event) => event.type === 'message_added');
  t.deepEqual(heard.map((event) => event.commandId).toSorted(), ids.toSorted());
});

test('a command repeated after continue-as-new is still not done twice', async (t) => {
  const ticket = await openLiveTicket(desk);
  const message = { messageId: 'm', visibility: 'public' } as const;
  const first = await ticket.does(requester, 'addMessage', message, { commandId: 'early' });
  for (let i = 0; i < 20; i++) {
    await ticket.does(requester, 'addMessage', message, { commandId: `filler-${i}` });
  }
  const again = await ticket.does(requester, 'addMessage', message, { commandId: 'early' });
  t.is(again.seq, first.seq);
  t.is((await ticket.state()).requesterMessageCount, 21);
});

test('calendars are renewed before what they know runs out, and nothing moves', async (t) => {
  const ticket = await openLiveTicket(desk);
  await ticket.does(lea, 'accept');
  const { dueAt } = (await ticket.state()).clocks[1] ?? {};
  await ticket.fastForward(120 * day);
  const state = await ticket.state();
  t.true((nextDeadline(state)?.at ?? 0) > Date.now() + 119 * day, 'beyond the first horizon');
  t.is(state.clocks[1]?.dueAt, dueAt);
  await projected(desk, ticket.ticketId, state.seq);
  t.deepEqual((await rowsOf(desk, ticket.ticketId)).folded, state);
});
