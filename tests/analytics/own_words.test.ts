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

test('a clock has its own name and what it measures, and its ticket the nearest of a kind', (t) => {
  const clocks = [
    { name: 'gold_repair', measures: 'resolution' as const },
    { name: 'desk_work', measures: 'tier_work' as const, tier: 'first_line' },
  ];
  const target = { when: { all: [] }, calendar: 'office' };
  const targets = [
    ...rules.process.targets,
    { clock: 'gold_repair', targetMinutes: 30, ...target },
    { clock: 'desk_work', targetMinutes: 20, ...target },
  ];
  const own = { ...rules, process: { ...rules.process, clocks, targets } };
  const ticket = new Ticket(at(0, '09:00'), {}, own);
  t.is(rowOf(ticket).resolution_due_at, at(0, '09:30'));
  ticket.act(at(0, '09:20'), { name: 'timeout' });
  const facts = factsOf(sourceOf(ticket), (id) => id);
  const measured = Object.fromEntries(
    (facts.clock_cycles ?? []).map((row) => [row.clock_name, row.measures]),
  );
  t.like(measured, {
    first_response: 'first_response',
    resolution: 'resolution',
    gold_repair: 'resolution',
    desk_work: 'tier_work',
  });
  t.false(
    facts.ticket_periods?.some((row) => row.is_breached),
    'an OLA is no promise to anybody',
  );
  ticket.act(at(0, '09:30'), { name: 'timeout' });
  const after = factsOf(sourceOf(ticket), (id) => id).ticket_periods ?? [];
  t.true(after.some((row) => row.is_breached));
});
