import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { insertOutgoingMails } from '../../database/outgoing_mails.ts';
import { mailKeyOf, messageIdOf } from '../../database/signed_addresses.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { callerOf } from '../api/api_desk.ts';
import { eventually } from '../support/eventually.ts';
import { runPalier } from '../support/palier.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { mailUser, startImapServer } from './imap_server.ts';
import {
  fateOf,
  handIn,
  type MailDesk,
  mailOf,
  postedMailbox,
  settled,
  startMailDesk,
} from './mail_desk.ts';

let desk: MailDesk;
let mailbox: string;

test.before(async (t) => {
  t.timeout(120_000);
  desk = await startMailDesk();
  mailbox = await postedMailbox(desk, 'Post');
});

async function post(to: string, raw: string, key?: string) {
  const response = await fetch(`${desk.server.url}/api/mailboxes/${to}/raw`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer odile-administrator',
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    body: raw,
  });
  return { status: response.status, body: (await response.json()) as { id: string } };
}

test('a message that is handed in is kept before that is said, and twice it is one', async (t) => {
  const raw = mailOf();
  const first = await post(mailbox, raw);
  t.is(first.status, 202);
  const again = await post(mailbox, raw);
  t.is(again.body.id, first.body.id);
  const mail = await fateOf(desk, first.body.id);
  t.is(mail.fate, 'ticket');
  const other = await post(mailbox, raw, 'another-delivery');
  t.like(await fateOf(desk, other.body.id), { fate: 'duplicate', firstId: mail.id });
  const downloaded = await desk.admin.get(`/api/mails/${mail.id}/raw`);
  t.is(downloaded.body, raw);
});

test('what is parked waits for somebody, who may have a ticket opened of it all the same', async (t) => {
  const { body } = await post(mailbox, mailOf({ headers: ['Auto-Submitted: auto-replied'] }));
  const parked = await fateOf(desk, body.id);
  t.like(parked, { fate: 'parked', reason: 'auto_submitted', ticket: null });
  const address = `/api/mails/${body.id}/replays`;
  const tried = (await desk.admin.post(address, { order: 'try' })).body;
  t.like(tried, { isChanged: false, isCarriedOut: false });
  const ordered = (await desk.admin.post(address, { order: 'ticket' })).body;
  t.like(ordered, { now: { fate: 'ticket' }, isCarriedOut: true });
  const mail = await fateOf(desk, body.id);
  t.like(mail, { fate: 'ticket', replayCount: 1 });
  const once = await desk.admin.post(address, { order: 'ticket' });
  t.false(once.body.isCarriedOut, 'what is done is not done twice');
  const { items } = (await desk.admin.get('/api/audit?kind=mail_replayed')).body;
  t.true(items.some(({ object }: { object: { id: string } }) => object.id === body.id));
});

test('a mail that a changed rule would judge otherwise says so, and what it was is left alone', async (t) => {
  const { body } = await post(mailbox, mailOf());
  const { ticket } = await fateOf(desk, body.id);
  // The rules of that day parked what they take today.
  await desk
    .database('mails')
    .where('mail_id', body.id)
    .update({ fate: 'parked', reason: 'bulk', ticket_id: null });
  const address = `/api/mails/${body.id}/replays`;
  t.like((await desk.admin.post(address, { order: 'try' })).body, {
    now: { fate: 'ticket', reason: null },
    isChanged: true,
    isCarriedOut: false,
  });
  t.true((await desk.admin.post(address, { order: 'judge' })).body.isCarriedOut);
  const mail = await fateOf(desk, body.id);
  t.is(mail.ticket.id, ticket.id, 'the same message opens the same ticket');
});

test('a group that the process lets no ticket go to at once gets none, and the mail says why', async (t) => {
  const to = await postedMailbox(desk, 'Network', { group: 'network' });
  const { body } = await post(to, mailOf());
  const { ticket, fate, detail } = await fateOf(desk, body.id);
  t.is(fate, 'ticket');
  t.regex(detail, /^not given to network: .*diagnostic step/);
  const { body: opened } = await desk.as('demo-agent').get(`/api/tickets/${ticket.id}`);
  t.is(opened.group.id, 'service_desk');
});

test('mails are found by what became of them, by why, and by a part of who sent them', async (t) => {
  const to = await postedMailbox(desk, 'Found');
  await post(to, mailOf({ from: 'Änne Öl <aenne@found.example>' }));
  await post(to, mailOf({ headers: ['Precedence: bulk'] }));
  await settled(desk, to, 2);
  const found = async (query: string) =>
    (await desk.admin.get(`/api/mails?mailbox=${to}&${query}`)).body.items.length;
  t.is(await found('fate=ticket'), 1);
  t.is(await found('fate=ticket,parked'), 2);
  t.is(await found('reason=bulk'), 1);
  t.is(await found('q=oel'), 0);
  t.is(await found('q=anne'), 1);
  t.is(await found('fate=waiting'), 0);
});

test('a token that is for handing in mail does that, and nothing else', async (t) => {
  await desk.database('api_tokens').insert({
    token_hash: createHash('sha256').update('pipe').digest('hex'),
    account_id: 'acc-lea',
    label: 'pipe',
    scopes: ['mail'],
  });
  const raw = await fetch(`${desk.server.url}/api/mailboxes/${mailbox}/raw`, {
    method: 'POST',
    headers: { authorization: 'Bearer pipe' },
    body: mailOf(),
  });
  t.is(raw.status, 202);
  const pipe = callerOf(desk.server.url, 'pipe');
  t.is((await pipe.get('/api/tickets')).body.code, 'scope_not_given');
});

test('the command line adds a mailbox, tests it and proves that each message has its fate', async (t) => {
  const server = await startImapServer();
  server.deliver(mailOf());
  const password = path.join(temporaryFolder(), 'password');
  await writeFile(password, 'secret\n');
  const palier = (...args: string[]) =>
    runPalier(['mailbox', ...args], desk.environment as Record<string, string>);
  const added = await palier(
    ...['add', 'By hand', 'hand@desk.example', '--host', '127.0.0.1', '--security', 'none'],
    ...['--port', String(server.port), '--user', mailUser, '--password-file', password],
    ...['--from', 'all'],
  );
  t.is(added.code, 0, added.stderr);
  const [id = ''] = added.stdout.split('\t');
  await settled(desk, id, 1);
  const tested = await palier('test', 'By hand');
  t.regex(tested.stdout, /the folder has 1 message/);
  const verified = await palier('verify', 'By hand');
  t.is(verified.code, 0, verified.stderr);
  t.regex(verified.stdout, /^ticket\t1$/m);
  t.regex((await palier('list')).stdout, /By hand\thand@desk\.example\thealthy\t1 ticket/);
  t.notRegex(added.stdout + added.stderr, /secret/);
});

test('a mailbox from which mails came is paused and not removed; one without is removed', async (t) => {
  const to = await postedMailbox(desk, 'Kept');
  const { body } = await post(to, mailOf());
  await fateOf(desk, body.id);
  t.is((await desk.admin.delete(`/api/mailboxes/${to}`)).body.code, 'mailbox_has_mails');
  const empty = await postedMailbox(desk, 'Empty');
  t.is((await desk.admin.delete(`/api/mailboxes/${empty}`)).status, 204);
  t.is((await desk.admin.get(`/api/mailboxes/${empty}`)).status, 404);
});

test('hostile names come as names that may be saved, and an archive of archives as the file it is', async (t) => {
  const { zipSync } = await import('fflate');
  let archive: Uint8Array = new TextEncoder().encode('../../etc/passwd');
  for (let depth = 0; depth < 20; depth++) archive = zipSync({ '../../../up.zip': archive });
  const names = ['../../.htaccess\u200B', 'invoice\u202Efdp.exe', 'CON', 'deep.zip'];
  const parts = names.map(
    (name) =>
      `--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=utf-8''${encodeURIComponent(name)}\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(archive).toString('base64')}\r\n`,
  );
  const raw = [
    'From: Paul Petit <paul@corp.example>',
    'Subject: Four files',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    `${parts.join('')}--b--`,
  ].join('\r\n');
  const { fate, ticket } = await fateOf(desk, await handIn(desk, mailbox, raw));
  t.is(fate, 'ticket');
  const { body } = await desk.as('demo-agent').get(`/api/tickets/${ticket.id}`);
  t.deepEqual(
    body.attachments.map(({ name }: { name: string }) => name),
    ['htaccess', 'invoicefdp.exe', '_CON', 'deep.zip'],
  );
});

test('a mail of ten thousand parts waits for a person', async (t) => {
  const raw = [
    'From: Paul Petit <paul@corp.example>',
    'Subject: Parts',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b\r\n\r\nx\r\n'.repeat(10_000),
  ].join('\r\n');
  const mail = await fateOf(desk, await handIn(desk, mailbox, raw));
  t.like(mail, { fate: 'parked', reason: 'too_many_parts', hasRaw: true });
});

test('what an agent answers to a mail of the desk among itself is a note, whatever it quotes', async (t) => {
  const camille = desk.as('demo-requester');
  const lea = desk.as('demo-agent');
  const { id } = await camille.opens();
  const secret = 'The desk alone knows this.';
  const note = { body: secret, visibility: 'internal' };
  t.is((await lea.post(`/api/tickets/${id}/messages`, note)).status, 201);
  t.is((await camille.post(`/api/tickets/${id}/messages`, { body: 'Any news?' })).status, 201);
  const messages = () =>
    desk
      .database('ticket_events')
      .where({ ticket_id: id, type: 'message_added' })
      .orderBy('seq')
      .pluck('seq');
  await eventually(async () => (await messages()).length === 2);
  const [noted, asked] = await messages();
  const key = mailKeyOf(
    openDeskKey({ secretKey: 'the key of a desk that is a test', homeDir: '/' }),
  );
  const toldBy = async (seq: number | undefined) => {
    const [mailId] = await desk.database.transaction((trx) =>
      insertOutgoingMails(trx, [
        {
          kind: 'ticket',
          accountId: 'acc-lea',
          ticketId: id,
          news: [{ ticketId: id, seq: seq ?? 0, reason: 'followed' }],
          dueAt: new Date(Date.now() + dayMs),
        },
      ]),
    );
    return messageIdOf({ ticketId: id, name: `${mailId}-abc` }, 'desk.example', key);
  };
  const visibilities: Record<string, string | undefined> = {};
  for (const [name, seq] of Object.entries({ noted, asked })) {
    const inReplyTo = await toldBy(seq);
    const text = `> ${secret}`;
    const from = 'Léa Martin <lea@corp.example>';
    const mailId = await handIn(desk, mailbox, mailOf({ from, inReplyTo, text }));
    t.is((await fateOf(desk, mailId)).fate, 'message');
    const { items } = (await lea.get(`/api/tickets/${id}/messages`)).body;
    visibilities[name] = items.at(-1).visibility;
  }
  t.deepEqual(visibilities, { noted: 'internal', asked: 'public' });
});
