import type { ExecutionContext } from 'ava';
import type { ApiServer } from '../../api/server.ts';
import {
  type Body,
  type Caller,
  callerOf,
  startApi,
  type Token,
  writePeople,
} from '../api/api_desk.ts';
import { eventually } from '../support/eventually.ts';
import { type LiveDesk, startLiveDesk } from '../support/live_desk.ts';
import { mailUser, type TestImapServer } from './imap_server.ts';

export interface MailDesk extends LiveDesk {
  server: ApiServer;
  environment: NodeJS.ProcessEnv;
  as(token: Token): Caller;
  admin: Caller;
}

/** A desk that reads mail: Temporal, Postgres, a worker and the API, all real. */
export async function startMailDesk(): Promise<MailDesk> {
  const desk = await startLiveDesk();
  await writePeople(desk.database);
  await desk.database('mail_addresses').insert([
    { address: 'camille@corp.example', account_id: 'acc-camille', is_main: true },
    { address: 'paul@corp.example', account_id: 'acc-paul', is_main: true },
    { address: 'lea@corp.example', account_id: 'acc-lea', is_main: true },
  ]);
  const environment = {
    DATABASE_URL: desk.databaseUrl,
    TEMPORAL_ADDRESS: desk.temporal.address,
    TEMPORAL_NAMESPACE: desk.temporal.namespace,
    PALIER_SECRET_KEY: 'the key of a desk that is a test',
  };
  const server = await startApi(environment);
  const as = (token: Token) => callerOf(server.url, token, 'patient');
  return { ...desk, server, environment, as, admin: as('odile-administrator') };
}

let mailboxCount = 0;

/** A mailbox of a server, which waits for somebody's choice unless `from` is given. */
export async function addMailbox(
  desk: Pick<MailDesk, 'admin'>,
  { port }: Pick<TestImapServer, 'port'>,
  {
    from,
    password = 'secret',
    ...fields
  }: { from?: 'all' | 'now'; password?: string; [field: string]: unknown } = {},
): Promise<Body> {
  const name = `Support ${++mailboxCount}`;
  const server = { host: '127.0.0.1', port, security: 'none', user: mailUser, password };
  const { status, body } = await desk.admin.post('/api/mailboxes', {
    name,
    address: `support${mailboxCount}@desk.example`,
    server: { folder: 'INBOX', ...server },
    process: 'it_support',
    locale: 'en',
    checksSenders: false,
    ...fields,
  });
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  if (from === undefined) return body;
  return choose(desk, body.id, { from });
}

/** Says what becomes of what is there. */
export async function choose(
  desk: Pick<MailDesk, 'admin'>,
  mailboxId: string,
  start: object,
): Promise<Body> {
  const { status, body } = await desk.admin.put(`/api/mailboxes/${mailboxId}/start`, start);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

export async function mailboxOf(desk: Pick<MailDesk, 'admin'>, mailboxId: string): Promise<Body> {
  return (await desk.admin.get(`/api/mailboxes/${mailboxId}`)).body;
}

/** Waits until each of so many messages of a mailbox has its fate, and gives them, the oldest first. */
export async function settled(
  desk: Pick<MailDesk, 'admin'>,
  mailboxId: string,
  count: number,
): Promise<Body[]> {
  let mails: Body[] = [];
  await eventually(async () => {
    mails = (await desk.admin.get(`/api/mails?mailbox=${mailboxId}&limit=200`)).body.items;
    return mails.length >= count && mails.every(({ fate }) => fate !== null);
  });
  return mails.toReversed();
}

/** Every message of the server has one row, and one fate. */
export async function isProven(
  t: ExecutionContext,
  desk: Pick<MailDesk, 'admin'>,
  mailboxId: string,
): Promise<Body> {
  const { status, body } = await desk.admin.post(`/api/mailboxes/${mailboxId}/verification`);
  t.is(status, 200, JSON.stringify(body));
  t.true(body.isProven, JSON.stringify(body));
  return body;
}

let mailCount = 0;

export interface MailFields {
  from?: string;
  to?: string;
  subject?: string;
  text?: string;
  /** Without angle brackets; null for none. */
  messageId?: string | null;
  inReplyTo?: string;
  headers?: string[];
}

/** A message as programs write them. */
export function mailOf(fields: MailFields = {}): string {
  const n = ++mailCount;
  const {
    from = 'Camille Roux <camille@corp.example>',
    to = 'support@desk.example',
    subject = `The printer is silent ${n}`,
    text = `It has no power light. ${n}`,
    messageId = `message-${n}@corp.example`,
    inReplyTo,
    headers = [],
  } = fields;
  return [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: ${new Date(Date.UTC(2026, 10, 30, 9, 0, n)).toUTCString().replace('GMT', '+0000')}`,
    ...(messageId === null ? [] : [`Message-ID: <${messageId}>`]),
    ...(inReplyTo === undefined
      ? []
      : [`In-Reply-To: <${inReplyTo}>`, `References: <${inReplyTo}>`]),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    ...headers,
    '',
    text,
    '',
  ].join('\r\n');
}

/** A mailbox to which messages are handed in. */
export async function postedMailbox(
  desk: Pick<MailDesk, 'admin'>,
  name: string,
  fields: object = {},
): Promise<string> {
  const { status, body } = await desk.admin.post('/api/mailboxes', {
    ...{ name, address: `${name.toLowerCase()}@desk.example`, process: 'it_support', locale: 'en' },
    checksSenders: false,
    ...fields,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}

/** Hands in a message, as the pipe of a mail server does. @returns the id of the mail */
export async function handIn(
  { server }: Pick<MailDesk, 'server'>,
  mailboxId: string,
  raw: string | Buffer<ArrayBuffer>,
): Promise<string> {
  let mailId = '';
  await eventually(async () => {
    const response = await fetch(`${server.url}/api/mailboxes/${mailboxId}/raw`, {
      method: 'POST',
      headers: { authorization: 'Bearer odile-administrator' },
      body: raw,
    });
    const body = (await response.json()) as { id?: string };
    // One account hands in so many at once and no more.
    if (response.status === 429) return false;
    if (body.id === undefined) throw new Error(`${response.status} ${JSON.stringify(body)}`);
    mailId = body.id;
    return true;
  });
  return mailId;
}

/** The mail, once it has its fate. */
export async function fateOf(
  { admin, database }: Pick<MailDesk, 'admin' | 'database'>,
  id: string,
): Promise<Body> {
  await eventually(async () => {
    const row = await database('mails').where('mail_id', id).first('fate');
    return row !== undefined && row.fate !== null;
  });
  return (await admin.get(`/api/mails/${id}`)).body;
}
