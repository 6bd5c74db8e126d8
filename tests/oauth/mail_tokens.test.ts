import { execFile } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { connectDatabase, type Database } from '../../database/connection.ts';
import type { NewRow } from '../../database/tables.ts';
import { connectApplication, connectByDevice } from '../../oauth/consent.ts';
import { ConnectError, GrantError } from '../../oauth/grant_error.ts';
import { createMailTokens, type MailTokens } from '../../oauth/mail_tokens.ts';
import { sealedFor } from '../../oauth/sealing.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { type MailProvider, type Meddling, startMailProvider } from '../support/mail_provider.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { connect, deskKey, grantedMailbox, known, secretKey } from './granted_mailbox.ts';

let database: Database;
let databaseUrl: string;
let provider: MailProvider;
let tokens: MailTokens;

test.before(async () => {
  databaseUrl = (await createTestDatabase()).url;
  database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  provider = await startMailProvider();
  tokens = createMailTokens({ database, deskKey });
});

test.beforeEach(() => {
  provider.meddling = null;
  provider.present.account = 'support@desk.example';
  provider.rules.rotates = true;
  provider.asked.clear();
});

const by = { by: { program: 'cli' as const } };

async function connected(fields: Partial<NewRow<'mail_grants'>> = {}): Promise<string> {
  const id = await connect(database, provider, await grantedMailbox(database, provider, fields));
  provider.asked.clear();
  return id;
}

/** Time goes by: what was given lasts no longer, and what waits is due. */
async function later(id: string): Promise<void> {
  const past = new Date(Date.now() - 3_600_000);
  await database('mail_access_tokens')
    .where('mailbox_id', id)
    .update({ stale_at: past, expires_at: past, issued_at: past });
  await database('mail_grants')
    .where('mailbox_id', id)
    .whereNotNull('retry_at')
    .update({ retry_at: past });
  await database('mail_grants')
    .where('mailbox_id', id)
    .whereNotNull('refreshing_until')
    .update({ refreshing_until: past });
}

const refreshes = () => provider.asked.get('refresh_token') ?? 0;

async function failureOf(asking: Promise<unknown>): Promise<GrantError | ConnectError> {
  try {
    await asking;
  } catch (error) {
    if (error instanceof GrantError || error instanceof ConnectError) return error;
    throw error;
  }
  throw new Error('It did not fail');
}

async function opens(t: ExecutionContext, token: string | undefined): Promise<void> {
  t.true((await provider.introspect(token ?? '')).active, 'the token opens nothing');
}

async function alarmsOf(id: string) {
  return database('alarms').whereRaw("detail ->> 'mailbox' = ?", [id]).whereNull('cleared_at');
}

test.serial('a token is used for as long as it lasts, and then another is asked for', async (t) => {
  const id = await connected();
  const first = await tokens.tokenFor(id, 'mail');
  const told = await provider.introspect(first?.token ?? '');
  t.true(told.scope?.includes('IMAP.AccessAsUser.All'));
  t.is((await tokens.tokenFor(id, 'mail'))?.token, first?.token);
  t.is(refreshes(), 0);
  for (let round = 1; round <= 3; round++) {
    await later(id);
    await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
    t.is(refreshes(), round, 'each time by the newest refresh token: an older one is refused');
  }
});

test.serial('of many that ask at once one asks the provider', async (t) => {
  const id = await connected();
  await later(id);
  const other = createMailTokens({ database, deskKey });
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, n) => (n % 2 ? tokens : other).tokenFor(id, 'mail')),
  );
  t.is(new Set(all.map((one) => one?.token)).size, 1);
  t.is(refreshes(), 1);
  await opens(t, all[0]?.token);
});

function inProcess(
  id: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ out: string; signal: unknown }> {
  const file = path.join(import.meta.dirname, 'fixtures/token_process.ts');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [file, databaseUrl, secretKey, id],
      { env: { ...process.env, ...env } },
      (error, out) => resolve({ out, signal: error?.signal }),
    );
  });
}

test.serial('two processes that refresh at once lose no token', async (t) => {
  const id = await connected();
  await later(id);
  const given = await Promise.all([inProcess(id), inProcess(id)]);
  t.is(new Set(given.map(({ out }) => out)).size, 1);
  t.is(refreshes(), 1);
  await later(id);
  await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
});

async function dies(t: ExecutionContext, id: string): Promise<void> {
  const marker = path.join(temporaryFolder(), 'died');
  const env = { PALIER_FAULT: 'after_token', PALIER_FAULT_FILE: marker };
  t.is((await inProcess(id, env)).signal, 'SIGKILL');
  t.is(refreshes(), 1, 'the provider has answered');
}

test.serial(
  'a process that dies with the answer in its hand is told of truly where the provider takes no older token',
  async (t) => {
    const id = await connected();
    await later(id);
    await dies(t, id);
    await later(id);
    t.is((await failureOf(tokens.tokenFor(id, 'mail'))).failure, 'token_lost');
    t.like((await alarmsOf(id))[0], { kind: 'mailbox_failing', detail: { because: 'token_lost' } });
    await connect(database, provider, await known(database, id));
    await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
    t.deepEqual(await alarmsOf(id), []);
  },
);

test.serial('where it takes an older one, as Microsoft does, nothing is lost', async (t) => {
  provider.rules.rotates = false;
  const id = await connected();
  await later(id);
  await dies(t, id);
  await later(id);
  await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
  t.is((await known(database, id)).grant.failure, null);
});

test.serial('while somebody asks, whoever has a token that still lasts uses it', async (t) => {
  const id = await connected();
  const first = await tokens.tokenFor(id, 'mail');
  await database('mail_access_tokens')
    .where('mailbox_id', id)
    .update({ stale_at: new Date(0) });
  await database('mail_grants')
    .where('mailbox_id', id)
    .update({ refreshing_by: 'another', refreshing_until: new Date(Date.now() + 60_000) });
  t.is((await tokens.tokenFor(id, 'mail'))?.token, first?.token);
});

test.serial(
  'what is taken back at the provider is told at once, and not asked for again',
  async (t) => {
    const id = await connected();
    await later(id);
    await provider.revokeAll();
    const error = await failureOf(tokens.tokenFor(id, 'mail'));
    t.is(error.failure, 'consent_needed');
    t.regex(error.message, /invalid_grant/);
    t.like((await alarmsOf(id))[0], { detail: { because: 'consent_needed' } });
    let asked = 0;
    provider.meddling = () => {
      asked += 1;
      return false;
    };
    for (let n = 0; n < 5; n++) await failureOf(tokens.tokenFor(id, 'mail'));
    t.is(asked, 0);
    await connect(database, provider, await known(database, id));
    await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
    t.deepEqual(await alarmsOf(id), []);
  },
);

/** Whatever is asked, this is answered. */
const answers =
  (status: number, type: string, text: string): Meddling =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(text);
    return true;
  };
const json = (body: object, status = 200) =>
  answers(status, 'application/json', JSON.stringify(body));

const lies: Record<string, Meddling> = {
  'is down': (request) => {
    request.socket.destroy();
    return true;
  },
  'is not well': json({ error: 'server_error' }, 500),
  'asks for patience': json({ error: 'slow_down' }, 429),
  'answers with a page': answers(200, 'text/html', '<h1>Sign in to the hotel’s network</h1>'),
  'answers with half of something': answers(200, 'application/json', '{"access_token": "x'),
  'gives no token': json({ token_type: 'Bearer', expires_in: 3600 }),
  'gives a token of another kind': json({ access_token: 'x', token_type: 'mac' }),
  'says that a token lasts for words': json({
    access_token: 'x',
    token_type: 'Bearer',
    expires_in: 'long',
  }),
  'leads elsewhere': (_request, response) => {
    response.writeHead(302, { location: 'https://elsewhere.example/' }).end();
    return true;
  },
  'answers without end': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    pour(response);
    return true;
  },
};

function pour(response: ServerResponse): void {
  if (response.destroyed) return;
  response.write('x'.repeat(64 * 1024), () => setImmediate(() => pour(response)));
}

for (const [what, meddling] of Object.entries(lies)) {
  test.serial(`a provider that ${what} is asked again later, and loses nothing`, async (t) => {
    const id = await connected();
    await later(id);
    provider.meddling = meddling;
    t.is((await failureOf(tokens.tokenFor(id, 'mail'))).failure, 'provider_unreachable');
    let asked = 0;
    provider.meddling = (request, response) => {
      asked += 1;
      return meddling(request, response);
    };
    for (let n = 0; n < 5; n++) await failureOf(tokens.tokenFor(id, 'mail'));
    t.is(asked, 0, 'not at once');
    t.deepEqual(await alarmsOf(id), [], 'it may pass by itself');
    for (let n = 0; n < 2; n++) {
      await later(id);
      await failureOf(tokens.tokenFor(id, 'mail'));
    }
    t.is((await alarmsOf(id)).length, 1, 'it does not');
    provider.meddling = null;
    await later(id);
    await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
    t.deepEqual(await alarmsOf(id), []);
  });
}

test.serial('a provider that says nothing is not waited for without end', async (t) => {
  t.timeout(60_000);
  const id = await connected();
  await later(id);
  provider.meddling = () => true;
  const error = await failureOf(tokens.tokenFor(id, 'mail'));
  t.is(error.failure, 'provider_unreachable');
  t.regex(error.message, /time/);
});

test.serial(
  'an answer that is cut off on its way may have been the last: that is told',
  async (t) => {
    const id = await connected();
    await later(id);
    provider.meddling = (_request, response) => {
      // The provider does its part, and what it says is lost.
      response.end = (() => response.destroy()) as never;
      return false;
    };
    t.is((await failureOf(tokens.tokenFor(id, 'mail'))).failure, 'provider_unreachable');
    t.is(refreshes(), 1);
    provider.meddling = null;
    await later(id);
    t.is((await failureOf(tokens.tokenFor(id, 'mail'))).failure, 'token_lost');
  },
);

test.serial('while the provider is away, a token that is not over is used', async (t) => {
  const id = await connected();
  const first = await tokens.tokenFor(id, 'mail');
  await database('mail_access_tokens')
    .where('mailbox_id', id)
    .update({ stale_at: new Date(0) });
  provider.meddling = json({}, 503);
  for (let n = 0; n < 2; n++) t.is((await tokens.tokenFor(id, 'mail'))?.token, first?.token);
});

test.serial(
  'one that a server refuses is asked for anew once, and not when it is new',
  async (t) => {
    const id = await connected();
    const young = await tokens.tokenFor(id, 'mail');
    t.is(await tokens.tokenFor(id, 'mail', { refusedId: young?.id ?? '' }), null);
    t.is(refreshes(), 0);
    await database('mail_access_tokens')
      .where('mailbox_id', id)
      .update({ issued_at: new Date(Date.now() - 3_600_000) });
    const next = await tokens.tokenFor(id, 'mail', { refusedId: young?.id ?? '' });
    t.not(next?.token, young?.token);
    t.is(refreshes(), 1);
    t.is(
      (await tokens.tokenFor(id, 'mail', { refusedId: young?.id ?? '' }))?.token,
      next?.token,
      'whoever comes late with the old one gets the new one',
    );
  },
);

test.serial('mail and Graph have tokens of their own, by one consent', async (t) => {
  const id = await connected({ permissions: ['imap', 'graph'] });
  const [mail, graph] = await Promise.all([
    tokens.tokenFor(id, 'mail'),
    tokens.tokenFor(id, 'graph'),
  ]);
  const scopes = async (token = '') => (await provider.introspect(token)).scope ?? '';
  t.regex(await scopes(mail?.token), /IMAP\.AccessAsUser\.All/);
  t.is(await scopes(graph?.token), `${provider.address}/Mail.Send`);
});

test.serial('a program is let in by itself, where its secret is right', async (t) => {
  const granted = await grantedMailbox(database, provider, { flow: 'application' });
  const id = granted.mailbox.mailbox_id;
  await connectApplication({ database, deskKey }, granted, by);
  await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
  await later(id);
  await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
  const wrong = deskKey.seal('an older secret', sealedFor(id).clientSecret);
  await database('mail_grants').where('mailbox_id', id).update({ sealed_client_secret: wrong });
  await later(id);
  const error = await failureOf(tokens.tokenFor(id, 'mail'));
  t.is(error.failure, 'client_refused');
  t.regex(error.message, /invalid_client/);
  t.is((await alarmsOf(id)).length, 1);
});

test.serial('somebody consents on another device with a code', async (t) => {
  const granted = await grantedMailbox(database, provider);
  const id = granted.mailbox.mailbox_id;
  let consenting: Promise<void> | undefined;
  await connectByDevice({ database, deskKey }, granted, {
    by,
    tell: ({ userCode }) => {
      consenting = provider.consentToDevice(userCode);
    },
  });
  await consenting;
  await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
  t.is((await known(database, id)).grant.account, 'support@desk.example');
  const { mailbox, grant } = await known(database, id);
  provider.present.account = null;
  const refused = connectByDevice(
    { database, deskKey },
    { mailbox, grant },
    {
      by,
      tell: ({ userCode }) => void provider.consentToDevice(userCode),
    },
  );
  t.is((await failureOf(refused)).failure, 'consent_refused');
  await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
});

test.serial(
  'another account than the mailbox’s connects it only where that is allowed',
  async (t) => {
    provider.present.account = 'lea@corp.example';
    const own = await grantedMailbox(database, provider);
    const error = await failureOf(connect(database, provider, own));
    t.is(error.failure, 'other_account');
    t.is(error.message, 'lea@corp.example');
    t.is((await known(database, own.mailbox.mailbox_id)).grant.connected_at, null);
    const id = await connected({ allows_other_account: true });
    t.is((await known(database, id)).grant.account, 'lea@corp.example');
  },
);

test.serial('whoever goes away, or allows less than is needed, connects nothing', async (t) => {
  const granted = await grantedMailbox(database, provider);
  provider.present.account = null;
  const gone = await failureOf(connect(database, provider, granted));
  t.is(gone.failure, 'consent_refused');
  provider.present.account = 'support@desk.example';
  provider.meddling = (request, response) => {
    if (request.url?.endsWith('/token')) {
      const end = response.end.bind(response);
      response.end = ((body: string) => {
        const told = { ...JSON.parse(String(body)), scope: 'openid email' };
        response.removeHeader('content-length');
        return end(JSON.stringify(told));
      }) as never;
    }
    return false;
  };
  const less = await failureOf(connect(database, provider, granted));
  t.is(less.failure, 'scope_missing');
  t.regex(less.message, /IMAP\.AccessAsUser\.All/);
  t.is((await known(database, granted.mailbox.mailbox_id)).grant.sealed_refresh_token, null);
});

test.serial('a public client has no secret, and is proved by PKCE', async (t) => {
  const id = await connected({ client_id: 'a-public-client', sealed_client_secret: null });
  await later(id);
  await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
});

test.serial(
  'a grant that nobody uses is kept alive, and a secret that is over soon is told',
  async (t) => {
    const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    const id = await connected({ secret_expires_on: soon });
    await tokens.keepAlive();
    t.is(refreshes(), 0);
    await database('mail_grants')
      .where('mailbox_id', id)
      .update({ refreshed_at: new Date(0) });
    await tokens.keepAlive();
    t.is(refreshes(), 1);
    await tokens.keepAlive();
    t.is(refreshes(), 1);
    const alarms = await alarmsOf(id);
    t.like(alarms, { length: 1, 0: { kind: 'client_secret_ending', detail: { expiresOn: soon } } });
  },
);

test.serial('what another key sealed is not opened, and that is told', async (t) => {
  const id = await connected();
  const other = createMailTokens({
    database,
    deskKey: openDeskKey({ secretKey: 'another key of another desk, by mistake', homeDir: '/x' }),
  });
  t.is((await failureOf(other.tokenFor(id, 'mail'))).failure, 'secret_unreadable');
  await opens(t, (await tokens.tokenFor(id, 'mail'))?.token);
});

test.serial('nothing secret is written anywhere, though the provider repeats it', async (t) => {
  const id = await connected();
  const { grant } = await known(database, id);
  const refreshToken = deskKey.open(String(grant.sealed_refresh_token), sealedFor(id).refreshToken);
  const access = (await tokens.tokenFor(id, 'mail'))?.token ?? '';
  await later(id);
  provider.meddling = json(
    { error: 'invalid_grant', error_description: `no such token: ${refreshToken}` },
    400,
  );
  const error = await failureOf(tokens.tokenFor(id, 'mail'));
  t.is(error.message, 'invalid_grant: no such token: …');
  const { rows } = await database.raw<{ rows: { name: string }[] }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  for (const { name } of rows) {
    const written = await database.raw<{ rows: { row: string }[] }>(
      `select t::text as row from ${name} as t`,
    );
    for (const { row } of written.rows) {
      for (const secret of [refreshToken, access, provider.clientSecret]) {
        t.false(row.includes(secret), name);
      }
    }
  }
});
