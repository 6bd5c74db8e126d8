import test from 'ava';
import { findFreePort } from '../../cli/servers/ports.ts';
import { isDatabaseAway, orIfDatabaseAway } from '../../database/away.ts';
import { connectDatabase } from '../../database/connection.ts';
import { onTeardown } from '../support/teardown.ts';

async function unreachable() {
  const port = await findFreePort();
  const database = connectDatabase(`postgres://x@127.0.0.1:${port}/x`, { name: 'away test' });
  onTeardown(() => database.destroy());
  return database;
}

test('a server that nobody reaches is away, however deep its error is wrapped', async (t) => {
  const database = await unreachable();
  const error = await t.throwsAsync(database('accounts').first());
  t.true(isDatabaseAway(error));
  t.true(isDatabaseAway(new Error('The desk cannot read texts now', { cause: error })));
  t.true(isDatabaseAway(new AggregateError([new Error('?'), error])));
});

test('a server that is full, shuts down or took too long is away; one that refuses is there', (t) => {
  const withState = (code: string) => Object.assign(new Error('said the server'), { code });
  for (const code of ['08006', '53300', '57014', '57P01']) t.true(isDatabaseAway(withState(code)));
  for (const code of ['23503', '42P01', '23505']) t.false(isDatabaseAway(withState(code)));
  t.false(isDatabaseAway(new Error('a mistake')));
});

test('what can do without the database does, and a mistake stays a mistake', async (t) => {
  const database = await unreachable();
  t.is(await orIfDatabaseAway(async () => (await database('accounts')).length, -1), -1);
  const mistake = () => Promise.reject(new TypeError('a mistake'));
  await t.throwsAsync(orIfDatabaseAway(mistake, -1), { instanceOf: TypeError });
});
