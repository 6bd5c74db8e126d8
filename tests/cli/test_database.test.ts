import test from 'ava';
import pg from 'pg';
import { createTestDatabase, startTestPostgres } from '../support/postgres.ts';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('each test database is migrated and its own', async (t) => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await query(first.url, 'create table only_here (id int)');
  const tables = 'select tablename from pg_tables where schemaname = current_schema()';
  const namesOf = async (url: string) => (await query(url, tables)).map((row) => row.tablename);
  t.true((await namesOf(first.url)).includes('only_here'));
  t.false((await namesOf(second.url)).includes('only_here'));
  t.true((await namesOf(second.url)).includes('ticket_events'));
});

test('a dropped test database is gone, sessions and all', async (t) => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => {});
  await client.connect();
  await database.drop();
  await t.throwsAsync(query(database.url, 'select 1'), { code: '3D000' });
});

test('what a server committed is there after it crashed', async (t) => {
  const server = await startTestPostgres();
  const { url } = await server.createDatabase();
  await query(url, 'create table kept as select 42 as answer');
  await server.stop('crash');
  await t.throwsAsync(query(url, 'select 1'), { code: 'ECONNREFUSED' });
  await server.start();
  t.deepEqual(await query(url, 'select answer from kept'), [{ answer: 42 }]);
});
