import test from 'ava';
import type { ProcessWarning, Rules } from '../../workflows/domain/process.ts';
import { at, lea, minute, process, rules, Ticket } from './desk.ts';

/** The small desk, whose p3 is promised a response in 2 h and a resolution in 14 h. */
function warning(...warnings: ProcessWarning[]): Rules {
  return { ...rules, process: { ...process, escalationRules: [], warnings } };
}

const soon = warning({ clock: 'first_response', beforeMinutes: 30 });

function told(ticket: Ticket): unknown[] {
  return ticket.events
    .filter(({ type }) => type === 'sla_warning')
    .map(({ at, data }) => [at, data]);
}

test('a warning comes so long before the target, and once', (t) => {
  const ticket = new Ticket(at(0, '09:00'), {}, soon).waitUntil(at(0, '10:29'));
  t.deepEqual(told(ticket), []);
  ticket.waitUntil(at(0, '12:00'));
  const data = {
    name: 'first_response',
    cycle: 1,
    percent: 75,
    beforeMs: 30 * minute,
    dueAt: at(0, '11:00'),
  };
  t.deepEqual(told(ticket), [[at(0, '10:30'), data]]);
});

test('the time before the target is counted in its support hours', (t) => {
  const ticket = new Ticket(at(0, '15:15'), {}, soon);
  t.is(ticket.clock('first_response').dueAt, at(1, '09:15'));
  t.is(ticket.clock('first_response').warnings[0]?.at, at(0, '16:45'));
});

test('percentages and times before the target stand side by side, and rules hear percentages only', (t) => {
  const both: Rules = {
    ...rules,
    process: {
      ...process,
      warnings: [
        { clock: 'first_response', percent: 75 },
        { clock: 'first_response', beforeMinutes: 30 },
        { clock: 'first_response', beforeMinutes: 60 },
      ],
      escalationRules: [
        {
          name: 'soon',
          clock: 'first_response',
          atPercent: 75,
          when: { all: [] },
          then: { hierarchical: 1 },
        },
      ],
    },
  };
  const ticket = new Ticket(at(0, '09:00'), {}, both).waitUntil(at(0, '10:45'));
  t.is(told(ticket).length, 3);
  t.is(ticket.types().filter((type) => type === 'escalated').length, 1);
  t.true(ticket.clock('first_response').warnings.every(({ firedAt }) => firedAt !== null));
});

test('a notice that is not shorter than the target has no moment, until the target is longer', (t) => {
  const long = warning({ clock: 'first_response', beforeMinutes: 30 });
  const ticket = new Ticket(at(0, '09:00'), { impact: 'high', urgency: 'high' }, long);
  t.deepEqual(ticket.clock('first_response').warnings, [
    { percent: 0, beforeMs: 30 * minute, firedAt: null, at: null },
  ]);
  ticket.does(at(0, '09:05'), lea, 'classify', { priority: 'p3' });
  t.is(ticket.clock('first_response').warnings[0]?.at, at(0, '10:30'));
  t.is(ticket.clock('first_response').warnings[0]?.percent, 75);
});

test('while the clock is paused no warning is due, and it comes as long before the new due instant', (t) => {
  const late = warning({ clock: 'resolution', beforeMinutes: 30 });
  const ticket = new Ticket(at(0, '09:00'), {}, late)
    .does(at(0, '09:00'), lea, 'accept')
    .does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' });
  t.is(ticket.clock('resolution').warnings[0]?.at, null);
  ticket.does(at(0, '11:00'), lea, 'endPending');
  const { dueAt, warnings } = ticket.clock('resolution');
  t.is(dueAt, at(2, '10:00'));
  t.is(warnings[0]?.at, at(2, '09:30'));
});
