import test from 'ava';
import { type ApiDesk, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
});

test('the ledger says why a ticket is due when it is', async (t) => {
  const agent = desk.as('demo-agent');
  const { id } = await desk.as('demo-requester').opens();
  await agent.put(`/api/tickets/${id}/pending`, { reason: 'requester' });
  const resumed = await agent.delete(`/api/tickets/${id}/pending`);
  const due = resumed.body.clocks.find(
    (clock: { name: string }) => clock.name === 'resolution',
  ).dueAt;
  // The tables follow the ticket; the events list waits until they have caught up.
  await agent.get(`/api/tickets/${id}/events`);
  const { status, body } = await agent.get(`/api/tickets/${id}/sla`);
  t.is(status, 200);
  const ledger = body.clocks.find((clock: { name: string }) => clock.name === 'resolution');
  t.deepEqual(
    ledger.moves.map(({ cause }: { cause: string }) => cause),
    ['started', 'paused', 'resumed'],
  );
  t.is(ledger.dueAt, due);
  t.is(ledger.moves.at(-1).newDueAt, due);
  t.true(ledger.intervals.every(({ from, to }: { from: string; to: string }) => from < to));
});

test('a requester is told when, not how it was counted', async (t) => {
  const requester = desk.as('demo-requester');
  const { id } = await requester.opens();
  t.is((await requester.get(`/api/tickets/${id}/sla`)).status, 403);
});

test('the ledger of a ticket that does not exist does not exist', async (t) => {
  const missing = 'tkt-00000000000000000000000000';
  t.is((await desk.as('demo-agent').get(`/api/tickets/${missing}/sla`)).status, 404);
});
