import test from 'ava';
import { activityRows } from '../../analytics/facts/activities.ts';
import { type KeptCalendar, knownProcess } from '../../analytics/facts/known_process.ts';
import type { CompiledCalendar } from '../../workflows/domain/calendar.ts';
import {
  always,
  at,
  command,
  lea,
  marc,
  office,
  process,
  rules,
  Ticket,
  ungated,
} from '../domain/desk.ts';
import { nextTicketId, sourceOf } from './given.ts';

/** In whose hours it is told how long was waited: those that the ticket followed itself. */

const kept = (
  hours: CompiledCalendar,
  firstSeenAt = 0,
  lastSeenAt = firstSeenAt,
): KeptCalendar => ({
  ...hours,
  firstSeenAt,
  lastSeenAt,
});

/** Only from 09:00 to 10:00, from day 0 on. */
const mornings: CompiledCalendar = {
  ...office,
  version: 'office-2',
  minutes: [0, 1, 2, 3, 4].flatMap((n) => [at(n, '09:00') / 60_000, at(n, '10:00') / 60_000]),
};

const fields = () => ({ ticketId: nextTicketId(), category: 'vpn' });
const inHours = (hours: number) => hours * 3600;

/** Support seconds of the states, and which version was followed in each. */
function statesOf(ticket: Ticket, calendars: KeptCalendar[], versions = [process]) {
  const source = { ...sourceOf(ticket), known: knownProcess(versions, calendars) };
  return activityRows(source, ({ id }) => id)
    .filter(({ level }) => level === 'status')
    .map((row) => [row.activity, row.support_seconds, row.followed_version]);
}

test('a wait is counted in the hours that the ticket was given, not in those of a later edit', (t) => {
  const ticket = new Ticket(at(0, '09:00'), fields(), rules);
  ticket.does(at(0, '12:00'), lea, 'accept');
  // The edit comes a day later, and no event says that the ticket was given it.
  const calendars = [kept(office), kept(mornings, at(1, '09:00')), kept(always)];
  t.deepEqual(statesOf(ticket, calendars)[0], ['new', inHours(3), 1]);
});

test('from where the ticket was given other hours, these count', (t) => {
  const ticket = new Ticket(at(0, '09:00'), fields(), rules);
  const replaced = { ...rules.calendars, office: mornings };
  ticket.act(at(0, '11:00'), { name: 'replaceCalendars', calendars: replaced, cause: 'calendar' });
  ticket.does(at(1, '11:00'), lea, 'accept');
  // Two hours in the old ones, and one in the morning of the day after in the new ones.
  const calendars = [kept(office), kept(mornings, at(0, '10:30')), kept(always)];
  t.deepEqual(statesOf(ticket, calendars)[0], ['new', inHours(3), 1]);
});

test('an edit that was taken back counts no more for tickets opened after that', (t) => {
  const ticket = new Ticket(at(2, '09:00'), fields(), rules);
  ticket.does(at(2, '12:00'), lea, 'accept');
  const calendars = [
    kept(office, at(0, '09:00'), at(2, '08:00')),
    kept(mornings, at(1, '09:00'), at(1, '09:00')),
    kept(always),
  ];
  t.deepEqual(statesOf(ticket, calendars)[0], ['new', inHours(3), 1]);
});

test('a wait is counted piece by piece in the hours of each group that had the ticket', (t) => {
  const ticket = new Ticket(at(0, '09:00'), fields(), ungated);
  // The desk has lunch from 12:00 to 13:00; the core has none.
  ticket.does(at(0, '12:00'), lea, 'assign', { group: 'core' });
  ticket.does(at(0, '12:45'), marc, 'accept');
  const calendars = [kept(office), kept(always)];
  t.deepEqual(statesOf(ticket, calendars)[0], ['new', inHours(3.75), 1]);
});

test('a wait is counted in the calendar that the group had in the version followed then', (t) => {
  const { desk } = process.groups;
  const next = {
    ...process,
    version: 2,
    hash: 'small-2',
    groups: { ...process.groups, desk: { ...desk, calendar: 'always' } },
  } as typeof process;
  const ticket = new Ticket(at(0, '09:00'), fields(), rules);
  ticket.does(at(0, '16:00'), lea, 'accept');
  ticket.act(
    at(0, '18:00'),
    command('migrateProcess', lea, { process: next, calendars: rules.calendars }),
  );
  ticket.does(at(0, '20:00'), lea, 'resolve', { code: 'solved', noteId: 'note' });
  const calendars = [kept(office), kept(always)];
  t.deepEqual(statesOf(ticket, calendars, [process, next]), [
    ['new', inHours(6), 1],
    // One hour to 17:00 under version 1, two from 18:00 on under version 2.
    ['in_progress', inHours(1 + 2), 1],
    ['resolved', null, 2],
  ]);
});

test('where a version was not kept, nobody guesses its hours', (t) => {
  const ticket = new Ticket(at(0, '09:00'), fields(), rules);
  ticket.does(at(0, '12:00'), lea, 'accept');
  const other = { ...process, version: 7 };
  t.deepEqual(statesOf(ticket, [kept(office), kept(always)], [other])[0], ['new', null, 1]);
});
