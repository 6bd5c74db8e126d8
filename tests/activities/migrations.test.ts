import test from 'ava';
import { connectDatabase } from '../../database/connection.ts';
import { migrate, pendingMigrations } from '../../database/migrate.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

async function emptyDatabase() {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  await database.raw('drop schema public cascade');
  await database.raw('create schema public');
  return { url, database };
}

test('migrators that start at once wait for each other and apply each migration once', async (t) => {
  const { url, database } = await emptyDatabase();
  const pending = await pendingMigrations(database);
  t.true(pending.length > 0);

  const applied = await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)]);

  t.deepEqual(applied.flat(), pending);
  t.deepEqual(await pendingMigrations(database), []);
  t.deepEqual(await migrate(url), []);
});

test('a migrator that was killed half-way does not lock out the next one', async (t) => {
  const { url, database } = await emptyDatabase();
  await migrate(url);
  await database('knex_migrations_lock').update({ is_locked: 1 });

  t.deepEqual(await migrate(url), []);
});

test('a recorded event can be neither changed nor deleted', async (t) => {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  await database('ticket_events').insert({
    ticket_id: 'tkt-a',
    seq: 1,
    type: 'ticket_opened',
    at: new Date(),
    actor_kind: 'requester',
    actor_id: 'acc-a',
    command_id: 'cmd-a',
    data: '{}',
    source: null,
    data_hash: 'aa',
  });

  await t.throwsAsync(database('ticket_events').update({ data_hash: 'bb' }), {
    message: /ticket_events is append only: UPDATE refused/,
  });
  await t.throwsAsync(database('ticket_events').delete(), {
    message: /ticket_events is append only: DELETE refused/,
  });
  await t.throwsAsync(database('ticket_events').truncate(), {
    message: /ticket_events is append only: TRUNCATE refused/,
  });
  t.is((await database('ticket_events').where({ data_hash: 'aa' })).length, 1);
});
