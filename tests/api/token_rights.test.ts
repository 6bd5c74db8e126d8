import { createHash } from 'node:crypto';
import test from 'ava';
import { z } from 'zod';
import type { AnyOperation } from '../../api/http/operation.ts';
import { operationList } from '../../api/operations.ts';
import { accessOf } from '../../api/people/policy.ts';
import { type Scope, scopes } from '../../api/people/sign_in/contract.ts';
import type { ApiServer } from '../../api/server.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { upsertPeople } from '../../database/people.ts';
import { roles } from '../../database/roles.ts';
import { writePassword } from '../../database/sign_in/passwords.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { type Caller, callerOf, startApi } from './api_desk.ts';

/** What programs may make of themselves and of others, by tokens of an account that may everything. */

let database: Database;
let api: ApiServer;
/** For all that is no administration. */
let small: Caller;
let admin: Caller;

const tokens = { small: 'for-all-but-administration', admin: 'for-administration' };

test.before(async () => {
  const { url } = await createTestDatabase();
  database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  api = await startApi({
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    PALIER_REQUESTS_PER_MINUTE: '100000',
  });
  await upsertPeople(database, [
    {
      accountId: 'acc-boss',
      displayName: 'Boss',
      roles: [...roles],
      addresses: ['boss@desk.example'],
    },
    {
      accountId: 'acc-lea',
      displayName: 'Léa Martin',
      roles: ['agent'],
      addresses: ['lea@desk.example'],
    },
    {
      accountId: 'acc-new',
      displayName: 'New here',
      roles: ['requester'],
      addresses: ['new@desk.example'],
    },
  ]);
  await writePassword(database, 'acc-boss', 'no hash of any password');
  await writePassword(database, 'acc-lea', 'no hash of any password');
  const wide: Scope[] = ['admin', 'everything', 'scim'];
  await database('api_tokens').insert([
    { ...ofBoss(tokens.small), scopes: scopes.filter((scope) => !wide.includes(scope)) },
    { ...ofBoss(tokens.admin), scopes: ['admin', 'people:read', 'people:write'] },
  ]);
  small = callerOf(api.url, tokens.small);
  admin = callerOf(api.url, tokens.admin);
});

function ofBoss(token: string) {
  const token_hash = createHash('sha256').update(token).digest('hex');
  return { token_hash, account_id: 'acc-boss', label: 'test' };
}

/** Who may what, and by what they are known: nothing that a token does may add to it. */
async function rights() {
  const sorted = async (rows: Promise<object[]>) =>
    (await rows).map((row) => JSON.stringify(row)).toSorted();
  return {
    roles: await sorted(
      database('accounts')
        .whereNot('roles', '{requester}')
        .select('account_id', 'roles', 'is_active'),
    ),
    places: await sorted(database('group_members').select('process_id', 'group_id', 'account_id')),
    mappings: await sorted(
      database('group_mappings').select('directory_group', 'role', 'group_id'),
    ),
    passwords: await sorted(database('passwords').select('account_id', 'hash')),
    passkeys: await sorted(database('passkeys').select('account_id', 'credential_id')),
    apps: await sorted(database('totp_factors').select('account_id', 'sealed_secret')),
    codes: await sorted(database('recovery_codes').select('account_id', 'code_hash')),
    tokens: await sorted(database('api_tokens').select('account_id', 'token_hash', 'scopes')),
    sessions: await sorted(database('sessions').select('account_id', 'session_hash')),
    links: await sorted(
      database('sign_in_links')
        .whereNull('made_by')
        .orWhereNot('account_id', 'acc-new')
        .select('secret_hash'),
    ),
    identities: await sorted(database('identities').select('account_id', 'issuer', 'subject')),
    rules: await sorted(database('sign_in_rules').select('second_factor_roles')),
    addresses: await sorted(
      database('mail_addresses')
        .whereIn('account_id', ['acc-boss', 'acc-lea'])
        .select('account_id', 'address'),
    ),
  };
}

interface JsonSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  minItems?: number;
  minLength?: number;
  minimum?: number;
  format?: string;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

/** All that a body may ask for at once: every field, every word of a list. */
function most(schema: JsonSchema, all: Record<string, JsonSchema>, depth = 0): unknown {
  const { properties, items, anyOf, oneOf, allOf, $ref } = schema;
  if (depth > 8) return null;
  const within = (inner: JsonSchema) => most(inner, all, depth + 1);
  if ($ref) return within(all[$ref.split('/').at(-1) ?? ''] ?? {});
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum.at(-1);
  const [one] = [...(anyOf ?? []), ...(oneOf ?? []), ...(allOf ?? [])];
  if (one) return within(one);
  if (properties) {
    return Object.fromEntries(
      Object.entries(properties).map(([name, each]) => [name, within(each)]),
    );
  }
  if (schema.type === 'array' && items) return items.enum ?? [within(items)];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  if (schema.type === 'boolean') return true;
  if (schema.format === 'date-time') return new Date().toISOString();
  return schema.type === 'string' ? 'acc-lea'.padEnd(schema.minLength ?? 0, 'x') : null;
}

/** Bodies that a schema says too little of. */
const bodies: Record<string, object> = {
  createAccount: { name: 'Made', roles: [...roles] },
  changeAccount: { roles: [...roles], addresses: ['stolen@evil.example'] },
  putInGroup: { capacity: 5, skills: [], shift: null },
  createGroupMapping: { source: 'scim', directoryGroup: 'Everybody', role: 'administrator' },
  createOwnToken: { label: 'More', scopes: ['everything'], days: 30 },
  changePassword: { password: 'seven brown badgers' },
  changeSignInRules: { secondFactorRoles: [] },
};

/** Asks for as much as an operation gives, once for each person it may name. */
async function asks(operation: AnyOperation, token: string): Promise<void> {
  const json = operation.body
    ? (z.toJSONSchema(operation.body, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
    : undefined;
  const body = bodies[operation.id] ?? (json && most(json, json.$defs ?? {}));
  const file = 'name,addresses,roles\nMade,made@desk.example,administrator agent\n';
  for (const id of operation.address.includes('{') ? ['acc-boss', 'acc-lea'] : ['acc-lea']) {
    const named: Record<string, string> = {
      id,
      account: id,
      process: 'it_support',
      group: 'network',
    };
    const address = operation.address.replace(/\{(\w+)\}/g, (_all, name) => named[name] ?? id);
    const query = operation.id === 'importAccounts' ? '?writes=all' : '';
    const leave = new AbortController();
    const response = await fetch(`${api.url}${address}${query}`, {
      method: operation.method.toUpperCase(),
      signal: leave.signal,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(operation.bytesMax && { 'content-type': 'text/csv' }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(operation.bytesMax ? { body: file } : {}),
    });
    await response.body?.cancel();
    leave.abort();
  }
}

const changing = operationList.filter(
  ({ id, method, needsRoom, share }) =>
    method !== 'get' && accessOf(id) !== 'public' && !needsRoom && share !== 'streams',
);

test.serial(
  'no operation gives a token without `admin` roles, places or ways to sign in',
  async (t) => {
    t.timeout(180_000);
    t.true(changing.length > 60);
    const before = await rights();
    for (const operation of changing) {
      await asks(operation, tokens.small);
      t.deepEqual(await rights(), before, operation.id);
    }
  },
);

test.serial(
  'no operation gives a token for `admin` an administrator, or what one signs in with',
  async (t) => {
    t.timeout(180_000);
    // What ends what others have is for administrators, and adds to nothing.
    const ending = /^(close|erase|end|revoke|delete|remove|take|reopen)/;
    const { roles: _roles, places: _places, rules: _rules, ...before } = await rights();
    for (const operation of changing.filter(({ id }) => !ending.test(id))) {
      await asks(operation, tokens.admin);
      const { roles: _held, places: _put, rules: _asked, ...after } = await rights();
      const lea = (rows: string[]) => rows.filter((row) => !row.includes('acc-lea'));
      // The addresses of others are its matter.
      const left = { ...after, addresses: lea(after.addresses) };
      t.deepEqual(left, { ...before, addresses: lea(before.addresses) }, operation.id);
      const administrators = await database('accounts').whereRaw("'administrator' = any(roles)");
      t.deepEqual(
        administrators.map(({ account_id }) => account_id),
        ['acc-boss'],
        operation.id,
      );
    }
  },
);

test.serial(
  'a token for people adds those who ask for help, one for `admin` gives roles, none makes administrators',
  async (t) => {
    const add = (caller: Caller, fields: object) =>
      caller.post('/api/accounts', { name: 'Somebody', ...fields });
    t.is((await add(small, {})).status, 201);
    t.like(await add(small, { roles: ['agent'] }), {
      status: 403,
      body: { code: 'scope_not_given' },
    });
    const made = await add(admin, { roles: ['agent', 'team_lead'] });
    t.is(made.status, 201);
    for (const refused of [
      await add(admin, { roles: ['administrator'] }),
      await admin.put(`/api/accounts/${made.body.id}`, { roles: ['administrator'] }),
      await admin.put('/api/accounts/acc-boss', { addresses: ['mine@evil.example'] }),
    ]) {
      t.like(refused, { status: 403, body: { code: 'session_needed' } });
    }
    const kept = { roles: [...roles], addresses: ['boss@desk.example'], site: 'Lyon' };
    t.is((await admin.put('/api/accounts/acc-boss', kept)).status, 200, 'what is so already');
    const file =
      'name,addresses,roles\nRuler,ruler@desk.example,administrator\nBoss,boss@desk.example,\n';
    const { body } = await admin.post('/api/account-imports?writes=all', Buffer.from(file), {
      'content-type': 'text/csv',
    });
    t.like(body, { isWritten: false, errors: [{ line: 2, column: 'roles' }] });
    t.is(body.errors.length, 1);
  },
);

test.serial(
  'a script invites who cannot sign in yet, and makes a link for nobody else',
  async (t) => {
    const link = (id: string, what = 'invitation') => admin.post(`/api/accounts/${id}/${what}`);
    const invited = await link('acc-new');
    t.is(invited.status, 201);
    t.regex(invited.body.url, /\/sign-in\/link#/);
    for (const refused of [
      await link('acc-boss'),
      await link('acc-boss', 'password-reset'),
      await link('acc-lea'),
      await link('acc-lea', 'password-reset'),
      await link('acc-new', 'password-reset'),
      await admin.delete('/api/accounts/acc-boss/second-factors'),
    ]) {
      t.like(refused, { status: 403, body: { code: 'session_needed' } });
    }
  },
);
