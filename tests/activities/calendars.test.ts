import test from 'ava';
import { eventually } from '../support/eventually.ts';
import { type LiveTicket, openLiveTicket } from '../support/live_desk.ts';
import { startServers, startWorker } from './worker_program.ts';

const lea = { kind: 'agent', id: 'acc-lea' } as const;
const day = 86_400_000;

test('a ticket that stays open fetches more calendars when their end comes near, once', async (t) => {
  const { desk, environment } = await startServers();
  await startWorker(environment);
  const ticket = await openLiveTicket(desk);
  await ticket.does(lea, 'accept');

  // Calendars reach 180 days ahead and are renewed 60 days before their end.
  await ticket.fastForward(110 * day);
  t.is(await calendarsFetched(ticket), 0);
  await ticket.fastForward(30 * day);
  await eventually(async () => (await calendarsFetched(ticket)) > 0);
  await ticket.fastForward(10 * day);
  t.is(await calendarsFetched(ticket), 1, 'those fetched reach 180 days beyond that time');
});

async function calendarsFetched(ticket: LiveTicket): Promise<number> {
  const { events } = await ticket.handle.fetchHistory();
  const names = (events ?? []).map(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name,
  );
  return names.filter((name) => name === 'compileCalendars').length;
}
