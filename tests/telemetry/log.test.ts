import { Writable } from 'node:stream';
import test from 'ava';
import { pino } from 'pino';
import { connectDatabase } from '../../database/connection.ts';
import { loggedError } from '../../telemetry/log.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

test('an error of Postgres is logged without the rows it came of', async (t) => {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'log test' });
  onTeardown(() => database.destroy());
  await database('accounts').insert({
    account_id: 'acc-a',
    display_name: 'A',
    roles: ['requester'],
  });
  const lines: string[] = [];
  const log = pino(
    { serializers: { err: loggedError } },
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    }),
  );
  const addresses = () =>
    database('mail_addresses').insert({
      address: 'zorblatt@quenya.example',
      account_id: 'acc-a',
      is_main: true,
    });
  await addresses();
  for (const work of [
    addresses(),
    database.raw('select * from jsonb_to_recordset(?::jsonb) as x (n int)', ['{"zorblatt"']),
    database('accounts').insert({ account_id: 'acc-b', display_name: 'zorblatt', roles: [] }),
  ]) {
    await work.catch((error: unknown) => log.error({ err: error }, 'failed'));
  }
  t.true(lines.length >= 2);
  t.regex(lines[0] ?? '', /duplicate key value/);
  t.notRegex(lines.join(''), /zorblatt/);
});
