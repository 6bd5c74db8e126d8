import { spawn } from 'node:child_process';
import path from 'node:path';
import test from 'ava';
import type { ApiServer } from '../../api/server.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { connectMailbox, oauthOf, signedInBrowser } from '../mail/oauth_mailbox.ts';
import { type MailProvider, startMailProvider } from '../support/mail_provider.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { type Body, type Caller, callerOf, startApi, writePeople } from './api_desk.ts';

const secretKey = 'the key of a desk that is a test';
let database: Database;
let databaseUrl: string;
let server: ApiServer;
let provider: MailProvider;
let admin: Caller;

test.before(async () => {
  databaseUrl = (await createTestDatabase()).url;
  database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  await writePeople(database);
  server = await startApi({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    PALIER_SECRET_KEY: secretKey,
  });
  admin = callerOf(server.url, 'odile-administrator', 'patient');
  provider = await startMailProvider();
});

test.beforeEach(() => {
  provider.meddling = null;
  provider.present.account = 'support@desk.example';
});

let count = 0;
const bodyOf = (oauth: object | null, more: object = {}) => ({
  name: `Support ${++count}`,
  address: 'support@desk.example',
  server: { host: '127.0.0.1', port: 1, security: 'none', user: 'support@desk.example' },
  oauth,
  process: 'it_support',
  locale: 'en',
  isEnabled: false,
  ...more,
});

async function added(more: object = {}): Promise<Body> {
  const { status, body } = await admin.post('/api/mailboxes', bodyOf(oauthOf(provider, more)));
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

const mailboxOf = async (id: string): Promise<Body> =>
  (await admin.get(`/api/mailboxes/${id}`)).body;
const desk = () => ({ server, database });

test.serial('whoever consents comes back in the session that began it, once', async (t) => {
  const { id } = await added();
  const begins = async () => {
    const browser = await signedInBrowser(desk(), 'acc-odile');
    const begun = await browser.asks('POST', `${server.url}/api/mailboxes/${id}/consents`);
    const { url, redirectUri } = await begun.json();
    provider.sendsTo(redirectUri);
    return { browser, back: await provider.consent(url) };
  };
  const place = async (browser: Awaited<ReturnType<typeof begins>>['browser'], back: string) => {
    const { url } = await browser.visit(back);
    return new URL(url).search;
  };
  const mine = await begins();
  const another = await signedInBrowser(desk(), 'acc-odile');
  t.is(await place(another, mine.back), '?connect=over', 'a session of their own, and another');
  const forged = new URL(mine.back);
  forged.searchParams.set('state', 'x');
  t.is(await place(mine.browser, forged.href), '?connect=over');
  t.is((await mailboxOf(id)).oauth.connectedAt, null);
  t.is(await place(mine.browser, mine.back), '?connect=connected');
  t.is(await place(mine.browser, mine.back), '?connect=over', 'again');
  const nobody = await fetch(mine.back, { redirect: 'manual' });
  t.is(nobody.status, 401);
  const agent = await signedInBrowser(desk(), 'acc-lea');
  const { response } = await agent.visit(mine.back);
  t.is(response.status, 403);
});

test.serial('a program with a token sends nobody to a provider', async (t) => {
  const { id } = await added();
  const { status, body } = await admin.post(`/api/mailboxes/${id}/consents`);
  t.deepEqual([status, body.code], [403, 'session_needed']);
});

test.serial('what was changed since is not connected by an older consent', async (t) => {
  const mailbox = await added();
  const browser = await signedInBrowser(desk(), 'acc-odile');
  const begun = await browser.asks('POST', `${server.url}/api/mailboxes/${mailbox.id}/consents`);
  const { url, redirectUri } = await begun.json();
  provider.sendsTo(redirectUri);
  const back = await provider.consent(url);
  const changed = oauthOf(provider, { clientId: 'a-public-client', clientSecret: null });
  const { status } = await admin.put(`/api/mailboxes/${mailbox.id}`, bodyOf(changed));
  t.is(status, 200);
  t.is(new URL((await browser.visit(back)).url).search, '?connect=over');
  t.is((await mailboxOf(mailbox.id)).oauth.connectedAt, null);
});

test.serial('a new secret leaves what was granted, another client or user does not', async (t) => {
  const { id } = await added();
  await connectMailbox(desk(), provider, id);
  const puts = async (more: object, outer: object = {}) => {
    const oauth = oauthOf(provider, { clientSecret: undefined, ...more });
    const { status, body } = await admin.put(`/api/mailboxes/${id}`, bodyOf(oauth, outer));
    t.is(status, 200, JSON.stringify(body));
    return body.oauth;
  };
  t.truthy(
    (await puts({ clientSecret: 'a newer one', secretExpiresOn: '2027-05-31' })).connectedAt,
  );
  t.truthy((await puts({})).connectedAt);
  t.truthy((await puts({ permissions: ['imap'] })).connectedAt, 'less than was granted');
  t.is((await puts({ permissions: ['imap', 'graph'] })).connectedAt, null, 'more than that');
  await puts({ clientSecret: provider.clientSecret });
  await connectMailbox(desk(), provider, id);
  const other = { host: '127.0.0.1', port: 1, security: 'none', user: 'other@desk.example' };
  t.is((await puts({}, { server: other })).connectedAt, null);
});

test.serial('what came of an attempt is told on the mailbox, in words', async (t) => {
  const { id } = await added();
  provider.present.account = 'lea@corp.example';
  t.is(await connectMailbox(desk(), provider, id), '/administration/mailboxes?connect=failed');
  const { oauth } = await mailboxOf(id);
  t.like(oauth, {
    connectedAt: null,
    attempt: { failure: 'other_account', words: 'lea@corp.example' },
  });
  provider.present.account = null;
  await connectMailbox(desk(), provider, id);
  t.like((await mailboxOf(id)).oauth.attempt, { failure: 'consent_refused' });
  provider.present.account = 'support@desk.example';
  await connectMailbox(desk(), provider, id);
  t.is((await mailboxOf(id)).oauth.attempt, null);
});

test.serial('a program that is let in is connected at once, or told why not', async (t) => {
  const { id } = await added({ flow: 'application' });
  const { status, body } = await admin.post(`/api/mailboxes/${id}/consents`);
  t.deepEqual([status, body.url], [201, null]);
  t.truthy((await mailboxOf(id)).oauth.connectedAt);
  const wrong = await added({ flow: 'application', clientSecret: 'another' });
  const refused = await admin.post(`/api/mailboxes/${wrong.id}/consents`);
  t.deepEqual([refused.status, refused.body.code], [502, 'mailbox_not_connected']);
  t.like((await mailboxOf(wrong.id)).oauth.attempt, { failure: 'client_refused' });
});

const wrong: [string, object, object?][] = [
  ['body.oauth.tenant', { tenant: undefined }],
  ['body.oauth.tenant', { tenant: 'example.org' }],
  ['body.oauth.tenant', { provider: 'google' }],
  ['body.oauth.flow', { provider: 'google', tenant: undefined, flow: 'application' }],
  ['body.oauth.issuer', { provider: 'other', tenant: undefined }],
  ['body.oauth.permissions', { permissions: [] }],
  ['body.oauth.permissions', { permissions: ['smtp'] }],
  ['body.oauth.permissions', { provider: 'google', tenant: undefined, permissions: ['graph'] }],
  ['body.oauth.authorityUrl', { authorityUrl: 'http://login.example.org' }],
  ['body.oauth.authorityUrl', { authorityUrl: 'https://a:b@login.example.org' }],
  ['body.server', {}, { server: null }],
  ['body.sending.isByGraph', {}, { sending: { isByGraph: true } }],
];

test.serial('how a mailbox signs in is refused where it cannot be so', async (t) => {
  for (const [path, oauth, more] of wrong) {
    const asked = bodyOf(oauthOf(provider, oauth), more);
    const { status, body } = await admin.post('/api/mailboxes', asked);
    t.is(status, 400, JSON.stringify([oauth, body]));
    t.is(body.errors[0].path, path, JSON.stringify(body.errors));
  }
  const server = { host: 'h', port: 1, security: 'none', user: 'u', password: 'a password' };
  const both = await admin.post('/api/mailboxes', bodyOf(oauthOf(provider), { server }));
  t.is(both.body.errors[0].path, 'body.server.password');
  const none = await admin.post('/api/mailboxes', bodyOf(null));
  t.is(none.body.errors[0].path, 'body.server.password');
});

test.serial('the audit tells who connected what, and nothing secret', async (t) => {
  const { id } = await added();
  await connectMailbox(desk(), provider, id);
  const rows = await database('audit_entries')
    .leftJoin('audit_details', 'audit_details.position', 'audit_entries.position')
    .where({ object_id: id })
    .orderBy('audit_entries.position')
    .select('kind', 'account_id', 'after');
  t.deepEqual(
    rows.map(({ kind }) => kind),
    ['mailbox_created', 'mailbox_connected'],
  );
  t.is(rows[1]?.account_id, 'acc-odile');
  t.like(rows[0]?.after, { signsInBy: 'microsoft', clientId: provider.clientId });
  t.false(JSON.stringify(rows).includes(provider.clientSecret));
});

test.serial('on the machine itself somebody connects it by a code', async (t) => {
  const { id, name } = await added();
  const palier = path.resolve(import.meta.dirname, '../../cli/palier.ts');
  const env = {
    ...process.env,
    NO_COLOR: '1',
    DATABASE_URL: databaseUrl,
    PALIER_SECRET_KEY: secretKey,
  };
  const child = spawn(process.execPath, [palier, 'mailbox', 'connect', name], { env });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let told = '';
  let code = '';
  child.stderr.on('data', (chunk) => {
    told += chunk;
  });
  child.stdout.on('data', (chunk) => {
    code += chunk;
    if (code.endsWith('\n')) void provider.consentToDevice(code.trim());
  });
  t.is(await ended, 0, told);
  t.regex(told, /is connected, as support@desk\.example/);
  t.like((await mailboxOf(id)).oauth, { account: 'support@desk.example', connectedBy: null });
});
