import { createHash } from 'node:crypto';
import test from 'ava';
import { connectDatabase } from '../../database/connection.ts';
import { type Person, upsertPeople } from '../../database/people.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

const lea: Person = {
  accountId: 'acc-lea',
  roles: ['agent'],
  displayName: 'Léa',
  tokens: [{ token: 'secret-of-lea', label: 'test' }],
  groups: [{ processId: 'it_support', groupId: 'network', capacity: 3, skills: ['vpn', 'dns'] }],
};

test('people written twice are there once, as last written, with what was not named kept', async (t) => {
  const database = connectDatabase((await createTestDatabase()).url, { name: 'accounts test' });
  onTeardown(() => database.destroy());
  await upsertPeople(database, [lea]);
  const other = { processId: 'it_support', groupId: 'service_desk', capacity: 1, shift: 'always' };
  await upsertPeople(database, [{ ...lea, displayName: 'Léa Martin', groups: [other] }]);

  const accounts = await database('accounts');
  t.deepEqual(
    accounts.map(({ account_id, display_name, locale }) => [account_id, display_name, locale]),
    [['acc-lea', 'Léa Martin', 'en']],
  );
  const places = await database('group_members').orderBy('group_id');
  t.deepEqual(
    places.map(({ group_id, capacity, skills, shift }) => [group_id, capacity, skills, shift]),
    [
      ['network', 3, ['vpn', 'dns'], null],
      ['service_desk', 1, [], 'always'],
    ],
  );
});

test('a token is stored only as its hash', async (t) => {
  const database = connectDatabase((await createTestDatabase()).url, { name: 'accounts test' });
  onTeardown(() => database.destroy());
  await upsertPeople(database, [lea]);
  const hash = createHash('sha256').update('secret-of-lea').digest('hex');
  t.is(
    await database('api_tokens')
      .first()
      .then((row) => row?.token_hash),
    hash,
  );
});

test('where one person cannot be written, none is', async (t) => {
  const database = connectDatabase((await createTestDatabase()).url, { name: 'accounts test' });
  onTeardown(() => database.destroy());
  const noRoom = { processId: 'it_support', groupId: 'network', capacity: 0 };
  const broken: Person = { ...lea, accountId: 'acc-marc', tokens: [], groups: [noRoom] };
  await t.throwsAsync(upsertPeople(database, [lea, broken]), { message: /capacity/ });
  t.deepEqual(await database('accounts'), []);
});
