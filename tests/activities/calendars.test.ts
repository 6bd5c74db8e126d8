import test from 'ava';
import { connectDatabase } from '../../database/connection.ts';
import { defaultProcessId, rulesAt } from '../../workflows/processes/index.ts';
import { eventually } from '../support/eventually.ts';
import { type LiveTicket, openLiveTicket } from '../support/live_desk.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal } from '../support/temporal.ts';
import { startProgram, workerFile, workerHome } from './worker_program.ts';

const lea = { kind: 'agent', id: 'acc-lea' } as const;
const day = 86_400_000;

test('a ticket that stays open fetches more calendars when their end comes near, once', async (t) => {
  const { url: databaseUrl } = await createTestDatabase();
  const database = connectDatabase(databaseUrl, { name: 'calendars test' });
  onTeardown(() => database.destroy());
  const temporal = await startTestTemporal();
  const worker = startProgram(workerFile, {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PALIER_HOME: await workerHome(),
    PALIER_EXPORT_SECONDS: '3600',
  });
  await worker.says('worker ready');
  const rules = rulesAt(defaultProcessId, Date.now());
  const { client } = temporal;
  const ticket = await openLiveTicket({ temporal, client, database, databaseUrl, rules });
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
