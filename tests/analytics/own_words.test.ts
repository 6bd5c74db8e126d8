import test from 'ava';
import { factsOf } from '../../analytics/facts/facts.ts';
import { at, openAction, rules, Ticket } from '../domain/desk.ts';
import { sourceOf } from './given.ts';

/** Whatever a process calls things, the warehouse has its names, and how they rank. */

const process = {
  ...rules.process,
  priorities: ['standstill', 'danger', 'loss'],
  impacts: ['plant', 'line'],
  urgencies: ['now', 'shift', 'week', 'some_day'],
  priorityMatrix: {
    plant: { now: 'standstill', shift: 'standstill', week: 'danger', some_day: 'danger' },
    line: { now: 'danger', shift: 'danger', week: 'loss', some_day: 'loss' },
  },
  defaults: { impact: 'line', urgency: 'shift' },
};

function rowOf(ticket: Ticket) {
  return factsOf(sourceOf(ticket), (id) => id).tickets?.[0] ?? {};
}

test('a ticket has the names of its own process, and their ranks among those of that process', (t) => {
  const ticket = new Ticket(
    at(0, '09:00'),
    { impact: 'line', urgency: 'week' },
    { ...rules, process },
  );
  t.like(rowOf(ticket), {
    impact: 'line',
    impact_rank: 2,
    urgency: 'week',
    urgency_rank: 3,
    priority: 'loss',
    priority_rank: 3,
  });
});

test('what a process does not have any more has no rank', (t) => {
  const ticket = new Ticket(at(0, '09:00'), openAction(), { ...rules, process });
  ticket.state.priority = 'p1';
  t.like(rowOf(ticket), { priority: 'p1', priority_rank: null });
});
