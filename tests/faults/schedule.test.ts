import test from 'ava';
import { faultKinds, scheduleOf } from './schedule.ts';

/** What goes wrong in a run is drawn from its seed. */

test('the same seed draws the same faults, another seed others', (t) => {
  const draw = (seed: number) => [...scheduleOf(seed, 50, faultKinds)];
  t.deepEqual(draw(7), draw(7));
  t.notDeepEqual(draw(7), draw(8));
});

test('every kind of fault comes in a long run, and no other where some are asked for', (t) => {
  const kindsOf = (...args: Parameters<typeof scheduleOf>) =>
    new Set([...scheduleOf(...args)].map(({ fault }) => fault.kind));
  t.deepEqual([...kindsOf(1, 2_000, faultKinds)].sort(), [...faultKinds].sort());
  t.deepEqual([...kindsOf(1, 50, ['hole'])], ['hole']);
});
