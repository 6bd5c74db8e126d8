import test from 'ava';
import { readAhead } from '../../analytics/read_ahead.ts';

test('the next item is being fetched while one is worked on, and no more than that', async (t) => {
  const fetched: number[] = [];
  const seen: [number, number[]][] = [];
  async function* items() {
    for (let n = 1; n <= 4; n++) {
      fetched.push(n);
      yield n;
    }
  }
  for await (const item of readAhead(items())) {
    await Promise.resolve();
    seen.push([item, [...fetched]]);
  }
  t.deepEqual(seen, [
    [1, [1, 2]],
    [2, [1, 2, 3]],
    [3, [1, 2, 3, 4]],
    [4, [1, 2, 3, 4]],
  ]);
});

test('a fetch that fails is told after the item before it was worked on', async (t) => {
  const worked: number[] = [];
  async function* items() {
    yield 1;
    throw new Error('the connection was lost');
  }
  await t.throwsAsync(
    async () => {
      for await (const item of readAhead(items())) worked.push(item);
    },
    { message: 'the connection was lost' },
  );
  t.deepEqual(worked, [1]);
});

test('work that fails ends the fetching too, and its own error is the one told', async (t) => {
  let isClosed = false;
  async function* items() {
    try {
      yield 1;
      yield 2;
      yield 3;
    } finally {
      isClosed = true;
    }
  }
  await t.throwsAsync(
    async () => {
      for await (const _item of readAhead(items())) throw new Error('the disk is full');
    },
    { message: 'the disk is full' },
  );
  t.true(isClosed);
});
