import test from 'ava';
import { connectDatabase, type Database } from '../../database/connection.ts';
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

/** Every function of the desk's own, as the database says it. */
async function functionsOf(database: Database): Promise<Record<string, string>> {
  const { rows } = await database.raw(`
    select oid::regprocedure::text as name, pg_get_functiondef(oid) as text
    from pg_proc
    where pronamespace = 'public'::regnamespace and prokind = 'f'
      and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')`);
  return Object.fromEntries(
    rows.map(({ name, text }: { name: string; text: string }) => [name, text]),
  );
}

test('a desk that is brought up to date has the functions that a new one has', async (t) => {
  const fresh = await emptyDatabase();
  await migrate(fresh.url);
  const { url, database } = await emptyDatabase();
  await migrate(url);
  await database.raw(`
    create or replace function erase_mails(ids bigint[]) returns void language sql as 'select'`);
  await database.raw('drop function erase_person');
  await database('function_sets').update({ sha256: 'of an older version' });
  t.deepEqual(await pendingMigrations(database), ['functions']);

  t.deepEqual(await migrate(url), ['functions']);

  t.deepEqual(await functionsOf(database), await functionsOf(fresh.database));
  t.deepEqual(await migrate(url), []);
});

test('an older version that starts beside a newer one leaves its functions alone', async (t) => {
  const { url, database } = await emptyDatabase();
  await migrate(url);
  const newer =
    "create or replace function erased_text() returns text language sql return '[gone]'";
  await database.raw(newer);
  await database('function_sets').insert({ sha256: 'of a newer version' });

  t.deepEqual(await migrate(url), []);
  // The database of a newer version alone has never had these.
  await database('function_sets').whereNot({ sha256: 'of a newer version' }).delete();
  await database('knex_migrations').insert({ name: '9999_newer.sql' });
  t.deepEqual(await migrate(url), []);
  t.is((await database.raw('select erased_text() as text')).rows[0].text, '[gone]');
});
