import test from 'ava';
import { openDrawings } from '../../api/processes/drawings.ts';
import { emptyHistory } from '../../workflows/processes/history.ts';
import { findProcess, snapshotOf } from '../../workflows/processes/index.ts';
import { eventually } from '../support/eventually.ts';

/** What processes provide for is found out within bounds: nobody who looks at a map can start more. */

const history = snapshotOf(emptyHistory);

test('a process is drawn once, however many look at it meanwhile', async (t) => {
  t.timeout(120_000, 'A program is started');
  const kept: string[] = [];
  const drawings = openDrawings({
    keep: async (hash, { parts }) => {
      kept.push(`${hash} ${parts.length}`);
    },
    onFailed: (_snapshot, error) => t.fail(String(error)),
  });
  t.teardown(() => drawings.close());
  for (let looks = 0; looks < 20; looks++) t.true(drawings.draw(history));
  await eventually(async () => kept.length > 0);
  t.deepEqual(kept, [`${history.hash} 2`]);
});

test('what takes longer than it may is given up, is not begun again at once, and others are drawn after it', async (t) => {
  t.timeout(120_000, 'Two programs are started');
  const kept: string[] = [];
  const failed: string[] = [];
  const options = {
    keep: async (hash: string) => {
      kept.push(hash);
    },
    onFailed: ({ id }: { id: string }) => failed.push(id),
  };
  const support = findProcess('it_support');
  if (!support) throw new Error('There is no it_support');
  const snapshot = snapshotOf(support);
  // Trying everything takes this process longer than a program needs to begin.
  const hurried = openDrawings({ ...options, timeoutMs: 1 });
  t.teardown(() => hurried.close());
  t.true(hurried.draw(snapshot));
  await eventually(async () => failed.length > 0);
  t.deepEqual(failed, ['it_support']);
  t.false(hurried.draw(snapshot));
  t.deepEqual(kept, []);
});

test('no more wait for their turn than there are places', async (t) => {
  const failed = new Set<string>();
  const drawings = openDrawings({
    keep: async () => {},
    onFailed: ({ hash }) => failed.add(hash),
    timeoutMs: 1,
    queueLength: 1,
  });
  t.teardown(() => drawings.close());
  const asked = ['one', 'two', 'three'].map((hash) => ({ ...history, hash }));
  for (const one of asked) t.true(drawings.draw(one));
  await eventually(async () => failed.size === 2);
  t.deepEqual([...failed], ['one', 'two'], 'the third was not begun');
});
