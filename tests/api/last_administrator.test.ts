import test from 'ava';
import { importPeople } from '../../api/people/import/import_people.ts';
import type { ApiServer } from '../../api/server.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { giveMapped } from '../../database/federation/given_rights.ts';
import { type Author, upsertPeople } from '../../database/people.ts';
import { writePassword } from '../../database/sign_in/passwords.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { type Caller, callerOf, startApi } from './api_desk.ts';

/** Ada signs in by a password. Bea is an administrator too, and has nothing yet to sign in by. */

let database: Database;
let api: ApiServer;
let ada: Caller;

const author: Author = { by: { program: 'cli' } };

test.before(async () => {
  const { url } = await createTestDatabase();
  database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  api = await startApi({
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    PALIER_OIDC_ISSUER: 'https://sso.example',
    PALIER_OIDC_CLIENT_ID: 'desk',
    PALIER_OIDC_CLIENT_SECRET: 'a secret of the desk',
  });
  const person = (name: string, roles: ('administrator' | 'agent')[]) => ({
    accountId: `acc-${name}`,
    displayName: name,
    roles,
    addresses: [`${name}@desk.example`],
  });
  await upsertPeople(database, [
    { ...person('ada', ['administrator', 'agent']), tokens: [{ token: 'ada', label: 'test' }] },
    person('bea', ['administrator']),
    person('cyd', ['agent']),
  ]);
  await writePassword(database, 'acc-ada', 'no hash of any password');
  ada = callerOf(api.url, 'ada');
});

const rolesOf = async (id: string) =>
  (await database('accounts').where('account_id', id).first('roles'))?.roles;

const brings = (text: string, writes: 'nothing' | 'all' | 'right') =>
  importPeople(database, Buffer.from(text), { writes, author, locale: 'en' });

test.serial('the last administrator who can sign in stays, whoever takes them away', async (t) => {
  t.true((await ada.get('/api/accounts/acc-ada/closing')).body.isLastAdministrator);
  t.false((await ada.get('/api/accounts/acc-bea/closing')).body.isLastAdministrator);
  for (const refused of [
    await ada.put('/api/accounts/acc-ada/closing'),
    await ada.put('/api/accounts/acc-ada', { roles: ['agent'] }),
  ]) {
    t.like(refused, { status: 409, body: { code: 'last_administrator' } });
  }
  const left = await fetch(`${api.url}/scim/v2/Users/acc-ada`, {
    method: 'DELETE',
    headers: { authorization: 'Bearer ada' },
  });
  t.like(await left.json(), { status: '409', scimType: 'mutability' });
  await database('given_roles').insert({
    account_id: 'acc-ada',
    role: 'administrator',
    source: 'scim',
  });
  await database.transaction((trx) =>
    giveMapped(trx, author, { accountId: 'acc-ada', source: 'scim', groups: [] }),
  );
  t.deepEqual(await rolesOf('acc-ada'), ['agent', 'administrator']);
});

test.serial('nobody is erased who is the last administrator to sign in', async (t) => {
  await database('accounts')
    .where('account_id', 'acc-ada')
    .update({ roles: ['administrator'] });
  const erased = await ada.post('/api/personal-data/acc-ada/erasure', { confirm: 'ada' });
  t.like(erased, { status: 409, body: { code: 'last_administrator' } });
});

test.serial(
  'a file says by its line that it would take the last one away, before it is written',
  async (t) => {
    const both = 'id,roles\nacc-ada,agent\nacc-bea,agent\n';
    const of = ({ errors }: Awaited<ReturnType<typeof brings>>) =>
      errors.map(({ line, column }) => [line, column]);
    t.deepEqual(of(await brings(both, 'nothing')), [
      [2, 'roles'],
      [3, 'roles'],
    ]);
    t.false((await brings(both, 'all')).isWritten);
    const one = 'id,roles,site\nacc-ada,agent,Lyon\nacc-cyd,agent,Lyon\n';
    t.deepEqual(of(await brings(one, 'nothing')), [[2, 'roles']]);
    const written = await brings(one, 'right');
    t.like(written, { isWritten: true, changedCount: 1 });
    t.deepEqual(await rolesOf('acc-ada'), ['administrator']);
    const other = 'id,roles\nacc-bea,agent\n';
    t.deepEqual(of(await brings(other, 'nothing')), [], 'who never could sign in shuts nobody out');
  },
);

test.serial(
  'an identity lets an administrator in where its provider is one of the settings',
  async (t) => {
    await eventually(async () => (await database('sign_in_providers')).length === 1);
    const identity = { issuer: 'https://sso.example', subject: 'bea', account_id: 'acc-bea' };
    await database('identities').insert({ ...identity, source: 'gone' });
    t.is((await ada.put('/api/accounts/acc-ada/closing')).status, 409);
    await database('identities').update({ source: 'sso' });
    t.is((await ada.put('/api/accounts/acc-ada/closing')).status, 200);
  },
);
