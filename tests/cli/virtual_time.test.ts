import path from 'node:path';
import test from 'ava';
import { dayMs, hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import { bundleOf } from '../support/bundle.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { runWorker } from '../support/worker.ts';
import type { remind } from './fixtures/reminders.ts';

const taskQueue = 'virtual-time';

let temporal: TestTemporal;

test.before(async () => {
  temporal = await startTestTemporal();
  const fixtures = path.join(import.meta.dirname, 'fixtures');
  await runWorker(temporal, {
    taskQueue,
    workflowBundle: await bundleOf(path.join(fixtures, 'reminders.ts'), fixtures),
  });
});

function startReminders(workflowId: string, days: number) {
  return temporal.client.workflow.start<typeof remind>('remind', {
    taskQueue,
    workflowId,
    args: [days],
  });
}

test('a fast-forward fires every timer on the way, across continue-as-new', async (t) => {
  const handle = await startReminders('skips', 6);
  const before = Date.now();
  const now = await temporal.fastForward('skips', 4 * dayMs + hourMs);
  t.true(Math.abs(now.getTime() - before - 4 * dayMs - hourMs) < minuteMs);
  t.deepEqual(await handle.query('dueDays'), [1, 2, 3, 4]);
  await temporal.fastForward('skips', dayMs);
  t.deepEqual(await handle.query('dueDays'), [1, 2, 3, 4, 5]);
});

test('other workflows keep real time', async (t) => {
  const still = await startReminders('stays', 2);
  await startReminders('moves', 4);
  await temporal.fastForward('moves', 3 * dayMs + hourMs);
  t.deepEqual(await still.query('dueDays'), []);
});

test('a workflow that ends on the way says so, and its result stands', async (t) => {
  const handle = await startReminders('ends', 2);
  await t.throwsAsync(temporal.fastForward('ends', 30 * dayMs), {
    message: /workflow ends could not be moved ahead .* execution ended/,
  });
  t.deepEqual(await handle.result(), [1, 2]);
});
