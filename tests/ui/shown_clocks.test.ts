import test from 'ava';
import type { Clock } from '../../api/contract.ts';
import { shownClocks } from '../../api/ui/app/ticket/shown_clocks.ts';
import { kindOf } from '../../workflows/domain/ticket.ts';

function clock(
  name: Clock['name'],
  cycle: number,
  status: Clock['status'],
  isBreached = status === 'breached',
): Clock {
  return {
    name,
    measures: kindOf({ name }),
    cycle,
    status,
    isBreached,
    targetMinutes: 60,
    elapsedMinutes: 10,
    remainingMinutes: 50,
    dueAt: null,
    breachedAt: null,
    stoppedAt: null,
    calendar: 'always',
    warnings: [],
  };
}

const said = (clocks: Clock[]) => clocks.map(({ name, cycle }) => `${name} ${cycle}`);

test('what runs and what waits is shown, what was met is not', (t) => {
  const shown = shownClocks([
    clock('first_response', 1, 'met'),
    clock('resolution', 1, 'paused'),
    clock('next_response', 1, 'met'),
    clock('next_response', 2, 'cancelled'),
    clock('next_response', 3, 'running'),
  ]);
  t.deepEqual(said(shown), ['resolution 1', 'next_response 3']);
});

test('of each promise the last that was broken is shown', (t) => {
  const shown = shownClocks([
    clock('first_response', 1, 'breached'),
    clock('next_response', 1, 'breached'),
    clock('next_response', 2, 'breached'),
    clock('next_response', 3, 'met'),
  ]);
  t.deepEqual(said(shown), ['first_response 1', 'next_response 2']);
});

test('one that runs on though it is broken is shown once', (t) => {
  const clocks = [clock('resolution', 1, 'running', true)];
  t.deepEqual(shownClocks(clocks), clocks);
});

test('however many answers were owed, a handful of clocks is shown', (t) => {
  const past = Array.from({ length: 800 }, (_, n) =>
    clock('next_response', n + 1, n % 7 === 0 ? 'breached' : 'met'),
  );
  t.is(shownClocks([...past, clock('next_response', 801, 'running')]).length, 2);
});
