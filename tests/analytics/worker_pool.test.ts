import path from 'node:path';
import test from 'ava';
import { WorkerPool } from '../../analytics/workers/worker_pool.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import type { Deadly } from './fixtures/dying_worker.ts';

function poolOfDying(): WorkerPool<Deadly, string> {
  const pool = new WorkerPool<Deadly, string>({
    file: path.join(import.meta.dirname, 'fixtures/dying_worker.ts'),
    concurrency: 1,
    queueLength: 10,
    isThrowaway: false,
  });
  onTeardown(async () => pool.close());
  return pool;
}

test('a question whose worker was killed is asked once more', async (t) => {
  const marker = path.join(temporaryFolder(), 'died');
  t.is(await poolOfDying().ask({ marker }, 60_000), 'answered');
});

test('where that one is killed too, the asker is told that it was not their question, and others go on', async (t) => {
  const pool = poolOfDying();
  await t.throwsAsync(pool.ask({ marker: null }, 60_000), { code: 'worker_lost' });
  const marker = path.join(temporaryFolder(), 'died');
  t.is(await pool.ask({ marker }, 60_000), 'answered');
});
