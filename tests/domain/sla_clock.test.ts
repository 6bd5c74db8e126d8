import test, { type ExecutionContext } from 'ava';
import { addWorkingMs, workingMsBetween } from '../../workflows/domain/calendar.ts';
import { clockReading } from '../../workflows/domain/clocks.ts';
import { always, at, command, day, hour, lea, minute, office, requester, Ticket } from './desk.ts';

const note = { noteId: 'note-1' };

function due(t: ExecutionContext, from: number, minutes: number, expected: number): void {
  t.is(addWorkingMs(office, from, minutes * minute), expected);
  t.is(workingMsBetween(office, from, expected), minutes * minute);
}
due.title = (title: string | undefined) => `office hours: ${title}`;

test('inside one interval', due, at(0, '09:00'), 60, at(0, '10:00'));
test(
  'to the end of an interval is not the start of the next',
  due,
  at(0, '09:00'),
  180,
  at(0, '12:00'),
);
test('over the lunch break', due, at(0, '11:30'), 60, at(0, '13:30'));
test('over the night', due, at(0, '16:30'), 60, at(1, '09:30'));
test('over the weekend', due, at(4, '16:00'), 120, at(7, '10:00'));
test('asked at night counts from the morning', due, at(0, '22:00'), 30, at(1, '09:30'));
test('asked on Saturday counts from Monday', due, at(5, '10:00'), 30, at(7, '09:30'));
test('a whole week', due, at(0, '09:00'), 5 * 7 * 60, at(4, '17:00'));

test('a duration of nothing is due now, even at night', (t) => {
  t.is(addWorkingMs(office, at(0, '23:00'), 0), at(0, '23:00'));
});

test('working time never runs backwards', (t) => {
  t.is(workingMsBetween(office, at(1, '10:00'), at(0, '10:00')), 0);
  t.is(workingMsBetween(office, at(1, '10:00'), at(1, '09:30')), 0);
});

test('beyond what a calendar knows, its end is the provisional answer', (t) => {
  t.is(addWorkingMs(office, at(0, '09:00'), 10_000 * 24 * hour), office.toMinute * minute);
});

test('a new ticket promises a first response, a resolution and a total resolution', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  t.deepEqual(
    ticket.state.clocks.map(({ name, dueAt }) => [name, dueAt]),
    [
      ['first_response', at(0, '11:00')],
      ['resolution', at(1, '17:00')],
      ['total_resolution', at(3, '17:00')],
    ],
  );
});

test('a p1 is promised around the clock', (t) => {
  const ticket = new Ticket(at(5, '03:00'), { impact: 'high', urgency: 'high' });
  t.is(ticket.clock('first_response').dueAt, at(5, '03:15'));
  t.is(ticket.clock('resolution').dueAt, at(5, '07:00'));
});

test('the first public answer of an agent meets the first response', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:30'), lea, 'accept');
  ticket.does(at(0, '09:40'), lea, 'addMessage', { messageId: 'm1', visibility: 'internal' });
  t.is(ticket.clock('first_response').outcome, null, 'an internal note is no response');
  ticket.does(at(0, '10:00'), lea, 'addMessage', { messageId: 'm2', visibility: 'public' });
  const clock = ticket.clock('first_response');
  t.is(clock.outcome, 'met');
  t.is(clock.elapsedMs, hour);
  t.is(ticket.state.firstResponseAt, at(0, '10:00'));
  t.true(ticket.last('message_added').data.isFirstResponse);
});

test('an automatic reply is neither a response nor a sign of the requester', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  const automatic = { messageId: 'm1', visibility: 'public', isAutomatic: true } as const;
  ticket.does(at(0, '09:10'), lea, 'addMessage', automatic);
  t.is(ticket.clock('first_response').outcome, null);
  ticket.does(at(0, '09:20'), lea, 'setPending', { reason: 'requester' });
  ticket.does(at(0, '09:30'), requester, 'addMessage', automatic);
  t.is(ticket.state.status, 'pending');
});

test('a warning comes at its percentage of working time and once', (t) => {
  const ticket = new Ticket(at(0, '09:00')).waitUntil(at(0, '10:29'));
  t.false(ticket.types().includes('sla_warning'));
  ticket.waitUntil(at(0, '10:30')).waitUntil(at(0, '10:45'));
  const warnings = ticket.events.filter((event) => event.type === 'sla_warning');
  t.deepEqual(
    warnings.map((event) => [event.data.name, event.data.percent, event.at]),
    [['first_response', 75, at(0, '10:30')]],
  );
});

test('a breach is recorded once, at its due instant, and stays after a late answer', (t) => {
  const ticket = new Ticket(at(0, '09:00')).waitUntil(at(0, '15:00'));
  t.is(ticket.last('sla_breach').at, at(0, '11:00'));
  ticket.does(at(0, '15:30'), lea, 'addMessage', { messageId: 'm1', visibility: 'public' });
  const clock = ticket.clock('first_response');
  t.is(clock.outcome, 'breached');
  t.is(clock.breachedAt, at(0, '11:00'));
  t.is(
    ticket.events.filter((e) => e.type === 'sla_breach' && e.data.name === 'first_response').length,
    1,
  );
});

test('what was answered exactly when it was due was answered in time', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '11:00'), lea, 'addMessage', { messageId: 'm1', visibility: 'public' });
  t.is(ticket.clock('first_response').outcome, 'met');
});

test('an outage of the desk changes when events are recorded, not what they say', (t) => {
  const watched = new Ticket(at(0, '09:00'));
  for (let step = at(0, '09:00'); step <= at(2, '12:00'); step += 10 * minute)
    watched.waitUntil(step);
  const unwatched = new Ticket(at(0, '09:00')).waitUntil(at(2, '12:00'));
  t.deepEqual(unwatched.events, watched.events);
});

test('while pending on the requester nothing is due, and the remaining time is kept', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' });
  const paused = ticket.clock('resolution');
  t.is(paused.dueAt, null);
  t.is(paused.elapsedMs, hour);
  t.deepEqual(clockReading(paused, office, at(1, '10:00')), {
    status: 'paused',
    elapsedMs: hour,
    remainingMs: 13 * hour,
    dueAt: null,
  });
  ticket.does(at(1, '09:00'), lea, 'endPending');
  t.is(ticket.clock('resolution').dueAt, addWorkingMs(office, at(1, '09:00'), 13 * hour));
});

test('a pause outside support hours saves nothing', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  const before = ticket.clock('resolution').dueAt;
  ticket.does(at(0, '18:00'), lea, 'setPending', { reason: 'requester' });
  ticket.does(at(1, '08:00'), lea, 'endPending');
  t.is(ticket.clock('resolution').dueAt, before);
});

test('waiting for a supplier pauses no promise of ours', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  const before = ticket.clock('resolution').dueAt;
  ticket.does(at(0, '10:00'), lea, 'setPending', { reason: 'supplier' });
  t.is(ticket.clock('resolution').dueAt, before);
});

test('going from one pending reason to another keeps every minute', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' });
  ticket.does(at(0, '11:00'), lea, 'setPending', { reason: 'change' });
  ticket.does(at(0, '11:30'), lea, 'endPending');
  t.is(ticket.clock('resolution').elapsedMs, hour);
  t.is(ticket.clock('resolution').dueAt, addWorkingMs(office, at(0, '11:30'), 13 * hour));
});

test('nobody waits until the end of the world: a date is at most a year ahead', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  const wait = (until: number) => command('setPending', lea, { reason: 'change', until });
  for (const until of [at(0, '09:00') + 366 * day + 1, Date.UTC(9999, 11, 31)]) {
    t.like(ticket.refusalOf(at(0, '09:00'), wait(until)), {
      code: 'too_far_ahead',
      parameters: { days: 366 },
    });
  }
  t.is(ticket.refusalOf(at(0, '09:00'), wait(at(0, '09:00') + 366 * day)), undefined);
});

test('pending ends by itself at the instant that was agreed', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'setPending', { reason: 'requester', until: at(1, '10:00') });
  ticket.waitUntil(at(1, '15:00'));
  t.is(ticket.last('pending_ended').at, at(1, '10:00'));
  t.is(ticket.last('pending_ended').data.cause, 'until_reached');
  t.is(ticket.clock('resolution').dueAt, addWorkingMs(office, at(1, '10:00'), 13 * hour));
});

test('a change of priority keeps start and pauses and swaps the target', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { impact: 'high', urgency: 'high' });
  t.is(ticket.clock('resolution').targetMs, 4 * hour);
  ticket.does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' });
  ticket.does(at(0, '11:00'), lea, 'endPending');
  ticket.does(at(0, '11:30'), lea, 'classify', { urgency: 'low' });
  const { data } = ticket.last('clock_retargeted');
  t.is(ticket.state.priority, 'p3');
  t.is(ticket.clock('resolution').elapsedMs, 1.5 * hour);
  t.is(ticket.clock('resolution').startedAt, at(0, '09:00'));
  t.is(data.oldDueAt, at(0, '14:00'));
});

test('a ticket that becomes p1 on Friday evening is no longer due on Monday', (t) => {
  const ticket = new Ticket(at(4, '16:00'));
  ticket.does(at(4, '17:30'), lea, 'classify', { impact: 'high', urgency: 'high' });
  const clock = ticket.clock('resolution');
  t.is(clock.calendar, 'always');
  t.is(clock.elapsedMs, hour, 'what was used counts as it was measured');
  t.is(clock.dueAt, at(4, '20:30'));
});

test('a target already used up is due at once', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '14:30'), lea, 'classify', { impact: 'high', urgency: 'high' });
  t.is(ticket.state.priority, 'p1');
  t.is(ticket.clock('resolution').dueAt, at(0, '14:30'));
  ticket.waitUntil(at(0, '14:30'));
  t.is(ticket.clock('resolution').breachedAt, at(0, '14:30'));
});

test('a breach outlives a milder priority and is not repeated', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { impact: 'high', urgency: 'high' });
  ticket.waitUntil(at(0, '13:30'));
  ticket.does(at(0, '14:00'), lea, 'classify', { urgency: 'low' });
  ticket.waitUntil(at(30, '12:00'));
  const breaches = ticket.events.filter(
    (event) => event.type === 'sla_breach' && event.data.name === 'resolution',
  );
  t.is(breaches.length, 1);
  t.is(ticket.clock('resolution').breachedAt, at(0, '13:00'));
});

test('the first resolution ends its clock for ever; the total one goes on after a reopening', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '11:00'), lea, 'resolve', { code: 'solved', ...note });
  t.is(ticket.clock('resolution').outcome, 'met');
  t.is(ticket.clock('total_resolution').runningSince, null);
  ticket.does(at(1, '10:00'), requester, 'reopen');
  t.is(ticket.clock('resolution').outcome, 'met');
  t.is(ticket.clock('total_resolution').elapsedMs, 2 * hour);
  t.is(ticket.clock('total_resolution').dueAt, addWorkingMs(office, at(1, '10:00'), 26 * hour));
});

test('each question of the requester after the first answer starts a reply clock', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'addMessage', { messageId: 'm1', visibility: 'public' });
  ticket.does(at(0, '11:00'), requester, 'addMessage', { messageId: 'm2', visibility: 'public' });
  ticket.does(at(0, '11:10'), requester, 'addMessage', { messageId: 'm3', visibility: 'public' });
  t.is(ticket.clock('next_response').startedAt, at(0, '11:00'), 'the oldest question counts');
  ticket.does(at(0, '11:30'), lea, 'addMessage', { messageId: 'm4', visibility: 'public' });
  t.is(ticket.clock('next_response', 1).outcome, 'met');
  ticket.does(at(0, '13:30'), requester, 'addMessage', { messageId: 'm5', visibility: 'public' });
  t.is(ticket.clock('next_response', 2).startedAt, at(0, '13:30'));
});

test('a cancelled ticket runs no clock and breaks no promise', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:30'), requester, 'cancel');
  ticket.waitUntil(at(30, '09:00'));
  t.true(ticket.state.clocks.every((clock) => clock.outcome === 'cancelled'));
  t.false(ticket.types().includes('sla_breach'));
});

test('an edited calendar moves the open clocks and says from where to where', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'addMessage', { messageId: 'm1', visibility: 'public' });
  const tuesday = at(1, '00:00') / minute;
  const inTuesday = (m: number) => m >= tuesday && m < tuesday + 24 * 60;
  const holiday = {
    ...office,
    version: 'office-2',
    minutes: office.minutes.filter((m) => !inTuesday(m)),
  };
  ticket.act(at(0, '11:00'), {
    name: 'replaceCalendars',
    calendars: { office: holiday, always },
    cause: 'calendar',
  });
  const moved = ticket.events.filter((event) => event.type === 'clock_recalculated');
  t.deepEqual(
    moved.map(({ data }) => [data.name, data.oldDueAt, data.dueAt]),
    [
      ['resolution', at(1, '17:00'), at(2, '17:00')],
      ['total_resolution', at(3, '17:00'), at(4, '17:00')],
    ],
  );
  t.is(ticket.clock('first_response').outcome, 'met', 'a stopped clock is never rewritten');
});

test('a longer calendar of the same rules leaves no trace', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  const count = ticket.events.length;
  ticket.act(at(0, '10:00'), {
    name: 'replaceCalendars',
    calendars: { office, always },
    cause: 'horizon',
  });
  t.is(ticket.events.length, count);
});
