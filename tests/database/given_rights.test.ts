import test from 'ava';
import { findScimGroups } from '../../api/federation/scim/find_groups.ts';
import { removeScimGroup, writeScimGroup } from '../../api/federation/scim/write_group.ts';
import { listAudit, verifyAudit } from '../../database/audit.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { giveAllMapped } from '../../database/federation/given_rights.ts';
import { type Author, createAccounts, upsertPeople } from '../../database/people.ts';
import type { Role } from '../../database/roles.ts';
import { createTestDatabase, patient } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

const author: Author = { by: { program: 'scim' } };

async function deskOf(people: Record<string, Role[]>): Promise<Database> {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'given rights test', ...patient });
  onTeardown(() => database.destroy());
  await upsertPeople(
    database,
    Object.entries(people).map(([accountId, roles]) => ({
      accountId,
      roles,
      displayName: accountId,
    })),
  );
  await database('group_mappings').insert([
    { mapping_id: 'm1', source: 'scim', directory_group: 'Agents', role: 'agent' },
    { mapping_id: 'm2', source: 'scim', directory_group: 'Owners', role: 'administrator' },
    {
      ...{ mapping_id: 'm3', source: 'scim', directory_group: 'Agents' },
      ...{ process_id: 'it_support', group_id: 'network', capacity: 4 },
    },
  ]);
  return database;
}

const give = (database: Database, groups: Record<string, string[]>, source = 'scim') =>
  database.transaction((trx) =>
    giveAllMapped(trx, author, source, new Map(Object.entries(groups))),
  );

async function rolesOf(database: Database): Promise<Record<string, Role[]>> {
  const rows = await database('accounts').orderBy('account_id');
  return Object.fromEntries(rows.map(({ account_id, roles }) => [account_id, [...roles]]));
}

const placesOf = (database: Database) =>
  database('group_members').orderBy('account_id').pluck<string[]>('account_id');

/** How many statements a piece of work sends. */
async function statementsOf(database: Database, work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const add = () => {
    count += 1;
  };
  database.on('query', add);
  await work();
  database.off('query', add);
  return count;
}

test('a directory gives to many at once what each of them is to have, and nobody else', async (t) => {
  const database = await deskOf({
    ann: ['requester'],
    ben: ['requester', 'agent'],
    cleo: ['requester'],
    dan: ['requester'],
    eve: ['administrator'],
  });
  await database('accounts').where({ account_id: 'dan' }).update({ is_active: false });
  await give(database, {
    ann: ['Agents', 'Agents', 'Unmapped'],
    ben: ['Agents'],
    cleo: [],
    dan: ['Agents'],
  });
  t.deepEqual(await rolesOf(database), {
    ann: ['requester', 'agent'],
    ben: ['requester', 'agent'],
    cleo: ['requester'],
    dan: ['requester'],
    eve: ['administrator'],
  });
  t.deepEqual(await placesOf(database), ['ann', 'ben']);
  await give(database, { ann: [], ben: [], cleo: ['Agents'] });
  t.like(
    await rolesOf(database),
    {
      ann: ['requester'],
      ben: ['requester', 'agent'],
      cleo: ['requester', 'agent'],
    },
    'what Ben was given by hand stays his',
  );
  t.deepEqual(await placesOf(database), ['cleo']);
  const told = (await listAudit(database, { kinds: ['membership_changed'] }, 10)).map(
    ({ object_id, before, after }) => [object_id, before, after],
  );
  const network = { groups: ['it_support/network'] };
  t.deepEqual(told, [
    ['cleo', { groups: [] }, network],
    ['ben', network, { groups: [] }],
    ['ann', network, { groups: [] }],
    ['ben', { groups: [] }, network],
    ['ann', { groups: [] }, network],
  ]);
  t.deepEqual((await verifyAudit(database)).broken, []);
});

test('of the administrators whom a directory forgets at once one stays', async (t) => {
  const database = await deskOf({ ann: ['requester'], ben: ['requester'], cleo: ['requester'] });
  await give(database, { ann: ['Owners'], ben: ['Owners'], cleo: ['Agents'] });
  await give(database, { ann: [], ben: [], cleo: [] });
  t.deepEqual(await rolesOf(database), {
    ann: ['requester'],
    ben: ['requester', 'administrator'],
    cleo: ['requester'],
  });
  await give(database, { ann: ['Owners'] });
  await give(database, { ben: [] });
  t.like(
    await rolesOf(database),
    { ann: ['requester', 'administrator'], ben: ['requester'] },
    'and goes when there is another',
  );
});

test('a group of hundreds is written, shown and removed by as few statements as one of two', async (t) => {
  const names = Array.from({ length: 300 }, (_, n) => `acc-${String(n).padStart(3, '0')}`);
  const database = await deskOf({
    ...Object.fromEntries(names.map((name): [string, Role[]] => [name, ['requester']])),
    eve: ['administrator'],
  });
  const groupOf = (id: string, ids: string[]) => {
    const group = {
      displayName: id,
      externalId: 'Agents',
      members: ids.map((value) => ({ value })),
    };
    return {
      write: () => database.transaction((trx) => writeScimGroup(trx, author, id, group)),
      remove: () => database.transaction((trx) => removeScimGroup(trx, author, id)),
    };
  };
  const two = groupOf('group-1', names.slice(0, 2));
  const hundreds = groupOf('group-2', names);
  const few = await statementsOf(database, two.write);
  await two.remove();
  t.deepEqual(await placesOf(database), []);
  t.is(await statementsOf(database, hundreds.write), few);
  t.is((await placesOf(database)).length, 300);
  await two.write();
  const listed = await statementsOf(database, async () => {
    const { total, rows } = await findScimGroups(database, {});
    t.is(total, 2);
    t.deepEqual(
      rows.map(({ members }) => members.map(({ value }) => value)),
      [names.slice(0, 2), names],
    );
  });
  t.is(listed, 2, 'one counts, one reads');
  await hundreds.remove();
  t.deepEqual(await placesOf(database), names.slice(0, 2), 'whom another group has there');
});

test('people come in any order before or after their managers, and never in a circle', async (t) => {
  const database = await deskOf({ eve: ['administrator'] });
  const person = (accountId: string, managerId: string | null) => ({
    ...{ accountId, managerId, name: accountId, roles: ['requester'] as const },
    ...{ addresses: [], phones: [], locale: 'en' as const, zone: null, site: null },
    ...{ department: null, requesterTier: 'standard' as const },
  });
  const create = (...people: ReturnType<typeof person>[]) =>
    database.transaction((trx) => createAccounts(trx, author, people));
  await create(person('low', 'mid'), person('mid', 'top'), person('top', 'eve'));
  const managers = await database('accounts').whereNotNull('manager_id').orderBy('account_id');
  t.deepEqual(
    managers.map(({ account_id, manager_id }) => [account_id, manager_id]),
    [
      ['low', 'mid'],
      ['mid', 'top'],
      ['top', 'eve'],
    ],
  );
  const circle = [person('x', 'y'), person('y', 'z'), person('z', 'y')];
  await t.throwsAsync(create(...circle), { message: /manager_circle/ });
  await t.throwsAsync(create(person('own', 'own')), { message: /manager_circle/ });
  await t.throwsAsync(create(person('a', 'b'), person('b', 'nobody')), {
    message: /unknown_manager.*nobody/,
  });
  t.is((await database('accounts')).length, 4, 'and nothing is half done');
});
