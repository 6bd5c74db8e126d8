import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { DirectoryImport } from '../../api/federation/ldap/contract.ts';
import {
  type DirectorySettings,
  directoryOf,
} from '../../api/federation/ldap/directory_settings.ts';
import { importDirectory } from '../../api/federation/ldap/import_directory.ts';
import { DirectoryError, readDirectory } from '../../api/federation/ldap/read_directory.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { upsertPeople } from '../../database/people.ts';
import { readSettings } from '../../settings/settings.ts';
import {
  base,
  type DirectoryServer,
  managerDn,
  managerPassword,
  startDirectory,
  whyNoDirectory,
} from '../support/directory_server.ts';
import { runPalier } from '../support/palier.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startApi } from './api_desk.ts';

let server: DirectoryServer;
let database: Database;
let apiUrl: string;
let settings: NodeJS.ProcessEnv;

const rule = whyNoDirectory === null ? test.serial : test.serial.skip;

test.before(async (t) => {
  if (whyNoDirectory !== null) {
    t.log(whyNoDirectory);
    return;
  }
  server = await startDirectory();
  const { url: databaseUrl } = await createTestDatabase();
  database = connectDatabase(databaseUrl, { name: 'directory test' });
  onTeardown(() => database.destroy());
  await upsertPeople(database, [
    {
      accountId: 'acc-ada',
      roles: ['administrator'],
      displayName: 'Ada',
      addresses: ['ada@example.org'],
      tokens: [{ token: 'token-of-ada', label: 'tests' }],
    },
    {
      accountId: 'acc-noe',
      roles: ['requester'],
      displayName: 'Noé by hand',
      addresses: ['noe@example.org', 'noe@home.example'],
    },
  ]);
  settings = {
    DATABASE_URL: databaseUrl,
    PALIER_LDAP_URL: server.url,
    PALIER_LDAP_BASE: base,
    PALIER_LDAP_BIND_DN: managerDn,
    PALIER_LDAP_BIND_PASSWORD: managerPassword,
    PALIER_LDAP_CUSTOMER_ATTRIBUTE: 'businessCategory',
  };
  const api = await startApi({ ...settings, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  apiUrl = api.url;
});

const dnOf = (uid: string) => `uid=${uid},ou=people,${base}`;

function person(uid: string, more: Record<string, string | string[]> = {}) {
  return server.add(dnOf(uid), {
    objectClass: ['inetOrgPerson'],
    uid,
    cn: uid,
    sn: uid,
    mail: `${uid}@example.org`,
    ...more,
  });
}

interface Answer<T> {
  status: number;
  body: T;
}

async function asked<T>(method: string, path: string, body?: object, language = 'en') {
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: {
      authorization: 'Bearer token-of-ada',
      'content-type': 'application/json',
      'accept-language': language,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() } as Answer<T>;
}

async function brings(body: object = { writes: 'all' }): Promise<DirectoryImport> {
  const answer = await asked<DirectoryImport>('POST', '/api/directory-imports', body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

const accountOf = async (address: string) =>
  database('mail_addresses')
    .join('accounts', 'accounts.account_id', 'mail_addresses.account_id')
    .where({ address })
    .first('accounts.*');

rule('a dry run says what a directory would bring, and writes nothing', async (t) => {
  await person('zoe', {
    cn: 'Zoé Dupré',
    displayName: 'Zoé Dupré, née Martin',
    telephoneNumber: ['+33 6 12 34 56 78', '06 12 34 56 79'],
    preferredLanguage: 'fr-FR',
    l: 'Lyon',
    ou: 'Comptabilité',
    manager: dnOf('noe'),
  });
  await person('noe', { cn: 'Noé' });
  const { host } = (await asked<{ host: string }>('GET', '/api/directory')).body;
  t.is(host, '127.0.0.1');
  const dry = await brings({});
  t.like(dry, { isWritten: false, entryCount: 2, createdCount: 1, changedCount: 1, errors: [] });
  t.is(await accountOf('zoe@example.org'), undefined);
});

rule(
  'people come with name, phones, language, place and manager; what the desk knew stays',
  async (t) => {
    t.like(await brings(), { isWritten: true, createdCount: 1, changedCount: 1 });
    const zoe = await accountOf('zoe@example.org');
    t.like(zoe, {
      display_name: 'Zoé Dupré, née Martin',
      phones: ['+33612345678'],
      locale: 'fr',
      site: 'Lyon',
      department: 'Comptabilité',
      manager_id: 'acc-noe',
      roles: ['requester'],
    });
    t.is((await accountOf('noe@home.example'))?.display_name, 'Noé');
    t.like(await brings(), { createdCount: 0, changedCount: 0, unchangedCount: 2 });
  },
);

rule(
  'the attribute that the settings name says whose customer people are, by its name',
  async (t) => {
    const row = { customer_id: 'cus-north', name: 'North Hospital' };
    await database('customers').insert({
      ...row,
      contract: null,
      note: '',
      command_id: 'north',
      fingerprint: 'north',
    });
    await person('una', { businessCategory: 'Nobody Ltd' });
    const refused = await brings();
    t.false(refused.isWritten);
    t.like(refused.errors[0], {
      ...{ entry: dnOf('una'), column: 'customer', received: '"Nobody Ltd"' },
    });
    await server.change(dnOf('una'), 'businessCategory', ['north hospital']);
    t.like(await brings(), { createdCount: 1, changedCount: 0 });
    t.is((await accountOf('una@example.org'))?.customer_id, 'cus-north');
    await server.change(dnOf('una'), 'businessCategory', []);
    t.like(await brings(), { createdCount: 0, changedCount: 0 });
    t.is((await accountOf('una@example.org'))?.customer_id, 'cus-north', 'what is not said stays');
  },
);

rule('who marries is the same person under another name and address', async (t) => {
  const before = await accountOf('zoe@example.org');
  await server.rename(dnOf('zoe'), `uid=zoe.noel,ou=people,${base}`);
  await server.change(`uid=zoe.noel,ou=people,${base}`, 'mail', ['zoe.noel@example.org']);
  t.like(await brings(), { createdCount: 0, changedCount: 1 });
  const after = await accountOf('zoe.noel@example.org');
  t.is(after?.account_id, before?.account_id);
  t.is((await accountOf('zoe@example.org'))?.account_id, before?.account_id, 'old mail is theirs');
});

rule('groups give what they are mapped to by either name, and take it away again', async (t) => {
  await person('lea');
  const group = `cn=Desk agents\\, Lyon,ou=groups,${base}`;
  await server.add(group, {
    objectClass: ['groupOfNames'],
    cn: 'Desk agents, Lyon',
    member: [dnOf('LEA'), dnOf('noe')],
  });
  const mapping = { source: 'ldap', directoryGroup: 'Desk agents, Lyon', role: 'agent' };
  t.is((await asked('POST', '/api/sign-in/mappings', mapping)).status, 201);
  await brings();
  t.deepEqual((await accountOf('lea@example.org'))?.roles, ['requester', 'agent']);
  t.deepEqual((await accountOf('zoe@example.org'))?.roles, ['requester']);
  await server.change(group, 'member', [dnOf('noe')]);
  await brings();
  t.deepEqual((await accountOf('lea@example.org'))?.roles, ['requester']);
  t.deepEqual((await accountOf('noe@example.org'))?.roles, ['requester', 'agent']);
});

rule('an entry that is wrong is told by its name, and keeps nobody else out', async (t) => {
  await person('bad', { mail: 'no address at all' });
  const all = await brings();
  t.false(all.isWritten);
  t.like(all.errors[0], { entry: dnOf('bad'), column: 'addresses' });
  await person('max');
  t.like(await brings({ writes: 'right' }), { isWritten: true, createdCount: 1 });
  await server.remove(dnOf('bad'));
});

rule(
  'who is locked there is closed here; who is there no more is told, and closed only when asked',
  async (t) => {
    await server.change(dnOf('max'), 'objectClass', ['inetOrgPerson', 'extensibleObject']);
    await server.change(dnOf('max'), 'userAccountControl', ['514']);
    await server.remove(dnOf('lea'));
    const told = await brings();
    t.deepEqual(
      told.vanished.map(({ name }) => name),
      ['lea'],
    );
    t.true((await accountOf('lea@example.org'))?.is_active);
    t.like(await brings({ writes: 'all', closesVanished: true }), { closedCount: 1 });
    t.false((await accountOf('lea@example.org'))?.is_active);
    t.deepEqual((await brings()).vanished, []);
  },
);

rule(
  'the last administrator stays though the directory locked them, and the others come',
  async (t) => {
    await person('root');
    await brings();
    const root = await accountOf('root@example.org');
    const roles = (accountId: unknown, role: 'administrator' | 'requester') =>
      database('accounts')
        .where({ account_id: String(accountId) })
        .update({ roles: [role] });
    await roles(root?.account_id, 'administrator');
    await roles('acc-ada', 'requester');
    await server.change(dnOf('root'), 'objectClass', ['inetOrgPerson', 'extensibleObject']);
    await server.change(dnOf('root'), 'userAccountControl', ['514']);
    await person('after-root');
    const run = (writes: 'nothing' | 'all') =>
      importDirectory(database, directoryOf(readSettings(settings)) as DirectorySettings, {
        ...{ writes, closesVanished: false, locale: 'en' },
        author: { by: { program: 'cli' } },
      });
    const told = { closedCount: 0, kept: [{ id: root?.account_id, name: 'root' }] };
    t.like(await run('nothing'), { ...told, isWritten: false });
    t.like(await run('all'), { ...told, isWritten: true, createdCount: 1 });
    t.true((await accountOf('root@example.org'))?.is_active);
    t.truthy(await accountOf('after-root@example.org'));
    await roles('acc-ada', 'administrator');
    await roles(root?.account_id, 'requester');
    t.like(await brings(), { closedCount: 1, kept: [] });
  },
);

rule('a directory that has lost too many closes nobody', async (t) => {
  await person('pia');
  await brings();
  await server.remove(dnOf('noe'));
  await server.remove(dnOf('pia'));
  const answer = await asked<{ code: string; detail: string }>('POST', '/api/directory-imports', {
    writes: 'all',
    closesVanished: true,
  });
  t.is(answer.status, 409);
  t.is(answer.body.code, 'too_many_vanished');
  t.true((await accountOf('noe@example.org'))?.is_active);
});

rule(
  'a directory that is away, refuses the desk or has no such place says so, and nothing is done',
  async (t) => {
    const failureOf = async (change: Partial<DirectorySettings>) => {
      const known = directoryOf(readSettings(settings));
      if (!known) throw new Error('no directory');
      const error = await t.throwsAsync(readDirectory({ ...known, ...change }), {
        instanceOf: DirectoryError,
      });
      return error?.failure;
    };
    t.is(await failureOf({ bindPassword: 'another' }), 'bind_refused');
    t.is(await failureOf({ bindDn: undefined }), 'refused', 'nobody may read there');
    t.is(await failureOf({ base: 'dc=elsewhere' }), 'no_base');
    t.is(await failureOf({ filter: '(((' }), 'refused');
    t.is(await failureOf({ url: 'ldap://127.0.0.1:1' }), 'unreachable');
    t.is(await failureOf({ startsTls: true }), 'refused', 'an open line is refused');
    const hangingUp = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => hangingUp.listen(0, '127.0.0.1', resolve));
    onTeardown(() => void hangingUp.close());
    const { port } = hangingUp.address() as { port: number };
    t.true(
      ['unreachable', 'stopped_short'].includes(
        (await failureOf({ url: `ldap://127.0.0.1:${port}` })) ?? '',
      ),
    );
  },
);

rule('a directory that stops at its limit is not taken for a small one', async (t) => {
  const small = await startDirectory({
    limit: 'limits users size.hard=3 size.soft=3 size.prtotal=3',
  });
  for (let n = 0; n < 5; n++) {
    await small.add(`uid=u${n},ou=people,${base}`, {
      objectClass: ['inetOrgPerson'],
      uid: `u${n}`,
      cn: `u${n}`,
      sn: 'u',
      mail: `u${n}@example.org`,
      userPassword: 'reader',
    });
  }
  const known = directoryOf(readSettings({ ...settings, PALIER_LDAP_URL: small.url }));
  const reader = { bindDn: `uid=u0,ou=people,${base}`, bindPassword: 'reader' };
  const error = await t.throwsAsync(readDirectory({ ...known, ...reader } as DirectorySettings), {
    instanceOf: DirectoryError,
  });
  t.is(error?.failure, 'stopped_short');
});

rule(
  'the command brings the same, and tells problems in the language of whoever types',
  async (t) => {
    const home = fileURLToPath(new URL('.', import.meta.url));
    await person('ivo');
    const ran = await runPalier(['people', 'import-ldap'], { ...settings, PALIER_HOME: home });
    t.regex(ran.stdout, /created\tivo/);
    t.is(ran.code, 0, ran.stderr);
    const refused = await runPalier(['people', 'import-ldap'], {
      ...settings,
      PALIER_LDAP_BIND_PASSWORD: 'another',
      LANG: 'fr_FR.UTF-8',
    });
    t.not(refused.code, 0);
    t.regex(refused.stderr, /L’annuaire n’a pas été lu/);
  },
);
