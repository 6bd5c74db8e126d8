import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { type ParsedMail, simpleParser } from 'mailparser';
import { Secret, TOTP } from 'otpauth';
import { SMTPServer } from 'smtp-server';
import { createSignInMailer } from '../../activities/mailings/sign_in_mailer.ts';
import { openTransports } from '../../activities/mailings/transports/transports.ts';
import { operationList } from '../../api/operations.ts';
import { openAccountDirectory } from '../../api/people/directory.ts';
import { policy } from '../../api/people/policy.ts';
import { scopeOf } from '../../api/people/scopes.ts';
import { isCommon } from '../../api/people/sign_in/common_passwords.ts';
import type { Scope } from '../../api/people/sign_in/contract.ts';
import { refuseLastWayIn } from '../../api/people/sign_in/last_way_in.ts';
import { hashPassword, verifyPassword } from '../../api/people/sign_in/password_hash.ts';
import type { ApiServer } from '../../api/server.ts';
import { listAudit } from '../../database/audit.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { upsertPeople } from '../../database/people.ts';
import type { Role } from '../../database/roles.ts';
import { forgetFailuresOf } from '../../database/sign_in/failures.ts';
import { writePassword } from '../../database/sign_in/passwords.ts';
import { createMailTokens } from '../../oauth/mail_tokens.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { dayMs, hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { type Reply, replyOf, startApi } from './api_desk.ts';

const password = 'seven brown badgers';
const secretKey = randomBytes(32).toString('base64url');

let database: Database;
let server: ApiServer;
/** A second API of the same desk, behind a proxy on this machine. */
let proxied: ApiServer;
/** What the mail server took. */
const mails: ParsedMail[] = [];
/** What the mail server answers to an address, once for each time it is named. */
const refusals = new Map<string, number[]>();
let sendMails: () => Promise<number>;

test.before(async () => {
  const { url: databaseUrl } = await createTestDatabase();
  database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  const smtpUrl = await startMailServer();
  const env = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    PALIER_SECRET_KEY: secretKey,
    PALIER_SMTP_URL: smtpUrl,
  };
  server = await startApi(env);
  proxied = await startApi({
    ...env,
    PALIER_TRUSTED_PROXIES: 'loopback',
    PALIER_HOSTS: 'desk.example.org',
    PALIER_OIDC_ISSUER: 'https://login.company.example',
    PALIER_OIDC_CLIENT_ID: 'palier',
  });
  const deskKey = openDeskKey({ secretKey, homeDir: temporaryFolder() });
  const transports = openTransports({
    deskKey,
    tokens: createMailTokens({ database, deskKey }),
    smtpUrl,
  });
  onTeardown(() => transports.close());
  const mailer = createSignInMailer({
    database,
    deskKey,
    transports,
    mailFrom: 'Palier <palier@desk.example>',
    log: { warn: () => {} },
  });
  sendMails = () => mailer.send();
});

async function startMailServer(): Promise<string> {
  const mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, callback) {
      const code = refusals.get(address)?.shift();
      if (code === undefined) callback();
      else callback(Object.assign(new Error('not now'), { responseCode: code }));
    },
    onData(stream, _session, callback) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        callback();
      }, callback);
    },
  });
  mailServer.listen(0, '127.0.0.1');
  await once(mailServer.server, 'listening');
  onTeardown(() => new Promise<void>((resolve) => mailServer.close(() => resolve())));
  return `smtp://127.0.0.1:${(mailServer.server.address() as AddressInfo).port}`;
}

/** Somebody with a password, and with an address of theirs alone. */
async function person(name: string, roles: Role[] = ['agent'], more: object = {}): Promise<string> {
  const accountId = `acc-${name}`;
  const addresses = [`${name}@desk.example`, `${name}.other@desk.example`];
  await upsertPeople(database, [{ accountId, displayName: name, roles, addresses, ...more }]);
  await writePassword(database, accountId, await hashPassword(password));
  return accountId;
}

interface Browser {
  /** Its cookies by name. */
  cookies: Map<string, string>;
  send(method: string, path: string, body?: unknown): Promise<Reply>;
}

/** A browser on one of the desk's own pages, at an address of its own. */
function browser(address: string, { at = proxied, headers = {} } = {}): Browser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async send(method, path, body) {
      const response = await fetch(`${at.url}${path}`, {
        method,
        headers: {
          'sec-fetch-site': 'same-origin',
          'x-forwarded-proto': 'https',
          'x-forwarded-host': 'desk.example.org',
          'x-forwarded-for': address,
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        const [name = '', value = ''] = pair.split('=');
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return replyOf(response);
    },
  };
}

/** The same browser, which says more with each request. */
function saying(headers: Record<string, string>, { cookies }: Browser): Browser {
  const one = browser('198.51.100.36', { headers });
  for (const [name, value] of cookies) one.cookies.set(name, value);
  return one;
}

const sessionCookie = '__Host-palier_session';

function signIn(from: Browser, name: string, given = password): Promise<Reply> {
  return from.send('POST', '/api/session', { address: `${name}@desk.example`, password: given });
}

async function signedIn(name: string, address = '198.51.100.1'): Promise<Browser> {
  const one = browser(address);
  const { status, body } = await signIn(one, name);
  if (status !== 200) throw new Error(`signing in: ${status} ${JSON.stringify(body)}`);
  return one;
}

let boss: Promise<Browser> | undefined;

/** Signed in once: nobody signs in ten times at the same moment. */
function administrator(): Promise<Browser> {
  boss ??= person('boss', ['administrator']).then(() => signedIn('boss'));
  return boss;
}

/** The codes of an app, one period after the other: each counts once. */
function codesOf(base32: string) {
  const app = new TOTP({ secret: Secret.fromBase32(base32) });
  return {
    now: () => app.generate(),
    after: (ms: number) => app.generate({ timestamp: Date.now() + ms }),
  };
}

const auditOf = async (accountId: string) =>
  (await listAudit(database, { person: accountId }, 50)).map(({ kind, after }) => ({
    kind,
    after,
  }));

// Passwords --------------------------------------------------------------------------------------

test('a password is kept as argon2id of 19 MiB, and is right however its letters are composed', async (t) => {
  const hash = await hashPassword('é'.normalize('NFC').repeat(12));
  t.regex(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  t.true((await verifyPassword('é'.normalize('NFD').repeat(12), hash)).isRight);
  t.false((await verifyPassword('è'.repeat(12), hash)).isRight);
  t.not(await hashPassword('the same twice'), await hashPassword('the same twice'));
});

test('whoever has no password costs as much to refuse as one who has', async (t) => {
  t.deepEqual(await verifyPassword('anything', undefined), { isRight: false, isOutdated: false });
});

test('common passwords are refused in their disguises, long strange ones are not', (t) => {
  for (const one of [
    'password1234',
    'Motdepasse2026!',
    '123456789012',
    'aaaaaaaaaaaab',
    'qwertyuiop!!',
  ]) {
    t.true(isCommon(one), one);
  }
  t.true(isCommon('lea.martin', ['Léa Martin', 'lea.martin@desk.example']));
  for (const one of [
    password,
    'correct horse battery',
    'où est passé Zadig ?',
    'パスワードは長いほど良い',
  ]) {
    t.false(isCommon(one), one);
  }
});

test('somebody signs in by any of their addresses, in any case, and a hash of yesterday is renewed', async (t) => {
  const accountId = await person('any');
  const { hash } = (await database('passwords').where('account_id', accountId).first()) ?? {};
  t.truthy(hash);
  for (const address of ['any@desk.example', 'ANY.Other@Desk.Example', ' any@desk.example ']) {
    const { status, body } = await browser('198.51.100.2').send('POST', '/api/session', {
      address,
      password,
    });
    t.is(status, 200, address);
    t.deepEqual(body, { next: 'desk' });
  }
  const weaker = '$argon2id$v=19$m=256,t=1,p=1$';
  const { argon2Sync } = await import('node:crypto');
  const salt = randomBytes(16);
  const tag = argon2Sync('argon2id', {
    message: password,
    nonce: salt,
    memory: 256,
    passes: 1,
    parallelism: 1,
    tagLength: 32,
  });
  const plain = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  await database('passwords')
    .where('account_id', accountId)
    .update({ hash: `${weaker}${plain(salt)}$${plain(tag)}` });
  await signedIn('any');
  const renewed = await database('passwords').where('account_id', accountId).first();
  t.regex(String(renewed?.hash), /m=19456,t=2,p=1/);
});

test('an unknown address, a wrong password, a closed account and one without a password hear the same', async (t) => {
  await person('wrong');
  await person('closed', ['agent'], { isActive: false });
  await upsertPeople(database, [
    {
      accountId: 'acc-without',
      displayName: 'without',
      roles: ['agent'],
      addresses: ['without@desk.example'],
    },
  ]);
  const told = (reply: Reply) => ({
    status: reply.status,
    problem: { ...reply.body, instance: '' },
    cookies: reply.headers.getSetCookie(),
  });
  const wrong = told(await signIn(browser('198.51.100.3'), 'wrong', 'not this one at all'));
  t.is(wrong.status, 401);
  t.deepEqual(wrong.cookies, []);
  for (const name of ['nobody', 'closed', 'without']) {
    t.deepEqual(told(await signIn(browser('198.51.100.3'), name)), wrong, name);
  }
});

test('fifty sign-ins at once are all answered', async (t) => {
  await person('crowd');
  const replies = await Promise.all(
    Array.from({ length: 50 }, (_, n) => signIn(browser(`198.18.${n}.1`), 'crowd')),
  );
  t.deepEqual([...new Set(replies.map(({ status }) => status))], [200]);
});

test('a password is 12 to 200 characters, whatever they are', async (t) => {
  await person('chooses');
  const one = await signedIn('chooses');
  const choose = (chosen: string, current: string) =>
    one.send('PUT', '/api/account/password', { current, password: chosen });
  for (const bad of [
    'short',
    ' '.repeat(14),
    'x'.repeat(201),
    'password1234',
    'chooses@desk.example',
  ]) {
    const { status, body } = await choose(bad, password);
    t.is(status, 400, bad);
    t.is(body.errors[0].path, 'body.password', bad);
  }
  const wrong = await choose('another good one', 'not the current one');
  t.is(wrong.status, 400);
  t.is(wrong.body.errors[0].path, 'body.current');
  t.is((await one.send('GET', '/api/me')).status, 200, 'a mistake signs nobody out');
  const long = `🦡${'ab c'.repeat(49)}`;
  t.is((await choose(long, password)).status, 204);
  t.is((await signIn(browser('198.51.100.4'), 'chooses', long)).status, 200);
});

test('another password ends the other sessions, and what they stream', async (t) => {
  await person('changes');
  const here = await signedIn('changes');
  const there = await signedIn('changes', '198.51.100.5');
  const stream = await fetch(`${server.url}/api/stream`, {
    headers: { cookie: `palier_session=${there.cookies.get(sessionCookie)}` },
  });
  t.is(stream.status, 200);
  const body = { current: password, password: 'a wholly other one' };
  t.is((await here.send('PUT', '/api/account/password', body)).status, 204);
  t.regex(await stream.text(), /^retry/);
  t.is((await there.send('GET', '/api/me')).status, 401);
  t.is((await here.send('GET', '/api/me')).status, 200);
});

// Throttling -------------------------------------------------------------------------------------

/** Whoever guesses waits on, however long this machine takes to ask. */
async function waitsOn(address: string): Promise<{ free_at: Date; last_at: Date }> {
  const here = database('sign_in_failures').where('key', 'like', `%from ${address}`);
  // What was guessed of one name there waits longer than the address does.
  const row = await here.clone().orderBy('free_at', 'desc').first();
  await here.update({ free_at: new Date(Date.now() + hourMs) });
  if (!row) throw new Error(`nobody guessed from ${address}`);
  return row;
}

test('guesses wait longer and longer, at all APIs together, and who is told so waits for no lock', async (t) => {
  await person('guessed');
  const thief = browser('203.0.113.20');
  const statuses: number[] = [];
  for (let n = 0; n < 8; n++)
    statuses.push((await signIn(thief, 'guessed', 'a wrong guess')).status);
  t.deepEqual(statuses.slice(0, 5), [401, 401, 401, 401, 401]);
  const { free_at, last_at } = await waitsOn('203.0.113.20');
  t.true(free_at > last_at);
  const reply = await signIn(thief, 'guessed');
  t.is(reply.status, 429, 'not even the right one is tried');
  t.is(reply.body.code, 'sign_in_wait');
  t.true(Number(reply.headers.get('retry-after')) > 0);
  // The same network at the other API, whose callers come without a proxy.
  const key = await database('sign_in_failures').where('key', 'like', '%from 203.0.113.20').first();
  t.truthy(key);
  t.is((await signIn(browser('203.0.113.21'), 'guessed')).status, 200, 'elsewhere it goes on');
  await database('sign_in_failures')
    .where('key', 'like', '%from 203.0.113.20')
    .update({ free_at: new Date() });
  t.is((await signIn(thief, 'guessed')).status, 200, 'after the wait the right one is right');
});

test('a device where somebody signed in before is not kept out by strangers behind the same address', async (t) => {
  await person('own');
  const mine = await signedIn('own', '203.0.113.30');
  await mine.send('DELETE', '/api/session');
  for (let n = 0; n < 12; n++) await signIn(browser('203.0.113.30'), 'own', 'a wrong guess');
  await waitsOn('203.0.113.30');
  t.is((await signIn(browser('203.0.113.30'), 'own')).status, 429);
  t.is((await signIn(mine, 'own')).status, 200);
  const forged = browser('203.0.113.30');
  forged.cookies.set('__Host-palier_device', `${'a'.repeat(16)}.${'b'.repeat(43)}`);
  t.is((await signIn(forged, 'own')).status, 429);
});

test('addresses of one IPv6 network count as one, and unknown names wait as known ones do', async (t) => {
  const statuses: number[] = [];
  for (let n = 0; n < 8; n++) {
    const from = browser(`2001:db8:0:${n.toString(16)}::1`);
    statuses.push((await signIn(from, 'nobody-at-all', 'a wrong guess')).status);
  }
  t.true(statuses.includes(429));
});

test('a thousand guesses at once are no more than a few', async (t) => {
  await person('stormed');
  const replies = await Promise.all(
    Array.from({ length: 60 }, () => signIn(browser('203.0.113.40'), 'stormed', 'a wrong guess')),
  );
  t.true(replies.filter(({ status }) => status === 401).length <= 7);
});

// Links ------------------------------------------------------------------------------------------

async function inviting(name: string): Promise<{ secret: string; reply: Reply }> {
  const boss = await administrator();
  await upsertPeople(database, [
    {
      accountId: `acc-${name}`,
      displayName: name,
      roles: ['requester'],
      addresses: [`${name}@desk.example`],
    },
  ]);
  const reply = await boss.send('POST', `/api/accounts/acc-${name}/invitation`);
  return { reply, secret: String(reply.body.url).split('#')[1] ?? '' };
}

const uses = (secret: unknown, chosen = password) =>
  browser('198.51.100.9').send('POST', '/api/sign-in-links/used', { secret, password: chosen });
const opens = (secret: unknown) =>
  browser('198.51.100.9').send('POST', '/api/sign-in-links/opened', { secret });

test('an invitation is used once, expires, is kept as its hash, and looking at it changes nothing', async (t) => {
  const { secret, reply } = await inviting('newcomer');
  t.is(reply.status, 201);
  t.true(Buffer.from(secret, 'base64url').length === 32, 'of 256 bits');
  t.regex(reply.body.url, /^https:\/\/desk\.example\.org\/sign-in\/link#/, 'no server is sent it');
  t.true(Math.abs(Date.parse(reply.body.expiresAt) - Date.now() - 7 * dayMs) < minuteMs);
  const everything = JSON.stringify([
    await database('sign_in_links'),
    await database('sign_in_mails'),
  ]);
  t.false(everything.includes(secret));
  for (let n = 0; n < 3; n++)
    t.like((await opens(secret)).body, { name: 'newcomer', purpose: 'invitation' });
  t.is((await uses(secret, 'password1234')).status, 400, 'a refused password uses nothing up');
  const both = await Promise.all([uses(secret), uses(secret)]);
  t.deepEqual(both.map(({ status }) => status).sort(), [200, 410]);
  t.is((await opens(secret)).status, 410);
  t.is((await signIn(browser('198.51.100.9'), 'newcomer')).status, 200);
  t.true((await auditOf('acc-newcomer')).some(({ kind }) => kind === 'sign_in_link_used'));
});

test('what is no link opens none: blank, space, NULL, another case, half of it, yesterday’s', async (t) => {
  const { secret } = await inviting('late');
  const other = secret.replace(/[a-z]/i, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
  const hash = createHash('sha256').update(secret).digest('hex');
  for (const wrong of [
    '',
    ' ',
    'NULL',
    'null',
    '0',
    '%',
    other,
    secret.slice(0, 20),
    hash,
    `${secret} `,
  ]) {
    t.is((await opens(wrong)).status, 410, JSON.stringify(wrong));
    t.is((await uses(wrong)).status, 410, JSON.stringify(wrong));
  }
  for (const wrong of [null, 0, false, [], {}]) t.is((await uses(wrong)).status, 400);
  await database('sign_in_links')
    .where('account_id', 'acc-late')
    .update({ expires_at: new Date(Date.now() - 1) });
  t.is((await opens(secret)).status, 410);
  t.is((await uses(secret)).status, 410);
});

test('a new link voids the one before it, and a closed account’s opens nothing', async (t) => {
  const first = await inviting('twice');
  const second = await inviting('twice');
  t.is((await opens(first.secret)).status, 410);
  t.is((await opens(second.secret)).status, 200);
  await database('accounts').where('account_id', 'acc-twice').update({ is_active: false });
  t.is((await uses(second.secret)).status, 410);
});

test('a link opens nothing once the address it may have been mailed to is theirs no more', async (t) => {
  const { secret } = await inviting('misspelt');
  const boss = await administrator();
  const place = '/api/accounts/acc-misspelt';
  const moves = async (addresses: string[]) => {
    const { revision } = (await boss.send('GET', place)).body;
    const knowing = saying({ 'if-match': `"${revision}"` }, boss);
    t.is((await knowing.send('PUT', place, { addresses })).status, 200);
  };
  await moves(['misspelt@desk.example', 'misspelt.too@desk.example']);
  t.is((await opens(secret)).status, 200, 'one more address takes nothing away');
  await moves(['spelt.right@desk.example']);
  t.is((await opens(secret)).status, 410);
  t.is((await uses(secret)).status, 410);
});

test('asking for a reset answers the same for everybody, mails once, and leads to the desk’s own name', async (t) => {
  const accountId = await person('forgets', ['requester'], { locale: 'fr' });
  const ask = (name: string, from: Browser) =>
    from.send('POST', '/api/password-resets', { address: `${name}@desk.example` });
  const known = await ask('forgets', browser('198.51.100.20'));
  const unknown = await ask('stranger', browser('198.51.100.20'));
  t.deepEqual([known.status, known.body], [202, '']);
  t.deepEqual([unknown.status, unknown.body], [202, '']);
  await ask(
    'forgets',
    browser('198.51.100.20', { headers: { 'x-forwarded-host': '203.0.113.66' } }),
  );
  await eventually(async () => {
    await sendMails();
    return mails.some(({ subject }) => subject === 'Votre nouveau mot de passe');
  });
  const [mail, ...more] = mails.filter(({ subject }) => subject === 'Votre nouveau mot de passe');
  t.deepEqual(more, [], 'a second request mails nothing at once');
  const text = String(mail?.text);
  t.regex(text, /^Bonjour forgets,/);
  t.regex(text, /centre de services informatiques « Palier »/);
  const until = /jusqu’au (.*)\.$/m.exec(text)?.[1] ?? '';
  t.regex(until, /^\d{1,2} \S+ \d{4} à \d{2}:\d{2} UTC$/, 'in the zone of the desk');
  t.regex(text, /https:\/\/desk\.example\.org\/sign-in\/link#\S+/);
  t.regex(String(mail?.html), /href="https:\/\/desk\.example\.org\/sign-in\/link#/);
  const kept = await database('sign_in_mails').where('address', 'forgets@desk.example');
  t.deepEqual(kept, [], 'what was sent is kept nowhere');

  const session = await signedIn('forgets');
  const secret = /#(\S+)/.exec(text)?.[1] ?? '';
  t.is((await uses(secret, 'a new one at last')).status, 200);
  t.is((await session.send('GET', '/api/me')).status, 401, 'whoever was signed in is not any more');
  t.is((await signIn(browser('198.51.100.20'), 'forgets')).status, 401);
  t.deepEqual(
    (await auditOf(accountId))
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith('sign_in_link')),
    ['sign_in_link_used', 'sign_in_link_made'],
  );
});

test('whoever signs in by a provider and has no password gets no second way in by asking', async (t) => {
  const accountId = 'acc-federated';
  const addresses = ['federated@desk.example'];
  await upsertPeople(database, [
    { accountId, displayName: 'federated', roles: ['agent'], addresses },
  ]);
  const ask = () =>
    browser('198.51.100.22').send('POST', '/api/password-resets', { address: addresses[0] });
  const theirs = () => mails.filter(({ text }) => text?.includes('Hello federated,'));
  const mailed = (count: number) =>
    eventually(async () => {
      await sendMails();
      return theirs().length === count;
    });
  t.is((await ask()).status, 202);
  await mailed(1);
  const early = /#(\S+)/.exec(String(theirs()[0]?.text))?.[1];
  t.truthy(early, 'nobody has linked them yet');
  const identity = { issuer: 'https://login.company.example', subject: 'federated' };
  await database('identities').insert({ ...identity, account_id: accountId, source: 'sso' });
  t.is((await opens(early)).status, 410);
  t.is((await uses(early)).status, 410);

  await database('sign_in_links')
    .where('account_id', accountId)
    .update({ made_at: new Date(Date.now() - dayMs) });
  const answer = await ask();
  t.deepEqual([answer.status, answer.body], [202, ''], 'as for everybody');
  await mailed(2);
  const { subject, text } = theirs()[1] ?? {};
  t.is(subject, 'How you sign in to the IT service desk');
  t.regex(String(text), /you sign in with the account of your company/);
  t.regex(String(text), /^https:\/\/desk\.example\.org\/sign-in$/m);
  t.deepEqual(await database('passwords').where('account_id', accountId), []);

  const boss = await administrator();
  const made = await boss.send('POST', `/api/accounts/${accountId}/password-reset`);
  const meant = String(made.body.url).split('#')[1];
  t.is((await uses(meant)).status, 200, 'an administrator means it');
});

test('an address in numbers leads no mail astray', async (t) => {
  await person('led');
  const astray = browser('198.51.100.21', { headers: { 'x-forwarded-host': '203.0.113.66' } });
  await astray.send('POST', '/api/password-resets', { address: 'led@desk.example' });
  await eventually(async () => {
    await sendMails();
    return mails.some(({ text }) => text?.includes('Hello led,'));
  });
  const mail = mails.find(({ text }) => text?.includes('Hello led,'));
  t.false(String(mail?.text).includes('203.0.113.66'));
});

test('a mail that a server puts off is sent later, and one it refuses is not tried for ever', async (t) => {
  refusals.set('slow@desk.example', [451]);
  refusals.set('refused@desk.example', [550]);
  await inviting('slow');
  await inviting('refused');
  await sendMails();
  const isSent = (name: string) => mails.some(({ text }) => text?.includes(`Hello ${name},`));
  await database('sign_in_mails')
    .where('address', 'slow@desk.example')
    .update({ next_attempt_at: new Date(0) });
  // Another rule's mailer may be sending it at this moment.
  await eventually(async () => {
    await sendMails();
    return isSent('slow');
  });
  t.false(isSent('refused'));
  t.deepEqual(await database('sign_in_mails').where('address', 'refused@desk.example'), []);
});

test('a link that another key sealed keeps no other mail back', async (t) => {
  // Another rule's mailer may be sending it at this moment.
  refusals.set('sealed@desk.example', [451, 451, 451]);
  await inviting('sealed');
  const another = openDeskKey({ secretKey: randomBytes(32).toString('base64url'), homeDir: '' });
  const sealed = () => database('sign_in_mails').where('address', 'sealed@desk.example');
  await sealed().update({
    sealed_url: another.seal('https://desk.example/', 'link'),
    next_attempt_at: new Date(0),
  });
  await inviting('behind');
  await eventually(async () => {
    await sendMails();
    return mails.some(({ text }) => text?.includes('Hello behind,'));
  });
  const [row] = await sealed();
  t.true(row !== undefined && row.attempts > 0 && row.next_attempt_at > new Date());
});

// Second factor ----------------------------------------------------------------------------------

async function withApp(name: string, roles: Role[] = ['agent']) {
  const accountId = await person(name, roles);
  const one = await signedIn(name);
  const started = await one.send('POST', '/api/account/totp');
  const codes = codesOf(started.body.secret);
  const confirmed = await one.send('PUT', '/api/account/totp', { code: codes.after(-30_000) });
  return { accountId, one, codes, recovery: confirmed.body.codes as string[], started, confirmed };
}

test('an app that shows codes is asked for after the password, and each code counts once', async (t) => {
  const { codes, started, recovery } = await withApp('careful');
  t.regex(started.body.uri, /^otpauth:\/\/totp\/Palier:careful%40desk\.example\?/);
  t.is(recovery.length, 10);
  const sealed = await database('totp_factors').where('account_id', 'acc-careful').first();
  t.false(String(sealed?.sealed_secret).includes(started.body.secret));

  const one = browser('198.51.100.30');
  const { body } = await signIn(one, 'careful');
  t.like(body, { next: 'second_factor', factors: ['totp', 'recovery_code'] });
  t.false(one.cookies.has(sessionCookie), 'half-way is not in');
  t.is((await one.send('GET', '/api/me')).status, 401);
  const give = (code: string, step = body.step) =>
    one.send('POST', '/api/session/code', { step, code });
  t.is((await give('000000')).status, 401);
  const code = codes.now();
  t.is((await give(code)).status, 200);
  t.is((await one.send('GET', '/api/me')).status, 200);
  t.is((await give(codes.after(30_000))).body.code, 'sign_in_step_over', 'a step is answered once');

  const again = browser('198.51.100.30');
  const second = await signIn(again, 'careful');
  t.is(
    (await again.send('POST', '/api/session/code', { step: second.body.step, code })).status,
    401,
    'a code counts once',
  );
});

test('a password that was shown before another was chosen was shown in vain', async (t) => {
  const { codes } = await withApp('stolen');
  const one = browser('198.51.100.37');
  const { step } = (await signIn(one, 'stolen')).body;
  const boss = await administrator();
  const made = await boss.send('POST', '/api/accounts/acc-stolen/password-reset');
  t.is((await uses(made.body.url.split('#')[1], 'another brown badger')).status, 200);
  const late = await one.send('POST', '/api/session/code', { step, code: codes.after(30_000) });
  t.is(late.body.code, 'sign_in_step_over');
});

test('a recovery code stands in once, however it is typed', async (t) => {
  const { recovery } = await withApp('loses');
  const [first = ''] = recovery;
  const enter = async (code: string) => {
    const one = browser('198.51.100.31');
    const { body } = await signIn(one, 'loses');
    return (await one.send('POST', '/api/session/code', { step: body.step, code })).status;
  };
  t.is(await enter(first.toLowerCase().replaceAll('-', ' ')), 200);
  t.is(await enter(first), 401);
  const rows = JSON.stringify(await database('recovery_codes'));
  t.false(recovery.some((code) => rows.includes(code.replaceAll('-', ''))));
});

test('codes are guessed at no faster through two APIs at once, and a right one opens one session', async (t) => {
  const { accountId, codes, recovery } = await withApp('besieged');
  // Two steps: whoever guesses has the password, and may begin as often as they like.
  const half = async (address: string, at: ApiServer) => {
    const one = browser(address, { at });
    return { one, step: (await signIn(one, 'besieged')).body.step };
  };
  const guessers = await Promise.all([half('203.0.113.50', proxied), half('203.0.113.50', server)]);
  const guess = (code: string) =>
    guessers.map(({ one, step }) => one.send('POST', '/api/session/code', { step, code }));
  const wrong = Array.from({ length: 60 }, (_, n) => String(n).padStart(6, '0'));
  const replies = await Promise.all(wrong.flatMap(guess));
  const tried = replies.filter(({ status }) => status === 401).length;
  // Five from each of two networks, and those that come as a wait of a second ends.
  t.true(tried >= 5 && tried <= 16, String(tried));
  t.true(replies.every(({ status }) => [401, 429].includes(status)));

  // Of these two names alone: other rules of this file count meanwhile.
  await database.transaction((trx) => forgetFailuresOf(trx, [`code of ${accountId}`, 'besieged']));
  for (const code of [codes.now(), recovery[0] ?? '']) {
    const halves = await Promise.all([
      half('203.0.113.51', proxied),
      half('203.0.113.52', server),
      half('203.0.113.53', proxied),
    ]);
    const answers = await Promise.all(
      halves.map(({ one, step }) => one.send('POST', '/api/session/code', { step, code })),
    );
    t.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401], code);
  }
});

test('a reset does not get past the second factor', async (t) => {
  await withApp('guarded');
  const boss = await administrator();
  const { body } = await boss.send('POST', '/api/accounts/acc-guarded/password-reset');
  const reply = await uses(String(body.url).split('#')[1], 'stolen from the mailbox');
  t.is(reply.body.next, 'second_factor');
  t.deepEqual(reply.headers.getSetCookie(), []);
});

test('a role may be asked for a second factor: until there is one its sessions open nothing else', async (t) => {
  await person('ruler', ['administrator']);
  const ruler = await signedIn('ruler');
  const rules = { secondFactorRoles: ['analyst'] };
  t.is((await ruler.send('PUT', '/api/sign-in-rules', rules)).status, 200);
  await person('held', ['analyst', 'agent']);
  const one = browser('198.51.100.32');
  t.deepEqual((await signIn(one, 'held')).body, { next: 'enrolment' });
  const before = one.cookies.get(sessionCookie);
  for (const path of ['/api/tickets', '/api/dashboards', '/api/account/sessions', '/api/stream']) {
    t.is((await one.send('GET', path)).body.code, 'second_factor_needed', path);
  }
  t.is(
    (await one.send('POST', '/api/account/tokens', { label: 'x', scopes: ['everything'] })).status,
    403,
  );
  t.true((await one.send('GET', '/api/account/security')).body.isEnrolling);
  const { secret } = (await one.send('POST', '/api/account/totp')).body;
  t.is((await one.send('PUT', '/api/account/totp', { code: '000000' })).status, 400);
  t.is((await one.send('PUT', '/api/account/totp', { code: codesOf(secret).now() })).status, 200);
  t.not(one.cookies.get(sessionCookie), before, 'with more rights comes another secret');
  t.is((await one.send('GET', '/api/account/sessions')).status, 200);
  t.is((await one.send('DELETE', '/api/account/totp')).body.code, 'second_factor_demanded');
  t.is((await ruler.send('PUT', '/api/sign-in-rules', { secondFactorRoles: [] })).status, 200);
  t.is((await one.send('DELETE', '/api/account/totp')).status, 204);
});

test('an administrator resets the factors of who lost them, which ends their sessions and is written down', async (t) => {
  const { accountId, one } = await withApp('broken');
  const boss = await administrator();
  t.is((await boss.send('DELETE', `/api/accounts/${accountId}/second-factors`)).status, 204);
  t.is((await one.send('GET', '/api/me')).status, 401);
  t.deepEqual((await signIn(browser('198.51.100.33'), 'broken')).body, { next: 'desk' });
  t.true((await auditOf(accountId)).some(({ kind }) => kind === 'second_factor_removed'));
});

test('a secret that another key sealed opens to nobody, and the desk says what to do', async (t) => {
  await withApp('moved');
  const other = await startApi({
    DATABASE_URL: String(database.client.config.connection.connectionString),
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    PALIER_SECRET_KEY: randomBytes(32).toString('base64url'),
  });
  const one = browser('198.51.100.34', { at: other });
  const { body } = await signIn(one, 'moved');
  const reply = await one.send('POST', '/api/session/code', { step: body.step, code: '123456' });
  t.is(reply.status, 503);
  t.is(reply.body.code, 'desk_key_missing');
});

test('what no passkey signed is no passkey', async (t) => {
  const one = browser('198.51.100.35');
  const asked = await one.send('POST', '/api/session/passkey/question', {});
  t.is(asked.body.options.rpId, 'desk.example.org', 'by the name the desk is called by');
  const credential = {
    id: 'bm9uZQ',
    rawId: 'bm9uZQ',
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON: 'e30', authenticatorData: 'e30', signature: 'e30' },
  };
  const answer = { step: asked.body.step, credential };
  t.is((await one.send('POST', '/api/session/passkey', answer)).body.code, 'wrong_passkey');
  t.is((await one.send('POST', '/api/session/passkey', answer)).body.code, 'sign_in_step_over');
});

// Sessions ---------------------------------------------------------------------------------------

test('a person sees where they are signed in, and ends one session or all others', async (t) => {
  const accountId = await person('roams');
  const here = await signedIn('roams', '198.51.100.40');
  const there = await signedIn('roams', '198.51.100.41');
  const third = await signedIn('roams', '198.51.100.42');
  const { items } = (await here.send('GET', '/api/account/sessions')).body;
  t.is(items.length, 3);
  t.deepEqual(
    items
      .filter(({ isThis }: { isThis: boolean }) => isThis)
      .map(({ address }: { address: string }) => address),
    ['198.51.100.40'],
  );
  const rows = await database('sessions').where('account_id', accountId);
  for (const secret of [here, there, third].map(({ cookies }) => cookies.get(sessionCookie))) {
    t.false(JSON.stringify(rows).includes(String(secret)), 'the table of sessions signs nobody in');
  }
  const stolen = browser('198.51.100.43');
  stolen.cookies.set(sessionCookie, rows[0]?.session_hash ?? '');
  t.is((await stolen.send('GET', '/api/me')).status, 401);
  stolen.cookies.set(sessionCookie, rows[0]?.session_id ?? '');
  t.is((await stolen.send('GET', '/api/me')).status, 401);

  const one = items.find(({ address }: { address: string }) => address === '198.51.100.41');
  t.is((await here.send('DELETE', `/api/account/sessions/${one.id}`)).status, 204);
  t.is((await there.send('GET', '/api/me')).status, 401);
  await person('other');
  const stranger = await signedIn('other');
  t.is((await stranger.send('DELETE', `/api/account/sessions/${items[0].id}`)).status, 404);
  t.is((await here.send('DELETE', '/api/account/sessions')).status, 204);
  t.is((await third.send('GET', '/api/me')).status, 401);
  t.is((await here.send('GET', '/api/me')).status, 200);
});

test('whoever was signed out while their request came in has asked nothing', async (t) => {
  const boss = await administrator();
  await person('departing', ['administrator']);
  const slow = await signedIn('departing', '198.51.100.38');
  t.is((await slow.send('GET', '/api/me')).status, 200);
  const body = JSON.stringify({
    name: 'Late',
    roles: ['requester'],
    addresses: ['late@x.example'],
  });
  const request = http.request(`${proxied.url}/api/accounts`, {
    method: 'POST',
    headers: {
      cookie: `${sessionCookie}=${slow.cookies.get(sessionCookie)}`,
      'sec-fetch-site': 'same-origin',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'desk.example.org',
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    },
  });
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  request.flushHeaders();
  await once(request, 'continue');
  t.is((await boss.send('DELETE', '/api/accounts/acc-departing/sessions')).status, 204);
  request.end(body);
  const [response] = await answered;
  response.resume();
  t.is(response.statusCode, 401);
  t.is(await database('mail_addresses').where('address', 'late@x.example').first(), undefined);
});

test('of two who remove one way in each at once, one is left', async (t) => {
  const accountId = 'acc-two-ways';
  await upsertPeople(database, [{ accountId, displayName: 'Two ways', roles: ['requester'] }]);
  const identity = { issuer: 'https://sso.example', subject: 'two', source: 'sso' };
  await database('identities').insert({ ...identity, account_id: accountId });
  await database('passkeys').insert({
    ...{ credential_id: 'two-ways', account_id: accountId, label: 'Key' },
    ...{ public_key: Buffer.from('x'), sign_count: '0', transports: [] },
  });
  const [first, second] = [await database.transaction(), await database.transaction()];
  await first('identities').where('account_id', accountId).delete();
  await second('passkeys').where('account_id', accountId).delete();
  await refuseLastWayIn(first, accountId);
  const refused = t.throwsAsync(refuseLastWayIn(second, accountId), { message: /./ });
  await first.commit();
  await refused;
  await second.rollback();
  t.is((await database('passkeys').where('account_id', accountId)).length, 1);
});

test('an administrator ends the sessions of anybody, and nobody else does', async (t) => {
  await person('boss', ['administrator']);
  await person('ended');
  const boss = await signedIn('boss');
  const one = await signedIn('ended');
  t.is((await one.send('DELETE', '/api/accounts/acc-boss/sessions')).status, 403);
  t.is((await boss.send('GET', '/api/accounts/acc-ended/sessions')).body.items.length, 1);
  t.is((await boss.send('DELETE', '/api/accounts/acc-ended/sessions')).status, 204);
  t.is((await one.send('GET', '/api/me')).status, 401);
  t.is((await boss.send('GET', '/api/accounts/acc-nowhere/sessions')).status, 404);
  t.is((await boss.send('GET', '/api/accounts/acc-nowhere/tokens')).status, 404);
});

test('whoever signs in next on a shared machine does not find the one before', async (t) => {
  await person('first');
  await person('second');
  const shared = await signedIn('first');
  const before = shared.cookies.get(sessionCookie);
  await signIn(shared, 'second');
  t.is((await shared.send('GET', '/api/me')).body.id, 'acc-second');
  const old = browser('198.51.100.44');
  old.cookies.set(sessionCookie, String(before));
  t.is((await old.send('GET', '/api/me')).status, 401);
});

// API tokens -------------------------------------------------------------------------------------

const asToken = async (token: string, method: string, path: string, body?: object) =>
  replyOf(
    await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }),
  );

test('a token does what it is for and its account may, is shown once, and is revoked at once', async (t) => {
  const accountId = await person('scripts', ['agent']);
  const one = await signedIn('scripts');
  const made = await one.send('POST', '/api/account/tokens', {
    label: 'Export',
    scopes: ['tickets:read', 'admin'],
  });
  t.is(made.status, 201);
  const { token, id } = made.body;
  t.regex(token, /^plr_[\w-]{43}$/);
  t.false(JSON.stringify(await database('api_tokens')).includes(token));
  t.true(Math.abs(Date.parse(made.body.expiresAt) - Date.now() - 90 * dayMs) < hourMs);

  t.is((await asToken(token, 'GET', '/api/me')).status, 200);
  t.is((await asToken(token, 'GET', '/api/tickets')).status, 200);
  const write = await asToken(token, 'POST', '/api/tickets', { subject: 'x', description: 'y' });
  t.is(write.body.code, 'scope_not_given');
  t.is((await asToken(token, 'GET', '/api/dashboards')).status, 403);
  t.is(
    (await asToken(token, 'GET', '/api/sign-in-rules')).body.code,
    'role_not_allowed',
    'no more than its account',
  );
  await eventually(async () => {
    const { items } = (await one.send('GET', '/api/account/tokens')).body;
    return items[0].lastUsedAt !== null;
  });
  t.is((await one.send('DELETE', `/api/account/tokens/${id}`)).status, 204);
  t.is((await asToken(token, 'GET', '/api/me')).status, 401);
  const kinds = (await listAudit(database, { person: accountId }, 20)).map(({ kind }) => kind);
  t.true(kinds.includes('token_created') && kinds.includes('token_revoked'));
});

test('who is asked for while something is to be forgotten is not remembered', async (t) => {
  const accountId = await person('swift', ['agent']);
  const one = await signedIn('swift');
  const body = { label: 'x', scopes: ['everything'] };
  const { token: secret } = (await one.send('POST', '/api/account/tokens', body)).body;
  const directory = openAccountDirectory(database, { isDemo: false });
  const asked = directory.find({ kind: 'token', secret });
  directory.forget(accountId);
  t.is((await asked)?.account?.id, accountId);
  await database('api_tokens').where('account_id', accountId).delete();
  t.is(await directory.find({ kind: 'token', secret }), undefined);
});

test('a token lasts a year at most unless it is said to, and no token makes tokens or changes how one signs in', async (t) => {
  await person('lasting', ['agent', 'administrator']);
  const one = await signedIn('lasting');
  const make = (body: object) =>
    one.send('POST', '/api/account/tokens', { label: 'x', scopes: ['everything'], ...body });
  t.is((await make({ days: 366 })).status, 400);
  t.is((await make({ days: 366, isLasting: true })).status, 201);
  t.is((await make({ scopes: [] })).status, 400);
  const { token } = (await make({})).body;
  for (const [method, path, body] of [
    ['POST', '/api/account/tokens', { label: 'x', scopes: ['everything'] }],
    ['PUT', '/api/account/password', { current: password, password: 'another good one' }],
    ['POST', '/api/account/totp', undefined],
    ['DELETE', '/api/account/sessions', undefined],
  ] as const) {
    t.is((await asToken(token, method, path, body)).body.code, 'session_needed', path);
  }
  const session = one.cookies.get(sessionCookie);
  t.is((await asToken(String(session), 'GET', '/api/me')).status, 401, 'a session is no token');
});

test('what opens the desk is changed only by whoever has just signed in', async (t) => {
  const { accountId, one } = await withApp('leftalone');
  await database('sessions')
    .where('account_id', accountId)
    .update({ created_at: new Date(Date.now() - 16 * 60_000) });
  const doors = [
    ['POST', '/api/account/totp', undefined],
    ['DELETE', '/api/account/totp', undefined],
    ['POST', '/api/account/passkey-question', undefined],
    ['DELETE', '/api/account/passkeys/some-passkey', undefined],
    ['POST', '/api/account/recovery-codes', undefined],
    ['POST', '/api/account/tokens', { label: 'x', scopes: ['everything'] }],
    ['POST', '/api/me/identities', { provider: 'sso', returnTo: '/account/security' }],
    ['POST', '/api/me/identity-confirmation', undefined],
    ['DELETE', '/api/me/identities/some-identity', undefined],
  ] as const;
  for (const [method, path, body] of doors) {
    t.is((await one.send(method, path, body)).body.code, 'sign_in_again', `${method} ${path}`);
  }
  t.is((await one.send('GET', '/api/account/security')).status, 200, 'looking is free');
  await database('sessions').where('account_id', accountId).update({ created_at: new Date() });
  t.is((await one.send('DELETE', '/api/account/totp')).status, 204);
});

test('every operation that asks who calls has a scope, and each scope is of some', (t) => {
  const guarded = operationList.filter(({ id }) => policy[id] !== 'public' && id !== 'getMe');
  const found = new Set(guarded.map(scopeOf));
  t.false(found.has(null));
  const wanted: Scope[] = ['tickets:read', 'tickets:write', 'people:read', 'people:write', 'admin'];
  for (const scope of wanted) t.true(found.has(scope), scope);
});
