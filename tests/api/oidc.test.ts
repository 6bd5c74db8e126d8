import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import test from 'ava';
import { Secret, TOTP } from 'otpauth';
import { hashOf } from '../../api/people/directory.ts';
import type { ApiServer } from '../../api/server.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { upsertPeople } from '../../database/people.ts';
import type { Role } from '../../database/roles.ts';
import { writePassword } from '../../database/sign_in/passwords.ts';
import { writeSignInRules } from '../../database/sign_in/rules.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { type CookieBrowser, openCookieBrowser } from '../support/cookie_browser.ts';
import { startFrozenProxy } from '../support/frozen_proxy.ts';
import {
  clientId,
  clientSecret,
  type IdentityProvider,
  type KnownPerson,
  listening,
  startIdentityProvider,
} from '../support/identity_provider.ts';
import { type LyingProvider, startLyingProvider } from '../support/lying_provider.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { startApi } from './api_desk.ts';

let database: Database;
let databaseUrl: string;
let provider: IdentityProvider;
let liar: LyingProvider;
let api: ApiServer;

test.before('the desk knows four providers, and some people', async () => {
  databaseUrl = (await createTestDatabase()).url;
  database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  provider = await startIdentityProvider();
  liar = await startLyingProvider();
  api = await startApi({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    PALIER_OIDC_ISSUER: provider.issuer,
    PALIER_OIDC_CLIENT_ID: clientId,
    PALIER_OIDC_CLIENT_SECRET: clientSecret,
    PALIER_OIDC_NAME: 'Example SSO',
    PALIER_OIDC_SCOPES: 'openid profile email groups',
    PALIER_OIDC_MAKES_ACCOUNTS: '1',
    PALIER_OIDC_CUSTOMER_CLAIM: 'organization',
    PALIER_OIDC_MORE: await moreProviders(),
  });
  provider.knows(api.url, 'sso');
  const person = (name: string, role: Role) => ({
    accountId: `acc-${name}`,
    roles: [role],
    displayName: name,
    addresses: [`${name}@example.org`],
  });
  await upsertPeople(database, [
    person('ada', 'administrator'),
    person('lea', 'agent'),
    person('zoe', 'requester'),
  ]);
});

test.serial('the sign-in page asks no provider what it is called', async (t) => {
  const response = await fetch(`${api.url}/api/sign-in/providers`);
  const { items } = await response.json();
  t.deepEqual(
    items.map(({ name }: { name: string }) => name),
    ['Example SSO', 'A Liar', 'Gone', 'Silent'],
  );
});

test.serial(
  'whoever is not known gets an account as a requester, and is led where they wanted',
  async (t) => {
    provider.people.set('nora', known('nora@example.org', { name: 'Nora', locale: 'fr-FR' }));
    const { browser, place } = await signIn('nora', { returnTo: '/portal/new' });
    t.is(place, '/portal/new');
    const me = await meOf(browser);
    t.like(me, { name: 'Nora', roles: ['requester'], locale: 'fr' });
  },
);

test.serial(
  'groups give roles and places at each sign-in, and take them away; what was given by hand stays',
  async (t) => {
    await mapped('agents', { role: 'agent' });
    await mapped('agents', { place: { process: 'it_support', group: 'network', capacity: 3 } });
    await mapped('leads', { role: 'team_lead' });
    provider.people.set('ivo', known('ivo@example.org', { groups: ['agents', 'leads', 'cooks'] }));
    const first = await meOf((await signIn('ivo')).browser);
    t.deepEqual(first.roles, ['requester', 'agent', 'team_lead']);
    t.deepEqual(
      first.groups.map(({ id }: { id: string }) => id),
      ['network'],
    );

    await database('accounts')
      .where({ account_id: first.id })
      .update({ roles: database.raw("roles || '{analyst}'::text[]") });
    await database('group_members').insert({
      process_id: 'it_support',
      group_id: 'service_desk',
      account_id: first.id,
      capacity: 1,
    });
    provider.people.set('ivo', known('ivo@example.org', { groups: ['leads'] }));
    const second = await meOf((await signIn('ivo')).browser);
    t.deepEqual(second.roles, ['requester', 'team_lead', 'analyst']);
    t.deepEqual(
      second.groups.map(({ id }: { id: string }) => id),
      ['service_desk'],
    );
    const given = await database('audit_entries')
      .where({ program: 'oidc', object_id: first.id })
      .pluck('kind');
    t.true(given.includes('account_created') && given.includes('membership_changed'));
  },
);

test.serial(
  'the customer of a person is the one their provider names; another name changes nothing',
  async (t) => {
    for (const name of ['North Hospital', 'South Clinic']) {
      await database('customers').insert({
        ...{ customer_id: name, name, contract: null, note: '' },
        ...{ command_id: name, fingerprint: name },
      });
    }
    const comes = async (more: KnownPerson) => {
      provider.people.set('una', known('una@example.org', { groups: [], ...more }));
      const { id } = await meOf((await signIn('una')).browser);
      const row = await database('accounts').where({ account_id: id }).first('customer_id');
      return row?.customer_id;
    };
    t.is(await comes({}), null);
    t.is(await comes({ organization: 'north hospital' }), 'North Hospital');
    t.is(await comes({ organization: 'Nobody Ltd' }), 'North Hospital');
    t.is(await comes({}), 'North Hospital');
    t.is(await comes({ organization: ['South Clinic', 'North Hospital'] }), 'South Clinic');
    const told = await database('audit_entries')
      .join('accounts', 'accounts.account_id', 'audit_entries.object_id')
      .where({ program: 'oidc', kind: 'account_changed', display_name: 'una@example.org' });
    t.is(told.length, 2, 'what changes nothing is told of nobody');
  },
);

test.serial('the last administrator stays one, whatever the provider forgets', async (t) => {
  await mapped('admins', { role: 'administrator' });
  await database('accounts')
    .where({ account_id: 'acc-ada' })
    .update({ roles: ['requester'] });
  provider.people.set('root', known('root@example.org', { groups: ['admins'] }));
  t.true((await meOf((await signIn('root')).browser)).roles.includes('administrator'));
  provider.people.set('root', known('root@example.org', { groups: [] }));
  t.true((await meOf((await signIn('root')).browser)).roles.includes('administrator'));
  await database('accounts')
    .where({ account_id: 'acc-ada' })
    .update({ roles: ['administrator'] });
  t.true(
    (await meOf((await signIn('root')).browser)).roles.includes('administrator'),
    'one who cannot sign in is no other',
  );
  await writePassword(database, 'acc-ada', 'no hash of any password');
  t.false((await meOf((await signIn('root')).browser)).roles.includes('administrator'));
});

test.serial(
  'an address alone opens nobody’s account: they show once that it is theirs',
  async (t) => {
    provider.people.set('lea', known('lea@example.org'));
    const { browser, place } = await signIn('lea', { returnTo: '/tickets' });
    t.is(place, '/sign-in?problem=confirm_link&provider=sso&to=%2Ftickets');
    t.is((await browser.asks('GET', `${api.url}/api/me`)).status, 401);

    await signsInWithSession(browser, 'acc-zoe');
    t.is((await confirmed(browser)).status, 409, 'somebody else cannot confirm it');
    await signsInWithSession(browser, 'acc-lea');
    t.is((await confirmed(browser)).status, 204);
    t.is((await confirmed(browser)).status, 409, 'once');
    t.is((await meOf((await signIn('lea')).browser)).id, 'acc-lea');
  },
);

test.serial('a session links a provider to its own account, and ends that again', async (t) => {
  provider.people.set('zoe-at-work', known('other@example.org'));
  const browser = openCookieBrowser();
  await signsInWithSession(browser, 'acc-zoe');
  provider.present.subject = 'zoe-at-work';
  const body = { provider: 'sso', returnTo: '/portal' };
  const begun = await browser.asks('POST', `${api.url}/api/me/identities`, body);
  t.is(pathOf((await browser.visit((await begun.json()).url)).url), '/portal');
  t.is((await meOf((await signIn('zoe-at-work')).browser)).id, 'acc-zoe');

  const listed = await (await browser.asks('GET', `${api.url}/api/me/identities`)).json();
  t.like(listed, { items: { 0: { source: 'sso', name: 'Example SSO' } } });
  const place = `${api.url}/api/me/identities/${listed.items[0].id}`;
  const last = await browser.asks('DELETE', place);
  t.is((await last.json()).code, 'last_way_in', 'nothing else would sign them in');
  t.is((await browser.asks('GET', `${api.url}/api/me/identities`)).status, 200);
  await database('passwords').insert({ account_id: 'acc-zoe', hash: 'of one that is forgotten' });
  const gone = await browser.asks('DELETE', place);
  t.is(gone.status, 204);
  t.not((await meOf((await signIn('zoe-at-work')).browser)).id, 'acc-zoe');
});

test.serial(
  'an administrator is linked by no address, though the provider may link others',
  async (t) => {
    const person = { email: 'ada@example.org', sub: 'ada-there' };
    t.regex(await toldBy({ claims: person }), /problem=confirm_link/);
    const other = { email: 'zoe@example.org', sub: 'zoe-there' };
    t.is(await toldBy({ claims: other }), '/');
  },
);

test.serial(
  'where a second factor is demanded, a provider is believed that says it had one; else the desk asks its own',
  async (t) => {
    await mapped('counters', { role: 'analyst' }, 'liar');
    await database.transaction((trx) => writeSignInRules(trx, { secondFactorRoles: ['analyst'] }));
    const claims = { sub: 'counter', email: 'counter@example.org', groups: ['counters'] };
    const comes = async (more: object = {}) => {
      liar.tell({ claims: { ...claims, ...more } });
      const browser = openCookieBrowser();
      const back = liar.sendsBack(await begun(browser, 'liar', { returnTo: '/analytics' }));
      return { browser, url: new URL((await browser.visit(back)).url) };
    };
    const trusted = await comes({ amr: ['pwd', 'mfa'] });
    t.is(trusted.url.pathname, '/analytics');
    t.false((await meOf(trusted.browser)).isEnrolling);
    const other = await comes({ amr: ['pwd'], acr: 'once' });
    t.true((await meOf(other.browser)).isEnrolling, 'until they have one');
    t.is((await other.browser.asks('GET', `${api.url}/api/tickets`)).status, 403);

    const totp = `${api.url}/api/account/totp`;
    const { secret } = await (await other.browser.asks('POST', totp)).json();
    const codes = new TOTP({ secret: Secret.fromBase32(secret) });
    t.is((await other.browser.asks('PUT', totp, { code: codes.generate() })).status, 200);
    const again = await comes();
    t.is(again.url.pathname, '/sign-in');
    t.is(again.url.searchParams.get('to'), '/analytics');
    t.is((await again.browser.asks('GET', `${api.url}/api/me`)).status, 401);
    const half = new URLSearchParams(again.url.hash.slice(1));
    t.is(half.get('factors'), 'totp recovery_code');
    const code = codes.generate({ timestamp: Date.now() + 30_000 });
    const body = { step: half.get('step'), code };
    t.is((await again.browser.asks('POST', `${api.url}/api/session/code`, body)).status, 200);
    t.is((await meOf(again.browser)).name, 'A Liar');
    const security = await again.browser.asks('GET', `${api.url}/api/account/security`);
    t.like(await security.json(), { isByProvider: true, isFactorDemanded: true });
    await database.transaction((trx) => writeSignInRules(trx, { secondFactorRoles: [] }));
    t.is((await comes()).url.pathname, '/analytics', 'the app is asked for where it is demanded');
  },
);

test.serial('a token opens no other way in: only a session links a provider', async (t) => {
  await upsertPeople(database, [
    {
      accountId: 'acc-zoe',
      roles: ['requester'],
      displayName: 'zoe',
      tokens: [{ token: 'a-token-of-zoe', label: 'script' }],
    },
  ]);
  const headers = { authorization: 'Bearer a-token-of-zoe', 'content-type': 'application/json' };
  const asks = (method: string, path: string, body?: object) =>
    fetch(`${api.url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const begins = await asks('POST', '/api/me/identities', { provider: 'sso' });
  t.is(begins.status, 403);
  t.is((await asks('POST', '/api/me/identity-confirmation')).status, 403);
  t.is((await asks('DELETE', '/api/me/identities/any')).status, 403);
  t.is((await asks('GET', '/api/me/identities')).status, 200, 'what is linked, a token may read');
});

test.serial('an account that is closed here is refused, known there or not', async (t) => {
  provider.people.set('max', known('max@example.org'));
  const { id } = await meOf((await signIn('max')).browser);
  await database('accounts').where({ account_id: id }).update({ is_active: false });
  t.regex((await signIn('max')).place, /problem=account_closed/);
  provider.people.set('max-again', known('max@example.org'));
  t.regex((await signIn('max-again')).place, /problem=account_closed/);
});

test.serial('an address that the provider does not answer for is refused', async (t) => {
  provider.people.set('eve', { email: 'lea@example.org', email_verified: false, name: 'Léa' });
  t.regex((await signIn('eve')).place, /problem=address_not_verified/);
  t.regex(
    await toldBy({ claims: { sub: 'eve', email: 'zoe@example.org', email_verified: undefined } }),
    /problem=address_not_verified/,
  );
});

test.serial('whoever goes away at the provider is told so, in no session', async (t) => {
  const { place, browser } = await signIn(null);
  t.regex(place, /problem=provider_refused/);
  t.is((await browser.asks('GET', `${api.url}/api/me`)).status, 401);
});

const lies = {
  'of another issuer': { claims: { iss: 'https://elsewhere.example.org' } },
  'for another desk': { claims: { aud: 'another' } },
  'for several, of whom it names no one': {
    claims: { aud: [clientId, 'another'], azp: 'another' },
  },
  'for another sign-in': { claims: { nonce: 'another' } },
  'without a nonce': { claims: { nonce: undefined } },
  'that is over': { claims: { exp: 1_000_000_000, iat: 999_999_000 } },
  'of nobody': { claims: { sub: undefined } },
  'that is not signed': { header: { alg: 'none', kid: undefined }, signature: 'none' },
  'signed by a secret': { header: { alg: 'HS256' } },
  'signed by a stranger': { signature: 'foreign' },
} as const;

for (const [what, lie] of Object.entries(lies)) {
  test.serial(`a token ${what} opens nothing`, async (t) => {
    t.regex(await toldBy(lie), /problem=provider_not_trusted/);
    t.is(await database('identities').where({ subject: 'liar' }).first(), undefined);
  });
}

test.serial('what comes back answers what this browser asked, once', async (t) => {
  liar.tell({ claims: { sub: 'once', email: 'once@example.org' } });
  const stranger = openCookieBrowser();
  const other = liar.sendsBack(await begun(stranger, 'liar'));
  const browser = openCookieBrowser();
  const back = liar.sendsBack(await begun(browser, 'liar'));
  t.regex((await stranger.visit(back)).url, /problem=sign_in_over/, 'of another browser');
  t.regex((await openCookieBrowser().visit(other)).url, /problem=sign_in_over/, 'of none');
  const forged = new URL(back);
  forged.searchParams.set('state', 'x');
  t.regex((await browser.visit(forged.href)).url, /problem=sign_in_over/);
  t.is(pathOf((await browser.visit(back)).url), '/');
  t.regex((await browser.visit(back)).url, /problem=sign_in_over/, 'again');
});

test.serial('an answer that names another issuer is not taken', async (t) => {
  liar.tell({});
  const browser = openCookieBrowser();
  const back = liar.sendsBack(await begun(browser, 'liar'), {
    iss: 'https://elsewhere.example.org',
  });
  t.regex((await browser.visit(back)).url, /problem=provider_not_trusted/);
});

test.serial('nobody is led to another site, nor made to sign in by one', async (t) => {
  for (const returnTo of [
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    '/api/me',
    'x',
    '/\n/evil',
    '/..//evil.example',
    '/.//evil.example',
    '/help/..//evil.example',
    '/%2e%2e//evil.example',
  ]) {
    const answer = await openCookieBrowser().asks('POST', attempts('sso'), { returnTo });
    t.is(answer.status, 400, returnTo);
  }
  const crossing = await fetch(attempts('sso'), {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  t.is(crossing.status, 403);
});

test.serial(
  'an address that went over to somebody else does not make them the other',
  async (t) => {
    await toldBy({ claims: { sub: 'gone-before', email: 'desk42@example.org' } });
    const place = await toldBy({ claims: { sub: 'came-after', email: 'desk42@example.org' } });
    t.regex(place, /problem=confirm_link/);
    t.is(await database('identities').where({ subject: 'came-after' }).first(), undefined);
  },
);

test.serial(
  'what no screen can show is no name, and what is no subject opens nothing',
  async (t) => {
    const named = async (name: string) => {
      await toldBy({ claims: { sub: 'named', email: 'named@example.org', name } });
      const row = await database('accounts')
        .join('identities', 'identities.account_id', 'accounts.account_id')
        .where({ subject: 'named' })
        .first('display_name');
      return row?.display_name;
    };
    t.is(await named('Nora\u202eenimdA'), 'named@example.org');
    t.is(await named('Nora Named'), 'Nora Named');
    for (const name of ['\u200b', 'No\u0000ra', 'No\ud800ra', 'Nora\nNamed']) {
      t.is(await named(name), 'Nora Named', JSON.stringify(name));
    }
    const person = { sub: 'worded', email: 'worded@example.org' };
    t.is(await toldBy({ claims: { ...person, groups: ['a\u0000b'], locale: 'fr\u0000' } }), '/');
    for (const sub of ['x\u0000y', 's'.repeat(256), 'Ж', '']) {
      t.regex(await toldBy({ claims: { ...person, sub } }), /problem=provider_not_trusted/);
    }
  },
);

test.serial('groups that are too many to name leave what was given', async (t) => {
  await mapped('agents', { role: 'agent' }, 'liar');
  const person = { sub: 'many', email: 'many@example.org' };
  await toldBy({ claims: { ...person, groups: ['agents'] } });
  const roles = () =>
    database('accounts')
      .join('identities', 'identities.account_id', 'accounts.account_id')
      .where({ subject: 'many' })
      .first('roles');
  t.deepEqual((await roles())?.roles, ['requester', 'agent']);
  const left = { groups: undefined, _claim_names: { groups: 'src1' } };
  t.is(await toldBy({ claims: { ...person, ...left } }), '/');
  t.deepEqual((await roles())?.roles, ['requester', 'agent']);
  await toldBy({ claims: { ...person, groups: undefined } });
  t.deepEqual((await roles())?.roles, ['requester']);
});

test.serial('a provider that is down or slow is told of, and stops nobody else', async (t) => {
  const french = { headers: { 'accept-language': 'fr' }, method: 'POST' };
  const asked = (id: string) =>
    fetch(attempts(id), {
      ...french,
      headers: { ...french.headers, 'sec-fetch-site': 'same-origin' },
    });
  const waiting = asked('silent');
  const down = await asked('gone');
  t.is(down.status, 503);
  const { code, detail } = await down.json();
  t.is(code, 'provider_unavailable');
  t.regex(detail, /^Gone n’a pas répondu/);
  t.is(pathOf((await signIn('nora')).place), '/', 'others sign in meanwhile');
  t.is((await waiting).status, 503);
});

test.serial(
  'whoever comes back while the desk’s database is away is told so by a page',
  async (t) => {
    const direct = new URL(databaseUrl);
    const line = await startFrozenProxy(Number(direct.port));
    const held = await startApi({
      DATABASE_URL: Object.assign(new URL(databaseUrl), { port: String(line.port) }).href,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      PALIER_OIDC_ID: 'liar',
      PALIER_OIDC_ISSUER: liar.issuer,
      PALIER_OIDC_CLIENT_ID: clientId,
    });
    const browser = openCookieBrowser();
    const place = `${held.url}/api/sign-in/providers/liar/attempts`;
    const begun = await browser.asks('POST', place, { returnTo: '/tickets' });
    const back = liar.sendsBack((await begun.json()).url);
    line.freeze();
    t.regex((await browser.visit(back)).url, /\/sign-in\?problem=desk_unavailable&provider=liar/);
    line.thaw();
  },
);

test.serial('who signs out may sign out at the provider too', async (t) => {
  const answer = await fetch(`${api.url}/api/sign-in/providers/sso/sign-out`, {
    redirect: 'manual',
  });
  const place = new URL(answer.headers.get('location') ?? '');
  t.is(place.origin, provider.issuer);
  t.is(place.searchParams.get('post_logout_redirect_uri'), `${api.url}/sign-in`);
});

async function moreProviders(): Promise<string> {
  const silent = await listening(createServer(() => undefined));
  const closed = createServer();
  const gone = await listening(closed);
  closed.close();
  const shared = { clientId, scopes: ['openid', 'profile', 'email'] };
  const file = path.join(temporaryFolder(), 'providers.json');
  const providers = [
    {
      ...shared,
      id: 'liar',
      name: 'A Liar',
      issuer: liar.issuer,
      linksByAddress: true,
      makesAccounts: true,
    },
    { ...shared, id: 'gone', name: 'Gone', issuer: gone },
    { ...shared, id: 'silent', name: 'Silent', issuer: silent },
  ];
  writeFileSync(file, JSON.stringify(providers));
  return file;
}

function known(email: string, more: object = {}) {
  return { email, email_verified: true, name: email, ...more };
}

function attempts(id: string): string {
  return `${api.url}/api/sign-in/providers/${id}/attempts`;
}

/** Where the desk sends a browser to sign in. */
async function begun(browser: CookieBrowser, id: string, body: object = {}): Promise<string> {
  const answer = await browser.asks('POST', attempts(id), body);
  const { url } = await answer.json();
  return url;
}

/** Somebody in front of the real provider signs in. @returns where they are led */
async function signIn(subject: string | null, body: object = {}) {
  provider.present.subject = subject;
  const browser = openCookieBrowser();
  const { url } = await browser.visit(await begun(browser, 'sso', body));
  return { browser, place: pathOf(url) };
}

/** Somebody comes back from the lying provider. @returns where they are led */
async function toldBy(lie: Parameters<typeof liar.tell>[0]): Promise<string> {
  liar.tell(lie);
  const browser = openCookieBrowser();
  const { url } = await browser.visit(liar.sendsBack(await begun(browser, 'liar')));
  return pathOf(url);
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url, api.url);
  return `${pathname}${search}`;
}

// biome-ignore lint/suspicious/noExplicitAny: the tests read answers by name
async function meOf(browser: CookieBrowser): Promise<any> {
  return (await browser.asks('GET', `${api.url}/api/me`)).json();
}

function confirmed(browser: CookieBrowser): Promise<Response> {
  return browser.asks('POST', `${api.url}/api/me/identity-confirmation`);
}

/** As whoever has signed in with a password: a session of the account, in the cookie. */
async function signsInWithSession(browser: CookieBrowser, accountId: string): Promise<void> {
  const secret = randomBytes(32).toString('base64url');
  await database('sessions').insert({
    session_hash: hashOf(secret),
    account_id: accountId,
    method: 'password',
    expires_at: new Date(Date.now() + dayMs),
  });
  browser.cookies(api.url).set('palier_session', secret);
}

async function mapped(directoryGroup: string, gives: object, source = 'sso'): Promise<void> {
  const browser = openCookieBrowser();
  await signsInWithSession(browser, 'acc-ada');
  const body = { source, directoryGroup, ...gives };
  const answer = await browser.asks('POST', `${api.url}/api/sign-in/mappings`, body);
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
}
