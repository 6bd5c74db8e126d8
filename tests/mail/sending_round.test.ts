import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import { connectDatabase } from '../../database/connection.ts';
import { insertOutgoingMails } from '../../database/outgoing_mails.ts';
import { type Body, callerOf, startApi, type Token, writePeople } from '../api/api_desk.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal } from '../support/temporal.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { startWorkerProcess } from '../support/worker_process.ts';
import { fateOf, handIn, type MailDesk, mailOf, postedMailbox } from './mail_desk.ts';
import { type ReceivedMail, startSmtpServer, type TestSmtpServer } from './smtp_server.ts';

/** Mail out and in again: the desk's own worker, composing and sending as it does, and the desk's own intake. */

let desk: Pick<MailDesk, 'database' | 'server' | 'admin' | 'as'>;
let server: TestSmtpServer;
let worker: ChildProcess;
let workerEnv: NodeJS.ProcessEnv;
let mailbox: Body;
let elsewhere: string;
let ticketId: string;
let answer: ReceivedMail;

const asked = 'asked-first@corp.example';

test.before(async (t) => {
  t.timeout(180_000);
  const temporal = await startTestTemporal();
  const { url: databaseUrl } = await createTestDatabase();
  const database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  await writePeople(database);
  await database('mail_addresses').insert({
    ...{ address: 'camille@corp.example', account_id: 'acc-camille', is_main: true },
  });
  const environment = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PALIER_SECRET_KEY: 'the key of a desk that is a test',
  };
  const api = await startApi(environment);
  const as = (token: Token) => callerOf(api.url, token, 'patient');
  desk = { database, server: api, as, admin: as('odile-administrator') };
  server = await startSmtpServer();
  workerEnv = {
    ...environment,
    PALIER_HOME: temporaryFolder(),
    PALIER_SMTP_URL: server.url,
    PALIER_HOSTS: 'desk.example.org',
    PALIER_EXPORT: '0',
  };
  worker = await startWorkerProcess(workerEnv);
  const id = await postedMailbox(desk, 'Round', {
    sending: { server: { host: '127.0.0.1', port: server.port, security: 'none' } },
  });
  mailbox = (await desk.admin.get(`/api/mailboxes/${id}`)).body;
  elsewhere = await postedMailbox(desk, 'Elsewhere', { process: 'service_requests' });
});

/** Promises a mail that tells somebody of the newest message of the ticket. @returns its id */
async function promiseNewest(accountId: string, reason: 'answered' | 'mentioned'): Promise<string> {
  const event = await desk
    .database('ticket_events')
    .where({ ticket_id: ticketId, type: 'message_added' })
    .orderBy('seq', 'desc')
    .first();
  const news = [{ ticketId, seq: event?.seq ?? 0, reason }];
  const of = { kind: 'ticket', accountId, ticketId, dueAt: new Date() } as const;
  const [mailId] = await desk.database.transaction((trx) =>
    insertOutgoingMails(trx, [{ ...of, news }]),
  );
  return String(mailId);
}

/** Has the newest message of the ticket mailed to who asked. @returns what the server received */
async function mailNewest(): Promise<ReceivedMail> {
  const mailId = await promiseNewest('acc-camille', 'answered');
  let received: ReceivedMail | undefined;
  await eventually(async () => {
    const row = await desk.database('outgoing_mails').where('mail_id', mailId).first();
    received = server.received.findLast(
      ({ parsed }) => parsed.messageId === `<${row?.message_id}>`,
    );
    return received !== undefined;
  });
  if (!received) throw new Error('nothing was received');
  return received;
}

const say = (body: string) =>
  desk.as('demo-agent').post(`/api/tickets/${ticketId}/messages`, { body, visibility: 'public' });

/** What an address of a header is. */
const addressIn = (field: ReceivedMail['parsed']['replyTo']) => field?.value[0]?.address ?? '';

test.serial('an answer of an agent is in the conversation of whoever asked by mail', async (t) => {
  const mail = await fateOf(
    desk,
    await handIn(
      desk,
      mailbox.id,
      mailOf({ subject: 'No printer', messageId: asked, to: mailbox.address }),
    ),
  );
  t.is(mail.fate, 'ticket');
  ticketId = mail.ticket.id;
  await eventually(async () => (await say('Is it plugged in?')).status < 300);
  answer = await mailNewest();
  const { parsed, raw, from } = answer;
  t.is(from, mailbox.address, 'reports of what did not arrive come to the mailbox');
  t.is(addressIn(parsed.from), mailbox.address);
  t.regex(parsed.from?.value[0]?.name ?? '', /\(Round\)$/);
  t.is(parsed.subject, 'Re: No printer');
  t.is(parsed.inReplyTo, `<${asked}>`);
  t.is([parsed.references ?? []].flat()[0], `<${asked}>`);
  t.regex(parsed.text ?? '', /Is it plugged in\?/);
  t.regex(String(parsed.html), /Is it plugged in\?/);
  t.regex(addressIn(parsed.replyTo), /^round\+[0-9a-z]{26}\.[0-9a-z]{16}@desk\.example$/);
  t.regex(raw, /^MIME-Version: 1\.0\r$/m);
  t.regex(raw, /^Date: /m);
  t.regex(raw, /^X-Palier-Desk: \S{16}\r$/m);
  t.notRegex(raw, /^Auto-Submitted:/m, 'an agent wrote it');
  t.regex(raw, /^X-Auto-Response-Suppress: DR, RN, NRN, AutoReply\r$/m);
  await say('Try the other socket.');
  const second = await mailNewest();
  t.is(second.parsed.subject, parsed.subject);
  t.is(second.parsed.inReplyTo, parsed.messageId, 'the last that its reader was sent');
  t.is([second.parsed.references ?? []].flat()[0], `<${asked}>`);
});

test.serial(
  'what is answered to it comes back to its ticket, by its address or by what it refers to',
  async (t) => {
    const answers = async (to: string, text: string) => {
      const inReplyTo = answer.parsed.messageId?.slice(1, -1) ?? '';
      const raw = mailOf({ subject: 'Re: No printer', to, text, inReplyTo });
      const mail = await fateOf(desk, await handIn(desk, mailbox.id, raw));
      t.like(mail, { fate: 'message', ticket: { id: ticketId } });
    };
    await answers(addressIn(answer.parsed.replyTo), 'Yes, it is.');
    await answers(mailbox.address, 'And so is the other.');
    const stranger = mailOf({
      from: 'Somebody <somebody@elsewhere.example>',
      to: addressIn(answer.parsed.replyTo),
      subject: 'Re: No printer',
    });
    t.is((await fateOf(desk, await handIn(desk, mailbox.id, stranger))).fate, 'note');
  },
);

test.serial('our own mail that comes by another mailbox is put aside', async (t) => {
  const raw = Buffer.from(answer.raw, 'latin1');
  const mail = await fateOf(desk, await handIn(desk, elsewhere, raw));
  t.like(mail, { fate: 'parked', reason: 'own_message' });
});

function reportOf(messageId: string, fields: readonly string[]): string {
  return [
    'Return-Path: <>',
    'From: Mail Delivery System <mailer-daemon@corp.example>',
    `To: ${mailbox.address}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <report-on-${messageId.slice(1)}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'It could not be delivered.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.corp.example',
    '',
    ...fields,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
    'Subject: Re: No printer',
    '',
    '--b--',
    '',
  ].join('\r\n');
}

test.serial('what came back says so on its ticket, and to whoever has it', async (t) => {
  const agent = desk.as('demo-agent');
  await eventually(
    async () => (await agent.put(`/api/tickets/${ticketId}/assignee`, {})).status < 500,
  );
  const raw = reportOf(answer.parsed.messageId ?? '', [
    'Final-Recipient: rfc822; camille@corp.example',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 Nobody is called so',
  ]);
  const mail = await fateOf(desk, await handIn(desk, mailbox.id, raw));
  t.like(mail, { fate: 'bounce', ticket: { id: ticketId } });
  const { items } = (await agent.get(`/api/tickets/${ticketId}/outgoing-mails`)).body;
  const bounced = items.find(({ state }: Body) => state === 'bounced');
  t.like(bounced, { bounce: { status: '5.1.1' }, recipient: 'camille@corp.example' });
  t.regex(bounced.bounce.words, /Nobody is called so/);
  t.is(bounced.person.id, 'acc-camille');
  t.deepEqual(bounced.tells, ['answered']);
  const { state, reason, tells } = (await desk.admin.get(`/api/outgoing-mails?state=bounced`)).body
    .items[0];
  t.deepEqual([state, reason, tells], ['bounced', null, ['answered']]);
  const told = await desk
    .database('notifications')
    .where({ ticket_id: ticketId, reason: 'mentioned' });
  t.true(told.length > 0, 'somebody of the desk is told');
  const bounces = `/api/accounts/acc-camille/bounces`;
  t.like((await desk.admin.get(bounces)).body.items[0], { bounceCount: 1, isStopped: false });
  t.is((await desk.admin.delete(bounces)).status, 204);
  t.deepEqual((await desk.admin.get(bounces)).body.items, []);
  const again = await desk.admin.post(`/api/outgoing-mails/${bounced.id}/attempts`, undefined);
  t.like(again.body, { state: 'waiting', bounce: null });
  const row = () => desk.database('outgoing_mails').where('mail_id', bounced.id).first();
  await eventually(async () => (await row())?.state === 'sent');
  const done = await desk.admin.post(`/api/outgoing-mails/${bounced.id}/attempts`, undefined);
  t.is(done.body.code, 'mail_sent');
});

test.serial(
  'that a mail to the desk itself came back is told to nobody by mail again',
  async (t) => {
    await desk
      .database('mail_addresses')
      .insert({ address: 'lea@corp.example', account_id: 'acc-lea', is_main: true });
    const mailId = await promiseNewest('acc-lea', 'mentioned');
    const row = () => desk.database('outgoing_mails').where('mail_id', mailId).first();
    await eventually(async () => (await row())?.state === 'sent');
    const toldBefore = await countOf('notifications');
    const saidBefore = await countOf('messages');
    const raw = reportOf(`<${(await row())?.message_id}>`, [
      'Final-Recipient: rfc822; lea@corp.example',
      'Action: failed',
      'Status: 5.2.2',
      'Diagnostic-Code: smtp; 552 5.2.2 The mailbox is full',
    ]);
    const mail = await fateOf(desk, await handIn(desk, mailbox.id, raw));
    t.like(mail, { fate: 'bounce', ticket: { id: ticketId } });
    t.regex(mail.detail, /lea@corp\.example.*The mailbox is full/);
    t.is((await row())?.state, 'bounced');
    t.is(await countOf('messages'), saidBefore);
    t.is(await countOf('notifications'), toldBefore);
  },
);

async function countOf(table: 'messages' | 'notifications'): Promise<number> {
  return (await desk.database(table).where('ticket_id', ticketId)).length;
}

test.serial('a mail to who asked that its server refuses is said on the ticket', async (t) => {
  server.answers.set('camille@corp.example', ['550 5.7.1 Not from you']);
  await say('Did that help?');
  await promiseNewest('acc-camille', 'answered');
  const notes = () =>
    desk
      .database('messages')
      .where({ ticket_id: ticketId, visibility: 'internal' })
      .whereLike('body', '%camille@corp.example%Not from you%');
  await eventually(async () => (await notes()).length > 0);
  t.is((await notes()).length, 1);
});

test.serial(
  'a worker that is killed when the server has it all sends it once more, under its id, and says so',
  async (t) => {
    t.timeout(180_000);
    const killed = once(worker, 'exit');
    server.onMessage = () => {
      server.onMessage = () => {};
      worker.kill('SIGKILL');
      // Nobody is there to be answered.
      return new Promise(() => {});
    };
    await say('And now?');
    const first = await mailNewest();
    await killed;
    const [row] = await desk
      .database('outgoing_mails')
      .where('message_id', first.parsed.messageId?.slice(1, -1) ?? '');
    t.like(row, { state: 'waiting', attempts: 1, maybe_sent_twice: false });
    t.truthy(row?.begun_at);
    worker = await startWorkerProcess(workerEnv);
    const now = () =>
      desk
        .database('outgoing_mails')
        .where('mail_id', row?.mail_id ?? '0')
        .first();
    await eventually(async () => (await now())?.state === 'sent');
    t.like(await now(), { attempts: 2, maybe_sent_twice: true });
    const same = server.received.filter(
      ({ parsed }) => parsed.messageId === first.parsed.messageId,
    );
    t.is(same.length, 2);
    const { items } = (await desk.as('demo-agent').get(`/api/tickets/${ticketId}/outgoing-mails`))
      .body;
    t.true(items.some(({ maybeSentTwice }: Body) => maybeSentTwice));
  },
);

test.serial('who is erased leaves nothing of what was mailed to them', async (t) => {
  const rows = () =>
    desk
      .database('outgoing_mails')
      .whereLike('recipient', '%camille@corp.example%')
      .orWhere('account_id', 'acc-camille');
  t.true((await rows()).length > 0);
  await desk.database.transaction(async (trx) => {
    await trx.raw('select erase_mails_of(?)', ['acc-camille']);
    await trx.raw('select erase_person(?, ?)', ['acc-camille', []]);
  });
  t.deepEqual(await rows(), []);
  t.deepEqual(await desk.database('outgoing_mail_news').where('account_id', 'acc-camille'), []);
});
