import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import test from 'ava';
import type { ComposedMail, MailToCompose } from '../../activities/mailings/compose/contract.ts';
import {
  createMailSending,
  mailPauseAfter,
  queuePauseAfter,
} from '../../activities/mailings/sending/send_due_mails.ts';
import { wakeSenders } from '../../activities/mailings/sending/wake_senders.ts';
import { sendTestMails } from '../../activities/mailings/test_mailer.ts';
import { openTransports } from '../../activities/mailings/transports/transports.ts';
import {
  addToWaitingMail,
  insertOutgoingMails,
  type NewOutgoingMail,
} from '../../database/outgoing_mails.ts';
import type { OutgoingMailRow } from '../../database/tables.ts';
import { createMailTokens } from '../../oauth/mail_tokens.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import { outgoingMailTaskQueue, outgoingMailWorkflowId } from '../../workflows/ids.ts';
import { eventually } from '../support/eventually.ts';
import { runPalier } from '../support/palier.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { runWorker } from '../support/worker.ts';
import { type MailDesk, startMailDesk } from './mail_desk.ts';
import { startSmtpServer, type TestSmtpServer } from './smtp_server.ts';

let desk: MailDesk;
let ticketId: string;
let deskServer: TestSmtpServer;

test.before(async (t) => {
  t.timeout(120_000);
  desk = await startMailDesk();
  deskServer = await startSmtpServer();
  const deskKey = openDeskKey({ secretKey: 'the key of a desk that is a test', homeDir: '' });
  const transports = openTransports({
    deskKey,
    tokens: createMailTokens({ database: desk.database, deskKey }),
    smtpUrl: deskServer.url,
  });
  onTeardown(() => transports.close());
  const sending = createMailSending({
    database: desk.database,
    deskKey,
    transports,
    compose,
    mailFrom: 'Desk <desk@desk.example>',
    deskUrl: null,
    log: { warn() {} },
  });
  await runWorker(desk.temporal, { taskQueue: outgoingMailTaskQueue, activities: { ...sending } });
  const opened = await desk.as('demo-requester').post('/api/tickets', {
    subject: 'No printer',
    description: 'It is silent.',
  });
  ticketId = opened.body.id;
});

/** What a mail says is its writer's matter: here it is the numbers of the events it tells. */
async function compose(_: unknown, { news }: MailToCompose): Promise<ComposedMail | null> {
  if (news.some(({ reason }) => reason === 'reminder')) return null;
  if (news.some(({ reason }) => reason === 'rule')) throw new Error('it cannot be written');
  const text = news.map(({ seq }) => `event ${seq}`).join('\n');
  const html = `<p>${text}</p>`;
  const author = news.some(({ reason }) => reason === 'answered') ? 'Paul Agent' : null;
  return { subject: 'No printer', text, html, attachments: [], language: 'en', author };
}

let mailboxCount = 0;

/** A mailbox that sends by a server of its own. */
async function mailboxBy({ port }: { port: number }, sending: object = {}): Promise<string> {
  const name = `Post ${++mailboxCount}`;
  const { body, status } = await desk.admin.post('/api/mailboxes', {
    ...{ name, address: `post${mailboxCount}@desk.example`, process: 'it_support', locale: 'en' },
    checksSenders: false,
    sending: { server: { host: '127.0.0.1', port, security: 'none' }, ...sending },
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}

let seq = 0;

/** Promises a mail of a mailbox, and has it sent. @returns its id */
async function promise(
  mailboxId: string | null,
  fields: Partial<NewOutgoingMail> & { reason?: NewOutgoingMail['news'][number]['reason'] } = {},
): Promise<string> {
  const { reason = 'answered', ...given } = fields;
  const news = given.news ?? [{ ticketId, seq: ++seq, reason }];
  const mail = { kind: 'ticket', accountId: 'acc-camille', ticketId, dueAt: new Date() } as const;
  const [id] = await desk.database.transaction(async (trx) => {
    const made = await insertOutgoingMails(trx, [{ ...mail, ...given, news }]);
    // By which mailbox, several tests at once each say themselves.
    await trx('outgoing_mails').whereIn('mail_id', made).update({ mailbox_id: mailboxId });
    return made;
  });
  if (id === undefined) throw new Error('nothing was promised');
  await wakeSenders(desk.client, desk.database);
  return id;
}

async function rowOf(mailId: string): Promise<OutgoingMailRow> {
  const row = await desk.database('outgoing_mails').where('mail_id', mailId).first();
  if (!row) throw new Error('it is gone');
  return row;
}

async function becomes(mailId: string, state: OutgoingMailRow['state']): Promise<OutgoingMailRow> {
  await eventually(async () => (await rowOf(mailId)).state === state);
  return rowOf(mailId);
}

const mailsOf = (server: TestSmtpServer, { message_id: id }: OutgoingMailRow) =>
  server.received.filter(({ parsed }) => parsed.messageId === `<${id}>`);

/** Lets the time of a mailbox's workflow pass. */
const later = (queueId: string, ms: number) =>
  desk.temporal.fastForward(outgoingMailWorkflowId(queueId), ms);

test('a mail is sent once, from its mailbox, and its row says what the server answered', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  const { name, address } = (await desk.admin.get(`/api/mailboxes/${mailboxId}`)).body;
  const sent = await becomes(await promise(mailboxId), 'sent');
  t.like(sent, { attempts: 1, begun_at: null, maybe_sent_twice: false, reason: null });
  t.is(sent.recipient, 'camille@corp.example');
  t.regex(String(sent.answer), /^250/);
  const [mail, ...others] = mailsOf(server, sent);
  t.deepEqual(others, []);
  t.is(mail?.from, address, 'what does not arrive comes back here');
  t.is(mail?.parsed.from?.value[0]?.name, `Paul Agent (${name})`);
});

test('what was told is told no second time, and what waits is added to', async (t) => {
  const news = [{ ticketId, seq: ++seq, reason: 'answered' as const }];
  const of = { kind: 'ticket', accountId: 'acc-camille', ticketId } as const;
  const dueAt = new Date(Date.now() + hourMs);
  const add = (given: Partial<NewOutgoingMail>) =>
    desk.database.transaction((trx) => addToWaitingMail(trx, { ...of, dueAt, news, ...given }));
  const insert = () =>
    desk.database.transaction((trx) => insertOutgoingMails(trx, [{ ...of, dueAt, news }]));
  const digest = { kind: 'digest', ticketId: null } as const;
  t.is(await add(digest), undefined);
  const [mailId] = await insert();
  t.deepEqual(await insert(), []);
  const more = [{ ticketId, seq: ++seq, reason: 'answered' as const }];
  const sooner = new Date(Date.now() + minuteMs);
  t.is(await add({ news: [...news, ...more], dueAt: sooner }), mailId);
  const row = await rowOf(String(mailId));
  t.deepEqual([row.due_at, row.next_attempt_at], [sooner, sooner]);
  const told = await desk.database('outgoing_mail_news').where('mail_id', String(mailId));
  t.is(told.length, 2);
});

test.serial(
  'the mail of a ticket goes by the mailbox of its group, else of its process, else the one it came by',
  async (t) => {
    const group = (await desk.database('tickets').where('ticket_id', ticketId).first('group_id'))
      ?.group_id;
    const rowsBefore = await desk.database('mailboxes').pluck('mailbox_id');
    t.truthy(group);
    await desk
      .database('mailboxes')
      .whereIn('mailbox_id', rowsBefore)
      .update({ is_enabled: false });
    const make = async (fields: object) => {
      const name = `Choice ${++mailboxCount}`;
      const { body } = await desk.admin.post('/api/mailboxes', {
        ...{ name, address: `c${mailboxCount}@desk.example`, process: 'it_support', locale: 'en' },
        ...fields,
      });
      return body.id;
    };
    const chosen = () =>
      desk.database.transaction(async (trx) => {
        const of = { kind: 'ticket', accountId: 'acc-lea', ticketId, dueAt: new Date() } as const;
        const news = [{ ticketId, seq: ++seq, reason: 'followed' as const }];
        const [id] = await insertOutgoingMails(trx, [{ ...of, news }]);
        const row = await trx('outgoing_mails').where('mail_id', String(id)).first();
        await trx('outgoing_mails').where('mail_id', String(id)).delete();
        return row?.mailbox_id;
      });
    t.is(await chosen(), null);
    await make({ process: 'service_requests' });
    t.is(await chosen(), null);
    const ofProcess = await make({});
    t.is(await chosen(), ofProcess);
    const ofGroup = await make({ group });
    t.is(await chosen(), ofGroup);
    await desk.database('mailboxes').where('mailbox_id', ofGroup).update({ is_enabled: false });
    t.is(await chosen(), ofProcess);
    await desk.database('mailboxes').whereIn('mailbox_id', rowsBefore).update({ is_enabled: true });
  },
);

test('what a server refuses for good ends with its words, and keeps no other back', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  server.answers.set('camille@corp.example', ['550 5.7.1 We take nothing from you']);
  const refused = await becomes(await promise(mailboxId), 'refused');
  t.like(refused, { attempts: 1, reason: null, sent_at: null });
  t.is(refused.answer, '550 5.7.1 We take nothing from you');
  const other = await becomes(await promise(mailboxId, { accountId: 'acc-paul' }), 'sent');
  t.is(other.recipient, 'paul@corp.example');
});

test('what is put off is tried again after growing pauses, and others go meanwhile', async (t) => {
  t.true(mailPauseAfter(2) > mailPauseAfter(1));
  t.is(mailPauseAfter(50), 4 * hourMs);
  t.is(queuePauseAfter(50), 30 * minuteMs);
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  const grey = '450 4.2.0 Greylisted, come again';
  server.answers.set('camille@corp.example', [grey, grey]);
  const mailId = await promise(mailboxId);
  await eventually(async () => (await rowOf(mailId)).answer === grey);
  await becomes(await promise(mailboxId, { accountId: 'acc-paul' }), 'sent');
  const waiting = await rowOf(mailId);
  t.like(waiting, { state: 'waiting', attempts: 1, closed_at: null });
  await later(mailboxId, 3 * minuteMs);
  await eventually(async () => (await rowOf(mailId)).attempts === 2);
  await later(mailboxId, 5 * minuteMs);
  const sent = await becomes(mailId, 'sent');
  t.like(sent, { attempts: 3, maybe_sent_twice: false });
  t.is(mailsOf(server, sent).length, 1);
});

test('an outage of a server delays mail and loses none, and is told', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  await server.stop();
  const mailIds = [await promise(mailboxId), await promise(mailboxId), await promise(mailboxId)];
  const mailbox = async () => (await desk.admin.get(`/api/mailboxes/${mailboxId}`)).body.sending;
  await eventually(async () => (await mailbox()).failure === 'connection_refused');
  t.like(await mailbox(), { waitingCount: 3 });
  for (let streak = 2; streak <= 5; streak++) {
    await later(mailboxId, queuePauseAfter(streak - 1));
    const row = () => desk.database('outgoing_queues').where('queue_id', mailboxId).first();
    await eventually(async () => (await row())?.failure_streak === streak);
  }
  const alarms = async () =>
    (await desk.database('alarms').where('kind', 'sending_failing').whereNull('cleared_at')).filter(
      ({ detail }) => detail.mailbox === mailboxId,
    );
  t.is((await alarms()).length, 1);
  await server.start();
  await later(mailboxId, queuePauseAfter(5));
  const rows = await Promise.all(mailIds.map((id) => becomes(id, 'sent')));
  for (const row of rows) {
    t.is(mailsOf(server, row).length, 1);
    t.false(row.maybe_sent_twice);
  }
  t.deepEqual(await alarms(), []);
  t.like(await mailbox(), { failure: null, waitingCount: 0 });
});

test('a server that asks for patience is left alone with everything', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  server.answers.set('camille@corp.example', ['421 4.7.0 Too many mails from you']);
  const first = await promise(mailboxId);
  const queue = () => desk.database('outgoing_queues').where('queue_id', mailboxId).first();
  await eventually(async () => (await queue())?.failure === 'server_busy');
  const second = await promise(mailboxId, { accountId: 'acc-paul' });
  t.is((await rowOf(second)).attempts, 0);
  await later(mailboxId, minuteMs);
  await becomes(first, 'sent');
  await becomes(second, 'sent');
});

test('a mail at which a server goes away each time keeps no other back', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  server.answers.set('camille@corp.example', Array(20).fill('421 4.7.0 Not now'));
  const first = await promise(mailboxId);
  const queue = () => desk.database('outgoing_queues').where('queue_id', mailboxId).first();
  await eventually(async () => (await queue())?.failure === 'server_busy');
  const next = await promise(mailboxId);
  const other = await promise(mailboxId, { accountId: 'acc-paul' });
  await later(mailboxId, minuteMs);
  await becomes(other, 'sent');
  t.like(await rowOf(first), { state: 'waiting' });
  t.is((await rowOf(next)).attempts, 0, 'what is told on a ticket is told in its order');
});

test('a server that passes nothing on for us loses nothing: no mail ends for what is of them all', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  server.answers.set('camille@corp.example', ['554 5.7.1 Relay access denied']);
  const mailId = await promise(mailboxId);
  const queue = () => desk.database('outgoing_queues').where('queue_id', mailboxId).first();
  await eventually(async () => (await queue())?.failure === 'sender_refused');
  t.is((await rowOf(mailId)).state, 'waiting');
  await later(mailboxId, minuteMs);
  await becomes(mailId, 'sent');
});

test('a password that is refused loses nothing, and a change of the mailbox is tried at once', async (t) => {
  const server = await startSmtpServer({ user: 'post', password: 'right' });
  const access = { host: '127.0.0.1', port: server.port, security: 'none', user: 'post' };
  const mailboxId = await mailboxBy(server, { server: { ...access, password: 'wrong' } });
  const mailId = await promise(mailboxId);
  const read = async () => (await desk.admin.get(`/api/mailboxes/${mailboxId}`)).body;
  await eventually(async () => (await read()).sending.failure === 'password_refused');
  t.regex((await read()).sending.failureWords, /^535/);
  const { name, address, process, locale } = await read();
  const changed = await desk.admin.put(`/api/mailboxes/${mailboxId}`, {
    ...{ name, address, process, locale, checksSenders: false },
    sending: { server: { ...access, password: 'right' } },
  });
  t.is(changed.status, 200, JSON.stringify(changed.body));
  await wakeSenders(desk.client, desk.database);
  await becomes(mailId, 'sent');
});

test('what was cut off when the server had it whole is sent again under the same id, and says so', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  server.onMessage = () => {
    server.onMessage = () => {};
    server.drop();
  };
  const mailId = await promise(mailboxId);
  await eventually(
    async () => (await rowOf(mailId)).attempts === 1 && server.received.length === 1,
  );
  await eventually(async () => (await rowOf(mailId)).answer !== null);
  t.true((await rowOf(mailId)).begun_at !== null, 'nobody knows how it ended');
  await later(mailboxId, 3 * minuteMs);
  const sent = await becomes(mailId, 'sent');
  t.like(sent, { attempts: 2, maybe_sent_twice: true });
  t.is(mailsOf(server, sent).length, 2);
});

test('a mail of which nothing is left to say, or that nobody can be sent, ends without a word', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  await becomes(await promise(mailboxId, { reason: 'reminder' }), 'not_needed');
  const unsent = async (accountId: string) =>
    (await becomes(await promise(mailboxId, { accountId }), 'refused')).reason;
  t.is(await unsent('acc-odile'), 'no_address');
  await desk.database('accounts').insert({
    ...{ account_id: 'acc-gone', display_name: 'Gone', roles: ['requester'], is_active: false },
  });
  t.is(await unsent('acc-gone'), 'account_closed');
  await desk.database('accounts').insert({
    ...{ account_id: 'acc-loop', display_name: 'Loop', roles: ['requester'], is_active: true },
  });
  const { address } = (await desk.admin.get(`/api/mailboxes/${mailboxId}`)).body;
  const looping = address.replace('@', '+more@');
  await desk
    .database('mail_addresses')
    .insert({ address: looping, account_id: 'acc-loop', is_main: true });
  t.is(await unsent('acc-loop'), 'own_address');
  t.deepEqual(server.received, []);
});

test('what cannot be written is tried again, and keeps no other back', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  const stuck = await promise(mailboxId, { reason: 'rule' });
  await becomes(await promise(mailboxId), 'sent');
  await eventually(async () => (await rowOf(stuck)).next_attempt_at.getTime() > Date.now());
  await desk
    .database('outgoing_mails')
    .where('mail_id', stuck)
    .update({
      due_at: new Date(Date.now() - 6 * 24 * hourMs),
      next_attempt_at: new Date(),
    });
  await wakeSenders(desk.client, desk.database);
  t.like(await becomes(stuck, 'refused'), { reason: 'not_written' });
});

test('an address that nobody has is mailed no more, after it was refused three times', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  await desk.database('accounts').insert({
    ...{ account_id: 'acc-typo', display_name: 'Typo', roles: ['requester'], is_active: true },
  });
  const address = 'typo@corp.example';
  await desk.database('mail_addresses').insert({ address, account_id: 'acc-typo', is_main: true });
  const full = '552 5.2.2 The mailbox is full';
  const nobody = '550 5.1.1 Nobody is called so';
  server.answers.set(address, [full, nobody, nobody, nobody]);
  for (let n = 0; n < 4; n++) {
    await becomes(await promise(mailboxId, { accountId: 'acc-typo' }), 'refused');
  }
  const stopped = await becomes(await promise(mailboxId, { accountId: 'acc-typo' }), 'refused');
  t.like(stopped, { reason: 'address_stopped', attempts: 0, answer: null });
});

test('no more go by a mailbox in a minute than it may send', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server, { perMinute: 2 });
  const mailIds: string[] = [];
  for (let n = 0; n < 3; n++) mailIds.push(await promise(mailboxId));
  await eventually(() => server.received.length === 2);
  await becomes(String(mailIds[1]), 'sent');
  t.is((await rowOf(String(mailIds[2]))).state, 'waiting');
  await desk
    .database('outgoing_mails')
    .where('mailbox_id', mailboxId)
    .update({
      attempted_at: new Date(Date.now() - 2 * minuteMs),
    });
  await later(mailboxId, 2 * minuteMs);
  await becomes(String(mailIds[2]), 'sent');
});

test('mail is signed by the key of its mailbox, which the domain can publish', async (t) => {
  const server = await startSmtpServer();
  const mailboxId = await mailboxBy(server);
  const signing = `/api/mailboxes/${mailboxId}/signing`;
  const { body } = await desk.admin.put(signing, { selector: 'palier' });
  const { recordName, recordValue } = body.sending.signing;
  t.is(recordName, 'palier._domainkey.desk.example');
  t.regex(recordValue, /^v=DKIM1; k=rsa; p=[A-Za-z0-9+/]{300,}=*$/);
  const sent = await becomes(await promise(mailboxId), 'sent');
  const [mail] = mailsOf(server, sent);
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
  const { results } = await dkimVerify(Buffer.from(mail?.raw ?? '', 'latin1'), {
    resolver: async (name: string) => (name === recordName ? [[recordValue]] : []),
  });
  t.is(results[0]?.status.result, 'pass', JSON.stringify(results[0]?.status));
  t.is((await desk.admin.delete(signing)).body.sending.signing, null);
  const wrong = await desk.admin.put(signing, { selector: 'palier', privateKey: 'no key' });
  t.is(wrong.status, 400);
  const stored = await desk.database('mailboxes').where('mailbox_id', mailboxId).first();
  t.is(stored?.dkim_sealed_key, null);
  t.false(JSON.stringify(body).includes('PRIVATE'));
});

test('on the command line a mailbox is told how it sends, and signs', async (t) => {
  const server = await startSmtpServer({ user: 'post', password: 'right' });
  const mailboxId = await mailboxBy(server);
  const password = path.join(temporaryFolder(), 'password');
  await writeFile(password, 'right\n');
  const palier = (...args: string[]) =>
    runPalier(['mailbox', ...args], desk.environment as Record<string, string>);
  const told = await palier(
    ...['sending', mailboxId, '--host', '127.0.0.1', '--port', String(server.port)],
    ...['--security', 'none', '--user', 'post', '--password-file', password],
    ...['--per-minute', '30', '--no-plus-addresses', '--no-agents'],
  );
  t.is(told.code, 0, told.stderr);
  const { sending } = (await desk.admin.get(`/api/mailboxes/${mailboxId}`)).body;
  t.like(sending, { perMinute: 30, plusAddresses: false, namesAgents: false });
  t.like(sending.server, { port: server.port, user: 'post', hasPassword: true });
  const sent = await becomes(await promise(mailboxId), 'sent');
  const [mail] = mailsOf(server, sent);
  t.regex(mail?.parsed.from?.value[0]?.name ?? '', /^Post \d+$/);
  t.is(mail?.parsed.replyTo, undefined, 'answers come to its own address');
  const signed = await palier('sign', mailboxId, '--selector', 'mail');
  t.regex(signed.stdout, /^mail\._domainkey\.desk\.example\tTXT\tv=DKIM1; k=rsa; p=/);
  t.is((await palier('sign', mailboxId, '--off')).code, 0);
  t.is((await desk.admin.get(`/api/mailboxes/${mailboxId}`)).body.sending.signing, null);
});

test.serial(
  'a test mail of a mailbox goes to whoever asks, by its own server, and says what that said',
  async (t) => {
    const server = await startSmtpServer();
    const mailboxId = await mailboxBy(server);
    await desk.database('mail_addresses').insert({
      ...{ address: 'paul.test@corp.example', account_id: 'acc-odile', is_main: true },
    });
    const asked = await desk.admin.post(`/api/mailboxes/${mailboxId}/sending-tests`, undefined);
    t.like(asked.body, { status: 'pending' });
    const deskKey = openDeskKey({ secretKey: 'the key of a desk that is a test', homeDir: '' });
    const transports = openTransports({
      deskKey,
      smtpUrl: null,
      tokens: createMailTokens({ database: desk.database, deskKey }),
    });
    await sendTestMails({
      database: desk.database,
      deskKey,
      transports,
      mailFrom: 'x@desk.example',
    });
    transports.close();
    t.like((await desk.admin.get('/api/test-mail')).body, { status: 'sent' });
    t.is(server.received[0]?.to, 'paul.test@corp.example');
    t.regex(server.received[0]?.from ?? '', /^post\d+@desk\.example$/);
    await desk.database('mail_addresses').where('address', 'paul.test@corp.example').delete();
  },
);

test.serial(
  'a desk that has no server sends what is its own by a mailbox that has one',
  async (t) => {
    const server = await startSmtpServer();
    const others = await desk.database('mailboxes').where('is_enabled', true).pluck('mailbox_id');
    await desk.database('mailboxes').whereIn('mailbox_id', others).update({ is_enabled: false });
    const mailboxId = await mailboxBy(server);
    const { address } = (await desk.admin.get(`/api/mailboxes/${mailboxId}`)).body;
    const of = { kind: 'digest', accountId: 'acc-camille', ticketId: null } as const;
    const news = [{ ticketId, seq: ++seq, reason: 'followed' as const }];
    const [mailId = ''] = await desk.database.transaction((trx) =>
      insertOutgoingMails(trx, [{ ...of, news, dueAt: new Date() }]),
    );
    const deskKey = openDeskKey({ secretKey: 'the key of a desk that is a test', homeDir: '' });
    const tokens = createMailTokens({ database: desk.database, deskKey });
    const transports = openTransports({ deskKey, smtpUrl: null, tokens });
    const { sendDueMails } = createMailSending({
      ...{ database: desk.database, deskKey, transports, compose, deskUrl: null },
      mailFrom: 'Desk <desk@desk.example>',
      log: { warn() {} },
    });
    await new MockActivityEnvironment().run(sendDueMails, {
      queueId: 'desk',
      at: Date.now() + 1_000,
    });
    transports.close();
    t.is((await rowOf(mailId)).state, 'sent');
    t.is(server.received[0]?.from, address);
    await desk.database('mailboxes').whereIn('mailbox_id', others).update({ is_enabled: true });
  },
);
