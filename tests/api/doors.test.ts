import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import test from 'ava';
import { mailedAddress } from '../../api/http/desk_address.ts';
import type { ApiServer } from '../../api/server.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { upsertPeople } from '../../database/people.ts';
import { hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { callerOf, type Reply, replyOf, startApi, writePeople } from './api_desk.ts';

let database: Database;
let databaseUrl: string;
let server: ApiServer;
/** A second API of the same desk, behind a proxy on this machine. */
let proxied: ApiServer;

test.before(async () => {
  databaseUrl = (await createTestDatabase()).url;
  database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  await writePeople(database);
  const env = { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: '127.0.0.1:1', PALIER_DEMO: '1' };
  server = await startApi(env);
  proxied = await startApi({
    ...env,
    PALIER_TRUSTED_PROXIES: 'loopback',
    PALIER_HOSTS: 'desk.example.org',
  });
});

const byProxy = {
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-host': 'desk.example.org',
};
const sameOrigin = { 'sec-fetch-site': 'same-origin' };

function signIn(url: string, token: string, headers: Record<string, string> = {}) {
  return fetch(`${url}/api/session/demo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...sameOrigin, ...headers },
    body: JSON.stringify({ token }),
  });
}

/** The cookie as a browser would send it back. */
async function cookieOf(url: string, token: string, headers: Record<string, string> = {}) {
  const cookie = (await signIn(url, token, headers)).headers.get('set-cookie') ?? '';
  return { cookie: cookie.split(';')[0] ?? '' };
}

async function me(url: string, headers: Record<string, string>): Promise<Reply> {
  return replyOf(await fetch(`${url}/api/me`, { headers }));
}

/** As a browser does that was led here by another name: `fetch` would not let us. */
function statusAt(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(`${url}/api/me`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test.serial(
  'a session is not the token, is known to every API, and signing out ends it at all of them',
  async (t) => {
    const session = await cookieOf(server.url, 'demo-agent');
    t.false(session.cookie.includes('demo-agent'));
    const secret = session.cookie.split('=')[1] ?? '';
    t.is((await me(server.url, { authorization: `Bearer ${secret}` })).status, 401);
    t.is((await me(server.url, session)).status, 200);
    const atProxy = { cookie: `__Host-${session.cookie}`, ...byProxy };
    t.is((await me(proxied.url, atProxy)).status, 200);

    const out = await fetch(`${server.url}/api/session`, {
      method: 'DELETE',
      headers: { ...session, ...sameOrigin },
    });
    t.is(out.status, 204);
    t.is((await me(server.url, session)).status, 401);
    await eventually(async () => (await me(proxied.url, atProxy)).status === 401);
    t.is((await callerOf(server.url, 'demo-agent').get('/api/me')).status, 200, 'the token stays');
  },
);

test.serial('a session ends when it was not used for 12 hours, and after 7 days', async (t) => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * hourMs);
  const session = await cookieOf(server.url, 'demo-agent');
  await database('sessions').update({ seen_at: hoursAgo(11.9) });
  t.is((await me(server.url, session)).status, 200);
  await eventually(async () => {
    const row = await database('sessions').where('account_id', 'acc-lea').first();
    return Date.now() - Number(row?.seen_at) < minuteMs;
  });

  const unused = await cookieOf(server.url, 'demo-agent');
  await database('sessions').update({ seen_at: hoursAgo(12.1) });
  t.is((await me(server.url, unused)).status, 401, 'it was not asked for before');

  const old = await cookieOf(server.url, 'demo-agent');
  await database('sessions').update({ expires_at: new Date(Date.now() - 1) });
  t.is((await me(server.url, old)).status, 401, 'it was not asked for before');
});

test.serial('signing in again ends the session the browser had, at every API', async (t) => {
  const first = await cookieOf(server.url, 'demo-agent');
  t.is((await me(proxied.url, { cookie: `__Host-${first.cookie}`, ...byProxy })).status, 200);
  const second = await cookieOf(server.url, 'demo-owner', first);
  t.not(second.cookie, first.cookie);
  t.is((await me(server.url, first)).status, 401);
  t.is((await me(server.url, second)).body.id, 'acc-nadia');
  await eventually(async () => {
    const { status } = await me(proxied.url, { cookie: `__Host-${first.cookie}`, ...byProxy });
    return status === 401;
  });
});

test.serial('no cookie that a browser brings becomes a session', async (t) => {
  const planted = { cookie: 'palier_session=planted-by-a-stranger' };
  const { cookie } = await cookieOf(server.url, 'demo-agent', planted);
  t.not(cookie, planted.cookie);
  t.is((await me(server.url, planted)).status, 401);
});

test.serial(
  'where TLS is, the cookie is of this host alone and never goes over an open line',
  async (t) => {
    const answer = await signIn(proxied.url, 'demo-agent', byProxy);
    const cookie = answer.headers.get('set-cookie') ?? '';
    t.regex(cookie, /^__Host-palier_session=/);
    for (const word of [/; Secure/, /; HttpOnly/, /; Path=\//, /; SameSite=Lax/])
      t.regex(cookie, word);
    t.notRegex(cookie, /Domain/);
    t.regex(answer.headers.get('strict-transport-security') ?? '', /^max-age=31536000$/);
  },
);

test.serial('only a proxy that is trusted is believed', async (t) => {
  const answer = await signIn(server.url, 'demo-agent', byProxy);
  t.regex(answer.headers.get('set-cookie') ?? '', /^palier_session=/);
  t.is(answer.headers.get('strict-transport-security'), null);
});

/** Reads a stream that is open; `ended` resolves once it is over. */
async function openStream(url: string, headers: Record<string, string>) {
  const response = await fetch(`${url}/api/stream`, { headers });
  if (response.status !== 200) throw new Error(`stream: ${response.status}`);
  return { ended: response.text() };
}

test.serial('a stream ends with its session, and with the account, at every API', async (t) => {
  await upsertPeople(database, [
    {
      accountId: 'acc-leaving',
      roles: ['agent'],
      displayName: 'Leaving',
      tokens: [{ token: 'leaving', label: 'test' }],
    },
  ]);
  const session = await cookieOf(server.url, 'leaving');
  const bySession = await openStream(server.url, session);
  const byToken = await openStream(server.url, { authorization: 'Bearer leaving' });
  const elsewhere = await openStream(proxied.url, { authorization: 'Bearer leaving' });
  await fetch(`${server.url}/api/session`, {
    method: 'DELETE',
    headers: { ...session, ...sameOrigin },
  });
  t.regex(await bySession.ended, /^retry/);
  await database('accounts').where({ account_id: 'acc-leaving' }).update({ is_active: false });
  t.regex(await byToken.ended, /^retry/);
  t.regex(await elsewhere.ended, /^retry/);
  t.is((await me(proxied.url, { authorization: 'Bearer leaving' })).status, 401);
});

test.serial('one account has its share of streams, and the others keep theirs', async (t) => {
  const controller = new AbortController();
  const open = (token: string) =>
    fetch(`${server.url}/api/stream`, {
      headers: { authorization: `Bearer ${token}` },
      signal: controller.signal,
    });
  const answers = await Promise.all(Array.from({ length: 25 }, () => open('paul-requester')));
  t.is(answers.filter(({ status }) => status === 200).length, 20);
  t.is(answers.filter(({ status }) => status === 429).length, 5);
  t.is((await open('demo-requester')).status, 200);
  controller.abort();
  await eventually(async () => {
    const again = new AbortController();
    const { status } = await fetch(`${server.url}/api/stream`, {
      headers: { authorization: 'Bearer paul-requester' },
      signal: again.signal,
    });
    again.abort();
    return status === 200;
  });
});

test.serial(
  'wrong credentials are counted, over all APIs and by the address the proxy names, and lock out nobody who has a right one',
  async (t) => {
    const guesser = { ...byProxy, 'x-forwarded-for': '203.0.113.99' };
    const guess = (url: string, headers: Record<string, string>) =>
      me(url, { authorization: 'Bearer guessed', ...headers });
    // A minute may end meanwhile: then it begins anew.
    let refused: Reply;
    let count = 0;
    do {
      refused = await guess(proxied.url, guesser);
      count++;
    } while (refused.status === 401);
    t.true(count > 300);
    t.is(refused.status, 429);
    t.truthy(refused.headers.get('retry-after'));
    const right = { authorization: 'Bearer demo-agent', ...guesser };
    t.is((await me(proxied.url, right)).status, 200);
    t.is((await guess(proxied.url, { ...byProxy, 'x-forwarded-for': '203.0.113.8' })).status, 401);
    await eventually(async () => {
      const row = await database('shared_counts')
        .where('key', 'like', 'wrong from 203.0.113.99%')
        .first();
      return Number(row?.count) > 300;
    });
  },
);

test.serial('requests that show no credential are no failures to sign in', async (t) => {
  for (let count = 0; count < 320; count++) t.is((await me(server.url, {})).status, 401);
});

test.serial('people of the demo are refused where the desk is none, which says so', async (t) => {
  await upsertPeople(database, [
    {
      accountId: 'acc-demo',
      roles: ['process_owner'],
      displayName: 'Demo',
      isDemo: true,
      tokens: [{ token: 'demo-of-all', label: 'demo sign-in' }],
    },
  ]);
  const open = await startApi({ DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const { status, body } = await me(open.url, { authorization: 'Bearer demo-of-all' });
  t.is(status, 401);
  t.regex(body.detail, /of the demo/);
  t.is((await signIn(open.url, 'demo-agent')).status, 404, 'no token becomes a session there');
  t.is((await me(server.url, { authorization: 'Bearer demo-of-all' })).status, 200);
});

test.serial('a name that is not the desk’s is refused, however it comes', async (t) => {
  const { port } = new URL(server.url);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1.evil.example',
    'localhost.evil.example',
  ]) {
    t.is(await statusAt(server.url, { host }), 421, host);
  }
  for (const host of [
    `127.0.0.1:${port}`,
    'localhost',
    `[::1]:${port}`,
    'LOCALHOST',
    '192.0.2.1',
  ]) {
    t.is(await statusAt(server.url, { host }), 401, host);
  }
  t.is(await statusAt(server.url, { host: '127.0.0.1', ...byProxy }), 401, 'no proxy is trusted');
  t.is(await statusAt(proxied.url, byProxy), 401);
  t.is(await statusAt(proxied.url, { ...byProxy, 'x-forwarded-host': 'evil.example' }), 421);
});

test.serial('what is no name of a host is refused, whoever passes it on', async (t) => {
  const { port } = new URL(proxied.url);
  for (const host of [
    'desk.example.org:443@evil.example',
    `127.0.0.1:${port}@evil.example`,
    'desk.example.org/evil.example',
    'desk.example.org:',
    'desk.example.org:port',
    'desk.example.org evil.example',
    'evil@desk.example.org',
    '[::1',
    '[::1]evil.example',
    '[evil.example]',
  ]) {
    for (const { url } of [server, proxied]) t.is(await statusAt(url, { host }), 421, host);
    t.is(await statusAt(proxied.url, { ...byProxy, 'x-forwarded-host': host }), 421, host);
  }
  for (const host of ['desk.example.org:8443', 'DESK.example.org.', `[::1]:${port}`]) {
    t.is(await statusAt(proxied.url, { ...byProxy, 'x-forwarded-host': host }), 401, host);
  }
  const own = { ...byProxy, host: 'desk.example.org:443@evil.example' };
  t.is(await statusAt(proxied.url, own), 421, 'the header that counts for nothing is one too');
});

test('a mail leads to the first name of the settings, whatever the desk is called', (t) => {
  const calls = (host: string) => ({
    protocol: 'https',
    host,
    socket: { localPort: 3000 } as Socket,
  });
  const hosts = ['desk.example.org', 'desk'];
  for (const [called, told] of [
    ['desk.example.org', 'https://desk.example.org'],
    ['desk', 'https://desk.example.org'],
    ['desk:3000', 'https://desk.example.org:3000'],
    ['desk.example.org:8443', 'https://desk.example.org'],
    ['desk.example.org:443@evil.example', 'https://desk.example.org'],
    ['203.0.113.66', 'https://desk.example.org'],
  ] as const) {
    t.is(mailedAddress(calls(called), { host: '0.0.0.0', hosts }), told, called);
  }
  const named = { host: '0.0.0.0', hosts: ['desk.example.org:8443'] };
  t.is(mailedAddress(calls('desk:3000'), named), 'https://desk.example.org:8443');
  t.is(
    mailedAddress(calls('desk'), { host: '0.0.0.0', hosts: ['2001:db8::1'] }),
    'https://[2001:db8::1]',
  );
  const nameless = { hosts: undefined };
  t.is(mailedAddress(calls('evil.example'), { ...nameless, host: '0.0.0.0' }), undefined);
  t.is(
    mailedAddress(calls('evil.example'), { ...nameless, host: '127.0.0.1' }),
    'https://127.0.0.1:3000',
  );
});

test.serial('many uploads at once are not more than one account may have unsent', async (t) => {
  const upload = async (index: number): Promise<number> => {
    const response = await fetch(`${server.url}/api/attachments?name=f${index}.bin`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer paul-requester',
        'content-type': 'application/octet-stream',
      },
      body: new Uint8Array(9 * 1024 * 1024),
    });
    return response.status === 429 ? upload(index) : response.status;
  };
  const statuses = await Promise.all(Array.from({ length: 8 }, (_, index) => upload(index)));
  t.is(statuses.filter((status) => status === 201).length, 5);
  t.is(statuses.filter((status) => status === 409).length, 3);
});
