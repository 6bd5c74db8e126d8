import test from 'ava';
import { lea } from '../domain/desk.ts';
import { openLiveTicket, projected, rowsOf, startLiveDesk } from '../support/live_desk.ts';
import { startTestPostgres } from '../support/postgres.ts';

const awayMs = 20_000;

test('while Postgres is away for 20 seconds commands answer, and then the rows catch up', async (t) => {
  t.timeout(120_000);
  const postgres = await startTestPostgres();
  const { url } = await postgres.createDatabase();
  const desk = await startLiveDesk({ databaseUrl: url });
  const tickets = [await openLiveTicket(desk), await openLiveTicket(desk)];
  for (const { ticketId, opened } of tickets) await projected(desk, ticketId, opened.seq);

  await postgres.stop('crash');
  const awayUntil = Date.now() + awayMs;
  let commandCount = 0;
  let slowestMs = 0;
  while (Date.now() < awayUntil) {
    for (const ticket of tickets) {
      const askedAt = Date.now();
      const message = { messageId: `m${commandCount}`, visibility: 'internal' } as const;
      await ticket.does(lea, 'addMessage', message);
      slowestMs = Math.max(slowestMs, Date.now() - askedAt);
      commandCount += 1;
    }
    // A desk under people, not under a load test: the history of a run has its limits.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await postgres.start();

  t.true(commandCount > 50);
  t.log(`${commandCount} commands, the slowest answered in ${slowestMs} ms`);
  for (const { ticketId, state } of tickets) {
    const live = await state();
    await projected(desk, ticketId, live.seq);
    const rows = await rowsOf(desk, ticketId);
    t.deepEqual(rows.folded, live);
    t.deepEqual(rows.state, live);
  }
});
