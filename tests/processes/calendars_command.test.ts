import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import type { CalendarOutcome } from '../../cli/commands/process/calendars.ts';
import { storeCalendarVersions } from '../../database/calendar_versions.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { findOpenClock, type TicketState } from '../../workflows/domain/ticket.ts';
import { replayActions } from '../../workflows/domain/timeline.ts';
import type { LocalDate, OfficeHours } from '../../workflows/processes/calendars/definition.ts';
import { compileCalendars, rulesAt } from '../../workflows/processes/index.ts';
import { itSupport } from '../../workflows/processes/it_support.ts';
import { requester } from '../domain/desk.ts';
import { newTicketId } from '../support/live_desk.ts';
import { runPalier } from '../support/palier.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writesContent } from '../support/ticket_content.ts';

const module = path.resolve(import.meta.dirname, '../../workflows/processes/it_support.ts');

/** The week after today, on which the office stays closed. */
const closed = Array.from(
  { length: 7 },
  (_, index) => new Date(Date.now() + (index + 2) * dayMs).toISOString().slice(0, 10) as LocalDate,
);
const { paris_office: office } = itSupport.calendars;
const edited = {
  ...itSupport,
  calendars: { ...itSupport.calendars, paris_office: { ...(office as OfficeHours), closed } },
};

/** The same process with its office closed then, as a process owner's file. */
async function editedFile(): Promise<string> {
  const file = path.join(temporaryFolder(), 'edited.ts');
  await writeFile(
    file,
    `import { itSupport } from ${JSON.stringify(module)};
const { paris_office: office } = itSupport.calendars;
export const edited = {
  ...itSupport,
  calendars: { ...itSupport.calendars, paris_office: { ...office, closed: ${JSON.stringify(closed)} } },
};\n`,
  );
  return file;
}

function opened(ticketId: string, at: number, rules: Rules, impact: 'low' | 'high') {
  const opening = { ticketId, channel: 'portal', requesterId: requester.id } as const;
  const about = { requesterTier: 'standard', category: 'access', impact, urgency: impact } as const;
  const open = {
    name: 'open',
    actor: requester,
    commandId: ticketId,
    ...opening,
    ...about,
  } as const;
  const lived = replayActions([{ at, action: open }], rules, (_, { code }) => {
    throw new Error(`The opening was refused: ${code}`);
  });
  if (!lived) throw new Error('Nothing was opened');
  return lived;
}

async function openTicket(database: Database, impact: 'low' | 'high'): Promise<TicketState> {
  const ticketId = newTicketId();
  const now = Date.now();
  const { state, events } = opened(ticketId, now, rulesAt('it_support', now), impact);
  await writesContent(database, ticketId, requester.id, 'Locked out');
  await createRecorder(database).record({ ticketId, events });
  return state;
}

async function openDesk() {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  const account = {
    account_id: requester.id,
    roles: ['requester'],
    display_name: 'Camille',
  } as const;
  await database('accounts').insert(account);
  const calendars = (...args: string[]) =>
    runPalier(['process', 'calendars', ...args], { DATABASE_URL: url });
  return { database, calendars };
}

test('edited hours are tried on open tickets: which move, from when to when', async (t) => {
  const { database, calendars } = await openDesk();
  await storeCalendarVersions(database, [itSupport]);
  const byOffice = await openTicket(database, 'low');
  await openTicket(database, 'high');
  const before = await database('tickets').orderBy('ticket_id');

  const file = await editedFile();
  const run = await calendars(file, '--dry-run', '--json');
  t.is(run.code, 0, run.stderr);
  const outcomes = run.stdout.split('\n').filter(Boolean);
  t.is(outcomes.length, 1, 'what is promised around the clock stays');
  const outcome = JSON.parse(outcomes[0] ?? '') as CalendarOutcome;
  t.is(outcome.ticketId, byOffice.ticketId);

  const rules = {
    ...rulesAt('it_support', byOffice.openedAt),
    calendars: compileCalendars(edited, byOffice.openedAt - dayMs, byOffice.openedAt + 181 * dayMs),
  };
  const then = opened(byOffice.ticketId, byOffice.openedAt, rules, 'low').state;
  for (const name of ['resolution', 'total_resolution'] as const) {
    const due = findOpenClock(byOffice, name)?.dueAt;
    if (due === undefined) continue;
    const move = outcome.moves.find(({ clock }) => clock === name);
    t.is(move?.oldDueAt, due);
    t.is(
      move?.newDueAt,
      findOpenClock(then, name)?.dueAt,
      'as if it had been opened in those hours',
    );
  }
  t.true(outcome.moves.some(({ clock }) => clock === 'resolution'));
  t.deepEqual(await database('tickets').orderBy('ticket_id'), before, 'nothing is changed');

  const words = await calendars(file, '--dry-run');
  t.regex(words.stdout, /^#\d+ tkt-\w+\n {2}.*resolution: due .* → .* \(.* later\)/m);
  t.regex(words.stderr, /other hours than the desk has in paris_office/);
  t.regex(words.stderr, /1 ticket changes of 2 open ones/);
});

test('hours that the desk has already move nothing, also those it has again', async (t) => {
  const { database, calendars } = await openDesk();
  const none = await calendars('it_support', '--dry-run');
  t.is(none.code, 1);
  t.regex(none.stderr, /has kept no hours of it_support/);
  await storeCalendarVersions(database, [itSupport]);
  await storeCalendarVersions(database, [edited]);
  const before = await calendars('it_support', '--dry-run');
  t.regex(before.stderr, /other hours than the desk has in paris_office/);
  await storeCalendarVersions(database, [itSupport]);
  const again = await calendars('it_support', '--dry-run');
  t.is(again.code, 0);
  t.regex(again.stderr, /the desk has these hours already/);
});

test('hours are not given to tickets by hand', async (t) => {
  const { calendars } = await openDesk();
  const run = await calendars('it_support');
  t.is(run.code, 2);
  t.regex(run.stderr, /when a worker starts with them[\s\S]*--dry-run/);
});
