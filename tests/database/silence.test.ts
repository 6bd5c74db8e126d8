import test from 'ava';
import { isDatabaseAway } from '../../database/away.ts';
import { connectDatabase } from '../../database/connection.ts';
import { eventually } from '../support/eventually.ts';
import { startFrozenProxy } from '../support/frozen_proxy.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

async function databaseBehindProxy() {
  const url = new URL((await createTestDatabase()).url);
  const proxy = await startFrozenProxy(Number(url.port));
  url.port = String(proxy.port);
  const database = connectDatabase(url.href, {
    name: 'silence test',
    sessionsMax: 2,
    isHurried: true,
  });
  onTeardown(() => database.destroy());
  return { proxy, database };
}

test('a server that takes connections and does not answer is away, for statements, transactions and those in line', async (t) => {
  const { proxy, database } = await databaseBehindProxy();
  await database.raw('select 1');
  proxy.freeze();
  const works = [
    database.raw('select 2'),
    database.transaction((trx) => trx.raw('select 3')),
    database.raw('select 4'),
  ];
  for (const work of works) t.true(isDatabaseAway(await t.throwsAsync(work)));
  const error = await t.throwsAsync(database.raw('select 5'));
  t.is(error?.name, 'DatabaseSilent', 'nobody waits any more');
  proxy.thaw();
  await eventually(async () => {
    const { rows } = await database.raw('select 6 as n').catch(() => ({ rows: [] }));
    return rows.length === 1;
  });
  t.is((await database.transaction((trx) => trx.raw('select 7 as n'))).rows[0].n, 7);
});

test('a statement that takes long is no sign of silence', async (t) => {
  const { database } = await databaseBehindProxy();
  const { rows } = await database.raw('select pg_sleep(3), 1 as n');
  t.is(rows[0].n, 1);
});
