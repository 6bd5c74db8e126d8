import test, { type ExecutionContext } from 'ava';
import { recordHistory } from '../../activities/projection.ts';
import { connectDatabase } from '../../database/connection.ts';
import type { ClockLedger } from '../../workflows/domain/ledger.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import { lea, requester, Ticket } from '../domain/desk.ts';
import { runPalier } from '../support/palier.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { writesContent } from '../support/ticket_content.ts';

// Monday 2026-06-15 in Paris, where it is two hours later than in UTC.
const paris = (day: number, time: string) => Date.parse(`2026-06-${day}T${time}:00+02:00`);

let url: string;
let ticketId: string;
let number: string;

test.before(async (t) => {
  t.timeout(240_000);
  ({ url } = await createTestDatabase());
  const database = connectDatabase(url, { name: 'sla test' });
  onTeardown(() => database.destroy());
  const rules = rulesAt('it_support', paris(15, '09:00'));
  const ticket = new Ticket(paris(15, '16:00'), { category: 'network' }, rules)
    .does(paris(15, '17:00'), lea, 'setPending', { reason: 'requester' })
    .does(paris(16, '10:00'), requester, 'addMessage', { messageId: 'm', visibility: 'public' })
    .does(paris(16, '11:00'), lea, 'classify', { impact: 'high' })
    .does(paris(16, '14:00'), lea, 'resolve', { code: 'fixed', noteId: 'note' });
  ticketId = ticket.state.ticketId;
  await recordHistory(database, [{ ticketId, events: ticket.events }], 'import');
  await database('accounts').insert({
    account_id: requester.id,
    roles: ['requester'],
    display_name: 'Camille',
  });
  number = String(await writesContent(database, ticketId, requester.id, 'No network'));
});

async function explained(t: ExecutionContext, ...args: string[]): Promise<string> {
  t.timeout(60_000);
  const run = await runPalier(['sla', 'explain', ...args], { DATABASE_URL: url });
  t.is(run.code, 0, run.stderr);
  return run.stdout;
}

/** The lines of one clock, spaces brought to one. */
function sectionOf(text: string, clock: string): string[] {
  const section = text.split('\n\n').find((part) => part.startsWith(clock)) ?? '';
  return section.split('\n').map((line) => line.trim().replace(/ +/g, ' '));
}

test('each stretch of a clock and each move of its due date is told, by the clock on the wall', async (t) => {
  t.deepEqual(sectionOf(await explained(t, ticketId), 'resolution:'), [
    'resolution: 8 h 00 min of Paris office hours',
    'met: stopped Tue 2026-06-16 14:00, 4 h 00 min used',
    'From To Time Used What',
    'Mon 2026-06-15 16:00 Mon 2026-06-15 17:00 1 h 00 min 1 h 00 min running',
    'Mon 2026-06-15 17:00 Tue 2026-06-16 10:00 17 h 00 min paused: Waiting for the requester',
    'Tue 2026-06-16 10:00 Tue 2026-06-16 11:00 1 h 00 min 2 h 00 min running',
    'Tue 2026-06-16 11:00 Tue 2026-06-16 12:30 1 h 30 min 3 h 30 min running',
    'Tue 2026-06-16 12:30 Tue 2026-06-16 13:30 1 h 00 min out of hours',
    'Tue 2026-06-16 13:30 Tue 2026-06-16 14:00 30 min 4 h 00 min running',
    'When Due before Due after Why',
    'Mon 2026-06-15 16:00 – Thu 2026-06-18 16:00 started',
    'Mon 2026-06-15 17:00 Thu 2026-06-18 16:00 – paused',
    'Tue 2026-06-16 10:00 – Fri 2026-06-19 09:00 resumed: what was left counts from here',
    'Tue 2026-06-16 11:00 Fri 2026-06-19 09:00 Tue 2026-06-16 18:00 another target applies (25 h 30 min → 8 h 00 min)',
    'Times in Europe/Paris',
  ]);
});

test('a ticket is found by its number too, and in another zone', async (t) => {
  const text = await explained(t, number, '--zone', 'UTC');
  t.regex(text, new RegExp(`^${ticketId}, it_support@\\d+, `));
  t.regex(text, /Mon 2026-06-15 14:00 +Mon 2026-06-15 15:00 +1 h 00 min +1 h 00 min {2}running/);
});

test('a promise that was broken says since when, and that nobody has kept it yet', async (t) => {
  const [, standing] = sectionOf(await explained(t, ticketId), 'first response:');
  t.is(standing, 'breached Tue 2026-06-16 10:30, still open, 6 h 30 min used');
});

test('as JSON it is the ledger itself', async (t) => {
  const { clocks } = JSON.parse(await explained(t, ticketId, '--json'));
  const resolution = clocks.find(({ name }: ClockLedger) => name === 'resolution');
  t.is(resolution.elapsedMs, 4 * 3_600_000);
  t.is(resolution.moves.length, 4);
});

test('a ticket that is not there is refused by what was asked for', async (t) => {
  t.timeout(60_000);
  const run = await runPalier(['sla', 'explain', '999999'], { DATABASE_URL: url });
  t.is(run.code, 2);
  t.regex(run.stderr, /Ticket '999999': the desk has none/);
});
