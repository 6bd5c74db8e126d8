import test from 'ava';
import {
  aroundEvent,
  pageSize,
  type Stretch,
  withEarlier,
  withLater,
} from '../../api/ui/app/ticket/stretch.ts';

/** The events from one to another, with more on either side. */
function stretch(first: number, last: number): Stretch<{ seq: number }> {
  const items = Array.from({ length: last - first + 1 }, (_, index) => ({ seq: first + index }));
  return { items, earlier: first === 1 ? null : first, later: last === 9 ? null : last };
}

test('what came earlier is put before what is shown, and goes on before it', (t) => {
  t.deepEqual(withEarlier(stretch(5, 7), stretch(3, 4)), stretch(3, 7));
  t.deepEqual(withEarlier(stretch(3, 7), stretch(1, 2)), stretch(1, 7));
});

test('what came later is put behind what is shown, up to the latest', (t) => {
  t.deepEqual(withLater(stretch(3, 5), stretch(6, 7)), stretch(3, 7));
  t.deepEqual(withLater(stretch(3, 7), stretch(8, 9)), stretch(3, 9));
});

test('what was read twice is shown once', (t) => {
  t.deepEqual(withLater(stretch(3, 6), stretch(5, 9)), stretch(3, 9));
  t.deepEqual(withEarlier(stretch(3, 6), stretch(1, 4)), stretch(1, 6));
});

test('where nothing is new, nothing changes', (t) => {
  const known = stretch(5, 9);
  t.deepEqual(withLater(known, { items: [], earlier: 10, later: null }), known);
});

test('around an event there is as much before it as after it, from the beginning on', (t) => {
  const { after, limit } = aroundEvent(1_000);
  t.true(after < 1_000 && after + limit >= 1_000);
  t.is(1_000 - after, pageSize / 2);
  t.is(aroundEvent(3).after, 0);
});
