import { createServer } from 'node:http';
import test from 'ava';
import express from 'express';
import type { MailTransport } from '../../activities/mailings/transports/transport.ts';
import { openTransports, type WayOut } from '../../activities/mailings/transports/transports.ts';
import { findFreePort } from '../../cli/servers/ports.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import type { NewRow } from '../../database/tables.ts';
import { connectApplication } from '../../oauth/consent.ts';
import { createMailTokens, type MailTokens } from '../../oauth/mail_tokens.ts';
import { connect, deskKey, grantedMailbox } from '../oauth/granted_mailbox.ts';
import { listening } from '../support/identity_provider.ts';
import { type MailProvider, startMailProvider } from '../support/mail_provider.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startSmtpServer, type TestSmtpServer } from './smtp_server.ts';

let database: Database;
let provider: MailProvider;
let tokens: MailTokens;
let smtp: TestSmtpServer;
let graph: Awaited<ReturnType<typeof startGraph>>;

test.before(async () => {
  database = connectDatabase((await createTestDatabase()).url, { name: 'test' });
  onTeardown(() => database.destroy());
  graph = await startGraph();
  provider = await startMailProvider({ graphUrl: graph.url });
  tokens = createMailTokens({ database, deskKey });
  smtp = await startSmtpServer({
    takesToken: async (user, token) => {
      const told = await provider.introspect(token);
      return told.active && told.username === user && /SMTP\.Send/.test(told.scope ?? '');
    },
  });
});

test.beforeEach(() => {
  provider.meddling = null;
  provider.asked.clear();
  smtp.received.length = 0;
  graph.taken.length = 0;
});

const user = 'support@desk.example';
const envelope = { from: user, to: 'lea@corp.example' };
const raw = Buffer.from('To: lea@corp.example\r\nSubject: Your printer\r\n\r\nIt prints.\r\n');

async function wayOut(
  way: Partial<WayOut>,
  grant: Partial<NewRow<'mail_grants'>> = {},
): Promise<{ id: string; transport: MailTransport }> {
  const granted = await grantedMailbox(database, provider, grant);
  const id = await connect(database, provider, granted);
  await database('mailboxes').where('mailbox_id', id).update(way);
  const mailbox = await database('mailboxes').where('mailbox_id', id).first();
  const transports = openTransports({ deskKey, tokens, smtpUrl: null });
  onTeardown(() => transports.close());
  provider.asked.clear();
  return { id, transport: transports.of(mailbox ?? null) };
}

const bySmtp = () =>
  wayOut({
    out_kind: 'smtp',
    out_host: '127.0.0.1',
    out_port: smtp.port,
    out_security: 'none',
    out_user_name: user,
  });

const refreshes = () => provider.asked.get('refresh_token') ?? 0;

/** An hour later: what is refused now is refused for its age. */
const ages = (id: string) =>
  database('mail_access_tokens')
    .where('mailbox_id', id)
    .update({ issued_at: new Date(Date.now() - 3_600_000) });

test.serial('mail is sent by SMTP with a token, and by the next one when it is over', async (t) => {
  const { id, transport } = await bySmtp();
  t.is((await transport.send(envelope, raw)).kind, 'sent');
  await provider.expireAccess();
  await ages(id);
  smtp.drop();
  t.is((await transport.send(envelope, raw)).kind, 'sent');
  t.is(refreshes(), 1);
  t.deepEqual(
    smtp.received.map(({ to }) => to),
    [envelope.to, envelope.to],
  );
});

test.serial(
  'a server that takes no token of the mailbox is told of, and not asked without end',
  async (t) => {
    const { id, transport } = await bySmtp();
    await database('mailboxes').where('mailbox_id', id).update({ out_user_name: 'another' });
    const mailbox = await database('mailboxes').where('mailbox_id', id).first();
    const transports = openTransports({ deskKey, tokens, smtpUrl: null });
    onTeardown(() => transports.close());
    const other = transports.of(mailbox ?? null);
    t.like(await other.send(envelope, raw), { kind: 'away', failure: 'token_refused' });
    t.is(refreshes(), 0);
    await ages(id);
    t.like(await other.send(envelope, raw), { kind: 'away', failure: 'token_refused' });
    t.is(refreshes(), 1);
    t.is((await transport.send(envelope, raw)).kind, 'sent');
  },
);

test.serial('mail waits while consent is needed', async (t) => {
  const { id, transport } = await bySmtp();
  await provider.revokeAll();
  await ages(id);
  t.like(await transport.send(envelope, raw), { kind: 'away', failure: 'consent_needed' });
});

/** What Graph answers next, in place of taking what it is handed. */
interface GraphAnswer {
  status: number;
  body?: object;
  headers?: Record<string, string>;
}

/** Microsoft Graph as its documentation has it: it takes tokens of the provider that are for sending. */
async function startGraph() {
  const taken: { user: string; mime: string }[] = [];
  const answers: GraphAnswer[] = [];
  const app = express();
  app.use(express.text({ type: 'text/plain', limit: '4mb' }));
  app.post('/v1.0/users/:user/sendMail', async (request, response) => {
    const token = (request.get('authorization') ?? '').replace(/^Bearer /, '');
    const { active, scope = '' } = await provider.introspect(token);
    if (!active || !/Mail\.Send|\.default/.test(scope)) {
      const error = { code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed' };
      return void response.status(401).json({ error });
    }
    const answer = answers.shift();
    if (answer) {
      return void response
        .status(answer.status)
        .set(answer.headers ?? {})
        .json(answer.body ?? {});
    }
    const mime = Buffer.from(request.body, 'base64').toString();
    taken.push({ user: String(request.params.user), mime });
    response.status(202).set('request-id', 'b5b4c1f6').end();
  });
  const tooLarge: express.ErrorRequestHandler = (_error, _request, response, _next) => {
    const error = { code: 'ErrorMessageSizeExceeded', message: 'The message is too large' };
    response.status(413).json({ error });
  };
  app.use(tooLarge);
  return { url: await listening(createServer(app)), taken, answers };
}

const byGraph = (grant: Partial<NewRow<'mail_grants'>> = {}) =>
  wayOut({ out_kind: 'graph' }, { permissions: ['imap', 'graph'], graph_url: graph.url, ...grant });

test.serial('Graph is handed the whole message, as the mailbox', async (t) => {
  const { transport } = await byGraph();
  const outcome = await transport.send(envelope, raw);
  t.deepEqual(outcome, { kind: 'sent', answer: 'HTTP 202 · request-id b5b4c1f6' });
  t.deepEqual(graph.taken, [{ user, mime: raw.toString() }]);
});

test.serial('Graph is shown another token once, where one is over', async (t) => {
  const { id, transport } = await byGraph();
  t.is((await transport.send(envelope, raw)).kind, 'sent');
  const before = refreshes();
  await provider.expireAccess();
  await ages(id);
  t.is((await transport.send(envelope, raw)).kind, 'sent');
  t.is(refreshes(), before + 1);
  await provider.expireAccess();
  t.like(await transport.send(envelope, raw), { kind: 'away', failure: 'token_refused' });
  t.is(refreshes(), before + 1, 'one that is new is not asked for again');
});

const error = (code: string, message = 'as Microsoft words it') => ({ error: { code, message } });

/** https://learn.microsoft.com/graph/errors and what Exchange adds to it. */
const graphAnswers: [what: string, answer: GraphAnswer, outcome: object][] = [
  [
    'asks for patience',
    { status: 429, body: error('ApplicationThrottled'), headers: { 'retry-after': '120' } },
    { kind: 'away', failure: 'server_busy', retryAfterMs: 120_000 },
  ],
  [
    'is not there now',
    { status: 503, body: error('serviceNotAvailable'), headers: { 'retry-after': '7' } },
    { kind: 'away', failure: 'server_busy', retryAfterMs: 7_000 },
  ],
  [
    'has sent as much as it may',
    { status: 403, body: error('ErrorExceededMessageLimit') },
    { kind: 'away', failure: 'server_busy' },
  ],
  [
    'does not let the account send as the mailbox',
    { status: 403, body: error('ErrorSendAsDenied', 'The user account does not have the right') },
    {
      kind: 'away',
      failure: 'sender_refused',
      answer: 'HTTP 403 · ErrorSendAsDenied: The user account does not have the right',
    },
  ],
  [
    'knows no such mailbox',
    { status: 404, body: error('ErrorInvalidUser') },
    { kind: 'away', failure: 'sender_refused' },
  ],
  [
    'takes the recipient for none',
    { status: 400, body: error('ErrorInvalidRecipients') },
    { kind: 'refused', answer: 'HTTP 400 · ErrorInvalidRecipients: as Microsoft words it' },
  ],
  ['is not well', { status: 500, body: error('ErrorInternalServerError') }, { kind: 'put_off' }],
  ['lost sight of it', { status: 504, body: error('gatewayTimeout') }, { kind: 'unknown' }],
  [
    'leads elsewhere',
    { status: 302, headers: { location: '/' } },
    { kind: 'away', failure: 'protocol' },
  ],
];

test.serial('whatever Graph answers is told as what it is', async (t) => {
  const { transport } = await byGraph();
  for (const [what, answer, outcome] of graphAnswers) {
    graph.answers.push(answer);
    t.like(await transport.send(envelope, raw), outcome, what);
  }
  t.deepEqual(graph.taken, []);
  const large = Buffer.alloc(4 * 1024 * 1024, 'x');
  t.like(await transport.send(envelope, large), { kind: 'refused' }, 'it takes 4 MB at most');
});

test.serial(
  'a Graph that is not there has taken nothing; one that falls silent may have',
  async (t) => {
    const away = await byGraph();
    await tokens.tokenFor(away.id, 'graph');
    await database('mail_grants')
      .where('mailbox_id', away.id)
      .update({ graph_url: `http://127.0.0.1:${await findFreePort()}` });
    const refused = { kind: 'away', failure: 'connection_refused' };
    t.like(await away.transport.send(envelope, raw), refused);
    const silent = await byGraph();
    await tokens.tokenFor(silent.id, 'graph');
    const url = await listening(
      createServer((request) => request.once('end', () => request.socket.destroy()).resume()),
    );
    await database('mail_grants').where('mailbox_id', silent.id).update({ graph_url: url });
    t.is((await silent.transport.send(envelope, raw)).kind, 'unknown');
  },
);

test.serial('a program that is let in by itself sends by Graph', async (t) => {
  const granted = await grantedMailbox(database, provider, {
    flow: 'application',
    permissions: ['graph'],
    graph_url: graph.url,
  });
  const by = { by: { program: 'cli' as const } };
  await connectApplication({ database, deskKey }, granted, by);
  const id = granted.mailbox.mailbox_id;
  await database('mailboxes').where('mailbox_id', id).update({ out_kind: 'graph' });
  const mailbox = await database('mailboxes').where('mailbox_id', id).first();
  const transports = openTransports({ deskKey, tokens, smtpUrl: null });
  onTeardown(() => transports.close());
  t.is((await transports.of(mailbox ?? null).send(envelope, raw)).kind, 'sent');
});
