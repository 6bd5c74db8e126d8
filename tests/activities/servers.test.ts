import test from 'ava';
import { pino } from 'pino';
import { beginWithDatabase } from '../../activities/servers.ts';
import { connectDatabase } from '../../database/connection.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

const log = pino({ level: 'silent' });

async function openDatabase() {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'begin test' });
  onTeardown(() => database.destroy());
  return database;
}

test('a worker that loses Postgres while it begins waits for it and begins again', async (t) => {
  const database = await openDatabase();
  let attempts = 0;
  const begun = await beginWithDatabase(database, log, async () => {
    attempts += 1;
    if (attempts === 1) await database.raw('select pg_terminate_backend(pg_backend_pid())');
    return 'begun';
  });
  t.is(begun, 'begun');
  t.is(attempts, 2);
});

test('what is no matter of waiting ends a worker that begins at once', async (t) => {
  const database = await openDatabase();
  let attempts = 0;
  const begin = async () => {
    attempts += 1;
    throw new RangeError('a defect');
  };
  await t.throwsAsync(beginWithDatabase(database, log, begin), { instanceOf: RangeError });
  t.is(attempts, 1);
});
