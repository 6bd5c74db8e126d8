import test from 'ava';
import type { ApiServer } from '../../api/server.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { upsertPeople } from '../../database/people.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startApi } from './api_desk.ts';

let database: Database;
let api: ApiServer;

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';

test.before('an administrator has a token', async () => {
  const { url: databaseUrl } = await createTestDatabase();
  database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  api = await startApi({ DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  await upsertPeople(database, [
    {
      accountId: 'acc-ada',
      roles: ['administrator'],
      displayName: 'Ada',
      tokens: [{ token: 'ada', label: 'directory' }],
    },
    {
      accountId: 'acc-lea',
      roles: ['requester'],
      displayName: 'Léa Martin',
      addresses: ['lea@example.org'],
      tokens: [{ token: 'lea', label: 'test' }],
    },
  ]);
  await database('group_mappings').insert([
    { mapping_id: 'm1', source: 'scim', directory_group: 'Desk agents', role: 'agent' },
    {
      mapping_id: 'm2',
      source: 'scim',
      directory_group: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
      process_id: 'it_support',
      group_id: 'network',
      capacity: 4,
    },
  ]);
});

/** As the documents of Entra ID show the creation of a user. */
const entraUser = (name: string) => ({
  schemas: [core, enterprise],
  externalId: `0a21f0f2-8d2a-4f8e-bf98-${name}`,
  userName: `${name}@example.org`,
  active: true,
  displayName: `${name} Entra`,
  emails: [{ primary: true, type: 'work', value: `${name}@example.org` }],
  meta: { resourceType: 'User' },
  name: { formatted: `${name} Entra`, familyName: 'Entra', givenName: name },
  roles: [],
  title: 'passed over',
});

/** As those of Okta do. */
const oktaUser = (name: string) => ({
  schemas: [core],
  userName: `${name}@example.org`,
  name: { givenName: name, familyName: 'Okta' },
  emails: [{ primary: true, value: `${name}@example.org`, type: 'work' }],
  displayName: `${name} Okta`,
  locale: 'fr-FR',
  externalId: `00ujl29u0le5T6Aj-${name}`,
  groups: [],
  password: '1mz050nq',
  active: true,
});

test.serial('only an administrator’s token opens it, and errors are SCIM’s', async (t) => {
  const none = await ask('GET', '/Users', undefined, null);
  t.is(none.status, 401);
  t.deepEqual([none.body.schemas, none.body.status], [[errorSchema], '401']);
  t.is(none.type, 'application/scim+json');
  t.is((await ask('GET', '/Users', undefined, 'lea')).status, 403);
  const lost = await ask('GET', '/Users/acc-nobody');
  t.deepEqual([lost.status, lost.body.schemas], [404, [errorSchema]]);
  const filter = await ask('GET', `/Users?filter=${encodeURIComponent('userName eq')}`);
  t.deepEqual([filter.status, filter.body.scimType], [400, 'invalidFilter']);
});

test.serial('it says what it does', async (t) => {
  const { body } = await ask('GET', '/ServiceProviderConfig');
  t.like(body, {
    patch: { supported: true },
    etag: { supported: true },
    bulk: { supported: false },
  });
  t.is((await ask('GET', '/ResourceTypes')).body.totalResults, 2);
  const schemas = (await ask('GET', '/Schemas')).body.Resources;
  t.true(schemas.some(({ id }: { id: string }) => id === core));
});

test.serial('Entra ID asks first, makes a person, and finds them again', async (t) => {
  t.is((await find('userName eq "nora@example.org"')).totalResults, 0);
  const made = await ask('POST', '/Users', entraUser('nora'));
  t.is(made.status, 201);
  t.is(made.body.meta.location, `${api.url}/scim/v2/Users/${made.body.id}`);
  for (const filter of [
    'userName eq "NORA@example.org"',
    'externalId eq "0a21f0f2-8d2a-4f8e-bf98-nora"',
    'emails.value eq "nora@example.org"',
    'emails[type eq "work"].value eq "nora@example.org"',
    'displayName sw "nora" and not (active eq false)',
    '(name.familyName co "ntr" or id eq "x") and active eq "True"',
  ]) {
    const { Resources } = await find(filter);
    t.deepEqual(
      ids(Resources).filter((id) => id === made.body.id),
      [made.body.id],
      filter,
    );
  }
  const again = await ask('POST', '/Users', entraUser('nora'));
  t.deepEqual([again.status, again.body.scimType], [409, 'uniqueness']);
});

test.serial('whoever the desk knows already is found, not made a second time', async (t) => {
  const { Resources } = await find('userName eq "lea@example.org"');
  t.deepEqual(ids(Resources), ['acc-lea']);
  const twice = await ask('POST', '/Users', oktaUser('lea'));
  t.deepEqual([twice.status, twice.body.scimType], [409, 'uniqueness']);
});

test.serial('Entra ID changes a person in its dialect', async (t) => {
  const { body: ada } = await find('id eq "acc-ada"').then((body) => ({ body }));
  t.is(ada.totalResults, 1);
  const { body: made } = await ask('POST', '/Users', entraUser('ivo'));
  const changed = await patch(`/Users/${made.id}`, [
    { op: 'Replace', path: 'displayName', value: 'Ivo Changed' },
    { op: 'Add', path: 'emails[type eq "home"].value', value: 'ivo@home.example' },
    { op: 'Replace', path: 'name.givenName', value: 'Ivan' },
    { op: 'Add', path: `${enterprise}:department`, value: 'Network' },
    { op: 'Add', path: `${enterprise}:manager`, value: 'acc-ada' },
    { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+33 6 12 34 56 78' },
    { op: 'Replace', path: 'addresses[type eq "work"].country', value: 'passed over' },
  ]);
  t.is(changed.status, 200);
  t.like(changed.body, { displayName: 'Ivo Changed', name: { givenName: 'Ivan' }, active: true });
  t.deepEqual(changed.body[enterprise], { department: 'Network', manager: { value: 'acc-ada' } });
  const account = await database('accounts').where({ account_id: made.id }).first();
  t.like(account, { display_name: 'Ivo Changed', department: 'Network', manager_id: 'acc-ada' });
  t.deepEqual(account?.phones, ['+33612345678']);
  t.is(
    await database('mail_addresses')
      .where({ account_id: made.id })
      .count()
      .first()
      .then((row) => Number(row?.count)),
    2,
  );

  const off = await patch(`/Users/${made.id}`, [{ op: 'Replace', path: 'active', value: 'False' }]);
  t.false(off.body.active);
  t.false((await database('accounts').where({ account_id: made.id }).first())?.is_active);
  const on = await patch(`/Users/${made.id}`, [{ op: 'Replace', path: 'active', value: 'True' }]);
  t.true(on.body.active);
  const bare = await patch(`/Users/${made.id}`, [
    { op: 'Remove', path: `${enterprise}:department` },
    { op: 'remove', path: 'phoneNumbers' },
  ]);
  t.is(bare.body[enterprise].department, undefined);
  t.deepEqual(bare.body.phoneNumbers, []);
});

test.serial(
  'the organization of a person is the name of a customer; another is refused, and passed over where there are none',
  async (t) => {
    const served = (organization: unknown) => ({
      ...entraUser('otto'),
      [enterprise]: { organization },
    });
    const { body: made, status } = await ask('POST', '/Users', served('North Hospital'));
    t.deepEqual([status, made[enterprise]], [201, undefined]);
    const row = { customer_id: 'cus-north', name: 'North Hospital' };
    await database('customers').insert({
      ...row,
      contract: null,
      note: '',
      command_id: 'north',
      fingerprint: 'north',
    });
    const customerOf = async () =>
      (await database('accounts').where({ account_id: made.id }).first())?.customer_id;
    const refused = await ask('PUT', `/Users/${made.id}`, served('Nobody Ltd'));
    t.deepEqual([refused.status, refused.body.scimType], [400, 'invalidValue']);
    t.regex(refused.body.detail, /no customer 'Nobody Ltd'/);
    t.is(await customerOf(), null);
    const replaced = await ask('PUT', `/Users/${made.id}`, served('NORTH hospital'));
    t.deepEqual(replaced.body[enterprise], { organization: 'North Hospital' });
    t.is(await customerOf(), 'cus-north');
    const { Resources } = await find(`${enterprise}:organization eq "north hospital"`);
    t.deepEqual(ids(Resources), [made.id]);
    // What is left out of a replacement, or of a change, stays.
    await ask('PUT', `/Users/${made.id}`, entraUser('otto'));
    await patch(`/Users/${made.id}`, [{ op: 'Replace', path: 'displayName', value: 'Otto' }]);
    t.is(await customerOf(), 'cus-north');
    await patch(`/Users/${made.id}`, [{ op: 'Remove', path: `${enterprise}:organization` }]);
    t.is(await customerOf(), null);
  },
);

test.serial('Okta makes, replaces and deactivates a person in its dialect', async (t) => {
  const { body: made, status } = await ask('POST', '/Users', oktaUser('max'));
  t.is(status, 201);
  t.is(made.locale, 'fr');
  const renamed = { ...oktaUser('max'), id: made.id, displayName: 'Max Replaced' };
  t.is((await ask('PUT', `/Users/${made.id}`, renamed)).body.displayName, 'Max Replaced');
  const off = await patch(`/Users/${made.id}`, [{ op: 'replace', value: { active: false } }]);
  t.deepEqual([off.status, off.body.active], [200, false]);
  t.is((await ask('PUT', `/Users/${made.id}`, renamed)).body.active, true, 'and takes them back');
});

test.serial('an account that was closed at the desk is not opened by a directory', async (t) => {
  const { body: made } = await ask('POST', '/Users', oktaUser('eva'));
  await database('accounts').where({ account_id: made.id }).update({ is_active: false });
  const answer = await ask('PUT', `/Users/${made.id}`, oktaUser('eva'));
  t.deepEqual([answer.status, answer.body.scimType], [409, 'mutability']);
});

test.serial(
  'who is deleted is closed and unknown, and the same account when they return',
  async (t) => {
    const { body: made } = await ask('POST', '/Users', entraUser('tim'));
    t.is((await ask('DELETE', `/Users/${made.id}`)).status, 204);
    t.false((await database('accounts').where({ account_id: made.id }).first())?.is_active);
    t.is((await ask('GET', `/Users/${made.id}`)).status, 404);
    t.is((await ask('DELETE', `/Users/${made.id}`)).status, 404);
    t.is((await find('userName eq "tim@example.org"')).totalResults, 0);
    const back = await ask('POST', '/Users', entraUser('tim'));
    t.deepEqual([back.status, back.body.id, back.body.active], [201, made.id, true]);
  },
);

test.serial('nobody is called by an address that is another’s, by whichever method', async (t) => {
  const { body: made } = await ask('POST', '/Users', entraUser('vic'));
  for (const userName of ['lea@example.org', 'LEA@example.org']) {
    const patched = await patch(`/Users/${made.id}`, [
      { op: 'replace', path: 'userName', value: userName },
    ]);
    t.deepEqual([patched.status, patched.body.scimType], [409, 'uniqueness']);
    const put = await ask('PUT', `/Users/${made.id}`, { ...entraUser('vic'), userName });
    t.deepEqual([put.status, put.body.scimType], [409, 'uniqueness']);
  }
  t.is((await ask('GET', `/Users/${made.id}`)).body.userName, 'vic@example.org');
});

test.serial('what the desk alone writes is changed by no directory', async (t) => {
  const { body: made } = await ask('POST', '/Users', entraUser('wes'));
  const path = `/Users/${made.id}`;
  for (const operation of [
    { op: 'replace', path: 'id', value: 'acc-ada' },
    { op: 'Replace', path: 'meta.created', value: '2020-01-01T00:00:00Z' },
    { op: 'add', path: 'groups', value: [{ value: 'x' }] },
    { op: 'remove', path: `${core}:id` },
    { op: 'replace', value: { id: 'acc-ada', displayName: 'Changed' } },
  ]) {
    const refused = await patch(path, [operation]);
    t.deepEqual([refused.status, refused.body.scimType], [400, 'mutability'], operation.path);
  }
  const { id, meta, groups } = made;
  const whole = { id, meta, groups, displayName: 'As it came' };
  t.is((await patch(path, [{ op: 'replace', value: whole }])).status, 200);
  t.is((await ask('GET', path)).body.displayName, 'As it came');
});

test.serial('the addresses of administrators are changed by no directory', async (t) => {
  const answer = await patch('/Users/acc-ada', [
    { op: 'add', path: 'emails', value: [{ value: 'mine@evil.example' }] },
  ]);
  t.deepEqual([answer.status, answer.body.scimType], [409, 'mutability']);
  t.deepEqual(await database('mail_addresses').where('account_id', 'acc-ada'), []);
});

test.serial('the last administrator is closed by no directory', async (t) => {
  const answer = await patch('/Users/acc-ada', [{ op: 'replace', path: 'active', value: false }]);
  t.deepEqual([answer.status, answer.body.scimType], [409, 'mutability']);
});

test.serial('groups give what they are mapped to, to whoever is in them', async (t) => {
  const [first, second] = [
    (await ask('POST', '/Users', entraUser('gil'))).body,
    (await ask('POST', '/Users', entraUser('jan'))).body,
  ];
  const made = await ask('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
    displayName: 'Desk agents',
    meta: { resourceType: 'Group' },
  });
  t.is(made.status, 201);
  const path = `/Groups/${made.body.id}`;
  await patch(path, [
    { op: 'Add', path: 'members', value: [{ value: first.id }, { value: second.id }] },
  ]);
  t.deepEqual(await rolesOf(first.id), ['requester', 'agent']);
  t.deepEqual(await placesOf(first.id), ['network']);

  await patch(path, [{ op: 'Remove', path: 'members', value: [{ value: first.id }] }]);
  t.deepEqual(await rolesOf(first.id), ['requester']);
  t.deepEqual(await placesOf(first.id), []);
  t.deepEqual(await rolesOf(second.id), ['requester', 'agent']);

  await patch(path, [{ op: 'remove', path: `members[value eq "${second.id}"]` }]);
  t.deepEqual(await rolesOf(second.id), ['requester']);
  await patch(path, [{ op: 'replace', path: 'members', value: [{ value: second.id }] }]);
  await patch(path, [{ op: 'replace', value: { id: made.body.id, displayName: 'Renamed' } }]);
  t.deepEqual(await rolesOf(second.id), ['requester'], 'a name that is mapped no longer');
  t.deepEqual(await placesOf(second.id), ['network'], 'its id still is');

  const filter = encodeURIComponent('displayName eq "renamed"');
  const found = await ask('GET', `/Groups?excludedAttributes=members&filter=${filter}`);
  t.is(found.body.totalResults, 1);
  t.is(found.body.Resources[0].members, undefined);
  t.is((await ask('DELETE', path)).status, 204);
  t.deepEqual(await placesOf(second.id), []);
});

test.serial('what a directory has not seen it does not overwrite', async (t) => {
  const { body: made, etag } = await ask('POST', '/Users', entraUser('uma'));
  t.is(etag, made.meta.version);
  const operations = [{ op: 'replace', path: 'displayName', value: 'Uma One' }];
  t.is((await patch(`/Users/${made.id}`, operations, String(etag))).status, 200);
  const stale = await patch(`/Users/${made.id}`, operations, String(etag));
  t.deepEqual([stale.status, stale.body.status], [412, '412']);
});

test.serial('what no text and no instant can be is no filter', async (t) => {
  for (const filter of [
    'userName eq "\\u0000"',
    'userName eq "\\ud800"',
    'meta.created gt "0000-01-01T00:00:00Z"',
    'meta.created gt "-271821-04-20T00:00:00.000Z"',
  ]) {
    const { status, body } = await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    t.deepEqual([status, body.scimType], [400, 'invalidFilter'], filter);
  }
  const late = encodeURIComponent('meta.created lt "+275760-09-13T00:00:00.000Z"');
  t.is((await ask('GET', `/Users?filter=${late}`)).status, 200);
});

test.serial(
  'of several who make one group at once one does, and the others are told',
  async (t) => {
    const group = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'At once',
    };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask('POST', '/Groups', group)),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    t.deepEqual(statuses, [201, ...Array.from({ length: 7 }, () => 409)]);
  },
);

test.serial('lists come in parts', async (t) => {
  const whole = (await ask('GET', '/Users')).body;
  const part = (await ask('GET', '/Users?startIndex=2&count=1')).body;
  t.like(part, { totalResults: whole.totalResults, startIndex: 2, itemsPerPage: 1 });
  t.is(part.Resources[0].id, whole.Resources[1].id);
  t.is((await ask('GET', '/Users?count=0')).body.itemsPerPage, 0);
});

test.serial('what is no change of a person is refused, and nothing is half done', async (t) => {
  const { body: made } = await ask('POST', '/Users', entraUser('kim'));
  for (const [operations, scimType] of [
    [[{ op: 'move', path: 'displayName', value: 'x' }], 'invalidSyntax'],
    [[{ op: 'replace', path: 'display Name', value: 'x' }], 'invalidPath'],
    [[{ op: 'replace', value: 'x' }], 'invalidValue'],
    [
      [
        { op: 'replace', path: 'displayName', value: 'x' },
        { op: 'replace', path: 'userName', value: 7 },
      ],
      'invalidValue',
    ],
    [[{ op: 'add', path: `${enterprise}:manager`, value: 'acc-nobody' }], 'invalidValue'],
    [[{ op: 'replace', path: 'emails', value: [{ value: 'lea@example.org' }] }], 'uniqueness'],
  ] as const) {
    const answer = await patch(`/Users/${made.id}`, operations);
    t.is(answer.body.scimType, scimType, JSON.stringify(operations));
  }
  t.is((await ask('GET', `/Users/${made.id}`)).body.meta.version, made.meta.version);
  const audited = await database('audit_entries')
    .where({ program: 'scim', object_id: made.id })
    .pluck('kind');
  t.deepEqual(audited, ['account_created']);
});

interface Answered {
  status: number;
  type: string | null;
  etag: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: the tests read answers by name
  body: any;
}

async function ask(
  method: string,
  path: string,
  body?: object,
  token: string | null = 'ada',
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await fetch(`${api.url}/scim/v2${path}`, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/scim+json; charset=utf-8' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type')?.split(';')[0] ?? null,
    etag: response.headers.get('etag'),
    body: text === '' ? undefined : JSON.parse(text),
  };
}

function patch(path: string, operations: readonly object[], version?: string): Promise<Answered> {
  const headers = version === undefined ? {} : { 'if-match': version };
  return ask('PATCH', path, { schemas: [patchOp], Operations: operations }, 'ada', headers);
}

async function find(filter: string) {
  return (await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`)).body;
}

function ids(resources: { id: string }[]): string[] {
  return resources.map(({ id }) => id);
}

async function rolesOf(accountId: string) {
  return (await database('accounts').where({ account_id: accountId }).first('roles'))?.roles;
}

function placesOf(accountId: string): Promise<string[]> {
  return database('group_members').where({ account_id: accountId }).pluck('group_id');
}
