import test from 'ava';
import type { Rules } from '../../workflows/domain/process.ts';
import { compileCalendar } from '../../workflows/processes/calendars/compiler.ts';
import { command, lea, process, rules, Ticket } from './desk.ts';

const night = [['00:00', '06:00']] as const;
const week = {
  monday: night,
  tuesday: night,
  wednesday: night,
  thursday: night,
  friday: night,
  saturday: night,
  sunday: night,
};

/** A desk that works from midnight to six, and promises a resolution in five hours of that. */
function nightDesk(zone: string): Rules {
  const [from, to] = [Date.parse('2026-01-01T00:00Z'), Date.parse('2027-01-01T00:00Z')];
  const office = compileCalendar('office', { zone, week }, from, to);
  const everything = { all: [] };
  const targets = [
    { clock: 'resolution', when: everything, targetMinutes: 300, calendar: 'office' } as const,
  ];
  return {
    calendars: { ...rules.calendars, office },
    process: { ...process, targets, warnings: [], escalationRules: [], triage: [] },
  };
}

function shown(at: number | null | undefined): string | null {
  return at ? `${new Date(at).toISOString().slice(0, 16)}Z` : null;
}

/** Counted by hand; tickets are opened at midnight of the day on which the clocks change. */
const golden: [what: string, zone: string, midnight: string, dueAt: string][] = [
  [
    'Paris goes forward: six is five hours on',
    'Europe/Paris',
    '2026-03-28T23:00Z',
    '2026-03-29T04:00Z',
  ],
  [
    'Paris goes back: five hours on it is four',
    'Europe/Paris',
    '2026-10-24T22:00Z',
    '2026-10-25T03:00Z',
  ],
  ['New York goes forward', 'America/New_York', '2026-03-08T05:00Z', '2026-03-08T10:00Z'],
  ['New York goes back', 'America/New_York', '2026-11-01T04:00Z', '2026-11-01T09:00Z'],
  [
    'Lord Howe goes forward by half an hour',
    'Australia/Lord_Howe',
    '2026-10-03T13:30Z',
    '2026-10-03T18:30Z',
  ],
  [
    'Lord Howe goes back by half an hour',
    'Australia/Lord_Howe',
    '2026-04-04T13:00Z',
    '2026-04-04T18:00Z',
  ],
  [
    'Casablanca goes back before Ramadan',
    'Africa/Casablanca',
    '2026-02-14T23:00Z',
    '2026-02-15T04:00Z',
  ],
  [
    'Casablanca goes forward after it',
    'Africa/Casablanca',
    '2026-03-22T00:00Z',
    '2026-03-22T05:00Z',
  ],
];
for (const [what, zone, midnight, dueAt] of golden) {
  test(`five hours of a night shift are five hours: ${what}`, (t) => {
    const ticket = new Ticket(Date.parse(midnight), {}, nightDesk(zone));
    t.is(shown(ticket.clock('resolution').dueAt), dueAt);
    ticket.waitUntil(Date.parse(dueAt) + 60_000);
    t.is(shown(ticket.clock('resolution').breachedAt), dueAt);
  });
}

/** Opened at midnight, paused from one hour later for three: due so much later, in the night's hours. */
const paused: [what: string, zone: string, midnight: string, dueAt: string][] = [
  [
    'back: the last hour is of the next night',
    'Europe/Paris',
    '2026-10-24T22:00Z',
    '2026-10-26T00:00Z',
  ],
  [
    'forward: three hours are of the next night',
    'Europe/Paris',
    '2026-03-28T23:00Z',
    '2026-03-30T01:00Z',
  ],
];
for (const [what, zone, midnight, dueAt] of paused) {
  test(`a rest over the change keeps every minute: ${what}`, (t) => {
    const opened = Date.parse(midnight);
    const ticket = new Ticket(opened, {}, nightDesk(zone))
      .act(opened + 3_600_000, command('setPending', lea, { reason: 'requester' }))
      .act(opened + 4 * 3_600_000, command('endPending', lea, {}));
    t.is(shown(ticket.clock('resolution').dueAt), dueAt);
  });
}

test('what is paused exactly when it is due has not breached: people come before the clock', (t) => {
  const opened = Date.parse('2026-06-01T22:00Z');
  const ticket = new Ticket(opened, {}, nightDesk('Europe/Paris'));
  const dueAt = ticket.clock('resolution').dueAt as number;
  ticket.act(dueAt, command('setPending', lea, { reason: 'requester' })).waitUntil(dueAt);
  t.is(ticket.clock('resolution').breachedAt, null);
  t.is(ticket.clock('resolution').elapsedMs, 300 * 60_000);
  // Nothing is left of it: it is due, and late, as soon as it goes on.
  ticket.act(dueAt + 60_000, command('endPending', lea, {})).waitUntil(dueAt + 60_000);
  t.is(ticket.clock('resolution').breachedAt, dueAt + 60_000);
});

test('a merged ticket runs no clock and breaks no promise', (t) => {
  const opened = Date.parse('2026-06-01T22:00Z');
  const ticket = new Ticket(opened, {}, nightDesk('Europe/Paris'))
    .act(opened + 60_000, command('merge', lea, { into: 'tkt-00000000000000000000000002' }))
    .waitUntil(opened + 30 * 86_400_000);
  t.true(
    ticket.state.clocks.every((clock) => clock.breachedAt === null && clock.runningSince === null),
  );
});
