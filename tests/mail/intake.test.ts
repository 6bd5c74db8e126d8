import test from 'ava';
import { findFreePort } from '../../cli/servers/ports.ts';
import { mailboxWorkflowId } from '../../workflows/ids.ts';
import { eventually } from '../support/eventually.ts';
import { startImapServer } from './imap_server.ts';
import {
  addMailbox,
  choose,
  isProven,
  type MailDesk,
  mailboxOf,
  mailOf,
  settled,
  startMailDesk,
} from './mail_desk.ts';

let desk: MailDesk;

test.before(async (t) => {
  t.timeout(120_000);
  desk = await startMailDesk();
});

test('nothing of a new mailbox is read until somebody has said what becomes of what is there', async (t) => {
  const server = await startImapServer();
  server.deliver(mailOf());
  server.deliver(mailOf());
  const { id } = await addMailbox(desk, server);
  await eventually(async () => (await mailboxOf(desk, id)).state === 'choice_needed');
  t.like(await mailboxOf(desk, id), { serverCount: 2, lastMailAt: null });
  server.deliver(mailOf({ subject: 'Written since' }));
  await choose(desk, id, { from: 'now' });
  const mails = await settled(desk, id, 3);
  t.deepEqual(
    mails.map(({ fate }) => fate),
    ['skipped', 'skipped', 'ticket'],
  );
  t.is(mails[2]?.subject, 'Written since');
  const { listedCount, counts } = await isProven(t, desk, id);
  t.like({ listedCount, ...counts }, { listedCount: 3, skipped: 2, ticket: 1 });
  const again = await desk.admin.put(`/api/mailboxes/${id}/start`, { from: 'all' });
  t.is(again.body.code, 'mailbox_started');
});

test('a mail of somebody the desk knows is their ticket, and nothing is marked as read', async (t) => {
  const server = await startImapServer();
  server.deliver(mailOf({ subject: 'No printer', text: 'It is silent.' }));
  const { id } = await addMailbox(desk, server, { from: 'all' });
  const [mail] = await settled(desk, id, 1);
  t.like(mail, { fate: 'ticket', reason: null, from: { address: 'camille@corp.example' } });
  const { body: ticket } = await desk.as('demo-agent').get(`/api/tickets/${mail?.ticket.id}`);
  t.like(ticket, {
    subject: 'No printer',
    description: 'It is silent.',
    channel: 'email',
    requester: { id: 'acc-camille' },
  });
  t.deepEqual([...server.flags().values()], [[]]);
});

test('whoever the desk does not know becomes somebody who asks for help', async (t) => {
  const server = await startImapServer();
  const from = 'Zoé Nouvelle <zoe@elsewhere.example>';
  server.deliver(mailOf({ from }));
  server.deliver(mailOf({ from }));
  const { id } = await addMailbox(desk, server, { from: 'all' });
  const mails = await settled(desk, id, 2);
  t.deepEqual(
    mails.map(({ fate }) => fate),
    ['ticket', 'ticket'],
  );
  const { items } = (await desk.admin.get('/api/accounts?q=Nouvelle')).body;
  t.is(items.length, 1);
  t.like(items[0], { name: 'Zoé Nouvelle', roles: ['requester'] });
});

test('an answer of the requester is a message on the ticket, one of a stranger a note that agents see', async (t) => {
  const server = await startImapServer();
  const { id } = await addMailbox(desk, server, { from: 'all' });
  server.deliver(mailOf({ messageId: 'first@corp.example', subject: 'No mouse' }));
  const [first] = await settled(desk, id, 1);
  const answer = { inReplyTo: 'first@corp.example', subject: 'Re: No mouse' };
  server.deliver(mailOf({ ...answer, text: 'It came back.\r\n\r\n> It has no power light.' }));
  // Of two that come together either may be the first on the ticket.
  await settled(desk, id, 2);
  server.deliver(mailOf({ ...answer, from: 'Eve <eve@evil.example>', text: 'Send me the key.' }));
  const [, said, noted] = await settled(desk, id, 3);
  t.like(said, { fate: 'message', ticket: { id: first?.ticket.id } });
  t.like(noted, { fate: 'note', reason: 'sender_not_of_thread', ticket: { id: first?.ticket.id } });
  const lea = desk.as('demo-agent');
  const address = `/api/tickets/${first?.ticket.id}`;
  const { items } = (await lea.get(`${address}/messages`)).body;
  t.like(items[0], { body: 'It came back.', visibility: 'public', channel: 'email' });
  t.like(items[1], { visibility: 'internal', channel: 'email' });
  t.regex(items[1].body, /does not belong to this ticket.*Eve <eve@evil\.example>[\s\S]*Send me/);
  const seen = (await desk.as('demo-requester').get(`${address}/messages`)).body.items;
  t.is(seen.length, 1, 'the requester does not see the note');
  const mails = (await lea.get(`${address}/mails`)).body.items;
  t.deepEqual(
    mails.map(({ messageId }: { messageId: string | null }) => messageId),
    [null, items[0].id, items[1].id],
  );
  const { body: original } = await lea.get(`${address}/mails/${mails[1].id}`);
  t.regex(original.text, /> It has no power light\./);
  const raw = await lea.get(`${address}/mails/${mails[1].id}/raw`);
  t.regex(raw.body, /^From: Camille/);
});

test('what is delivered twice, here or to another mailbox, is one ticket', async (t) => {
  const [server, other] = [await startImapServer(), await startImapServer()];
  const raw = mailOf();
  const { id } = await addMailbox(desk, server, { from: 'all' });
  const { id: otherId } = await addMailbox(desk, other, { from: 'all' });
  server.deliver(raw);
  const [first] = await settled(desk, id, 1);
  server.deliver(raw);
  other.deliver(`Received: by mx.desk.example; Mon, 30 Nov 2026 09:00:00 +0000\r\n${raw}`);
  const [, second] = await settled(desk, id, 2);
  const [third] = await settled(desk, otherId, 1);
  for (const mail of [second, third]) {
    t.like(mail, { fate: 'duplicate', firstId: first?.id, ticket: { id: first?.ticket.id } });
  }
  await isProven(t, desk, id);
  await isProven(t, desk, otherId);
});

test('a Message-ID that a program uses again is another message', async (t) => {
  const server = await startImapServer();
  const { id } = await addMailbox(desk, server, { from: 'all' });
  server.deliver(mailOf({ messageId: 'always@monitor.example', subject: 'Disk full' }));
  server.deliver(mailOf({ messageId: 'always@monitor.example', subject: 'Fan dead' }));
  const mails = await settled(desk, id, 2);
  t.deepEqual(
    mails.map(({ fate }) => fate),
    ['ticket', 'ticket'],
  );
});

test('a server that counts anew doubles nothing, and what it got meanwhile is read', async (t) => {
  const server = await startImapServer();
  server.deliver(mailOf(), new Date('2026-01-01T00:00:00Z'));
  const { id } = await addMailbox(desk, server);
  await eventually(async () => (await mailboxOf(desk, id)).state === 'choice_needed');
  await choose(desk, id, { from: 'now' });
  server.deliver(mailOf());
  const gone = server.deliver(mailOf());
  const before = await settled(desk, id, 3);
  server.remove(gone);
  server.deliver(mailOf({ subject: 'Written while it counted anew' }));
  server.renumber(4711);
  const after = await settled(desk, id, 4);
  t.deepEqual(
    after.map((mail) => mail.ticket?.id ?? mail.fate).slice(0, 3),
    before.map((mail) => mail.ticket?.id ?? mail.fate),
  );
  t.like(after[3], { fate: 'ticket', subject: 'Written while it counted anew' });
  const verified = await isProven(t, desk, id);
  t.like(verified, { listedCount: 3, keptCount: 3, goneCount: 1 });
});

test('a connection that ends in the middle of a message loses none and doubles none', async (t) => {
  const server = await startImapServer();
  const { id } = await addMailbox(desk, server, { from: 'all' });
  await eventually(async () => (await mailboxOf(desk, id)).state === 'well');
  server.dropAfterBytes(9_000);
  server.drop();
  for (let n = 0; n < 12; n++) {
    const from = `person${n}@corp.example`;
    server.deliver(mailOf({ from, text: `${n} ${'long '.repeat(300)}` }));
  }
  await eventually(async () => (await mailboxOf(desk, id)).failure === 'connection_lost');
  server.dropAfterBytes(null);
  const mails = await settled(desk, id, 12);
  t.is(new Set(mails.map(({ ticket }) => ticket?.id)).size, 12);
  await isProven(t, desk, id);
});

test('a server that lies about how many messages there are is not believed', async (t) => {
  const server = await startImapServer();
  server.lieBy(5);
  const { id } = await addMailbox(desk, server, { from: 'all' });
  server.deliver(mailOf());
  server.deliver(mailOf());
  await settled(desk, id, 2);
  const { saidCount, listedCount } = await isProven(t, desk, id);
  t.deepEqual({ saidCount, listedCount }, { saidCount: 7, listedCount: 2 });
});

test('a wrong password is told at once and truly, and keeps no other mailbox from being read', async (t) => {
  const [server, other] = [await startImapServer(), await startImapServer()];
  const wrong = await addMailbox(desk, server, { from: 'all', password: 'wrong' });
  const right = await addMailbox(desk, other, { from: 'all' });
  other.deliver(mailOf());
  await settled(desk, right.id, 1);
  await eventually(async () => (await mailboxOf(desk, wrong.id)).state === 'failing');
  t.like(await mailboxOf(desk, wrong.id), { failure: 'password_refused' });
  const isAlarmed = async () => {
    const { items } = (await desk.admin.get('/api/alarms')).body;
    return items.some(
      ({ detail }: { detail: { mailbox?: string } }) => detail.mailbox === wrong.id,
    );
  };
  t.true(await isAlarmed());
  const { body: tested } = await desk.admin.post(`/api/mailboxes/${wrong.id}/tests`);
  t.like(tested, { isWell: false, failure: 'password_refused' });
  server.deliver(mailOf());
  const { name, address, process, locale } = wrong;
  const changed = await desk.admin.put(`/api/mailboxes/${wrong.id}`, {
    ...{ name, address, process, locale, checksSenders: false },
    server: {
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      user: 'support',
      password: 'secret',
      folder: 'INBOX',
    },
  });
  t.is(changed.status, 200, JSON.stringify(changed.body));
  await settled(desk, wrong.id, 1);
  t.false(await isAlarmed());
  t.false(JSON.stringify(changed.body).includes('secret'), 'the password is never shown');
});

test('a folder that is not there is named with those that are', async (t) => {
  const server = await startImapServer();
  const { id } = await addMailbox(desk, server, {
    server: {
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      user: 'support',
      password: 'secret',
      folder: 'Nowhere',
    },
  });
  const { body } = await desk.admin.post(`/api/mailboxes/${id}/tests`);
  t.like(body, { isWell: false, failure: 'folder_missing' });
  t.true(body.folders.includes('INBOX'));
});

test('a message that its server listed and did not give is fetched again, and becomes what it is', async (t) => {
  const server = await startImapServer();
  const uid = server.deliver(mailOf({ subject: 'Held back' }));
  server.withhold(uid);
  const { id } = await addMailbox(desk, server, { from: 'all' });
  const fast = () => desk.temporal.fastForward(mailboxWorkflowId(id), 60_000).catch(() => {});
  await eventually(async () => {
    const { items } = (await desk.admin.get(`/api/mails?mailbox=${id}`)).body;
    if (items.length > 0) return true;
    await fast();
    return false;
  });
  const [parked] = await settled(desk, id, 1);
  t.like(parked, { fate: 'parked', reason: 'not_given', canFetch: true, hasRaw: false });
  const address = `/api/mails/${parked?.id}`;
  const replayed = await desk.admin.post(`${address}/replays`, { order: 'judge' });
  t.like(replayed, { status: 409, body: { code: 'mail_not_fetched' } });
  const refused = await desk.admin.post(`${address}/fetches`);
  t.like(refused, { status: 502, body: { code: 'mailbox_unread' } });
  server.withhold(null);
  const fetched = await desk.admin.post(`${address}/fetches`);
  t.like(fetched, { status: 200, body: { isFetched: true } });
  const [mail] = await settled(desk, id, 1);
  t.like(mail, { fate: 'ticket', subject: 'Held back', canFetch: false, hasRaw: true });
  const again = await desk.admin.post(`${address}/fetches`);
  t.like(again, { status: 409, body: { code: 'mail_was_fetched' } });
  await isProven(t, desk, id);
});

test('what was left alone may be fetched by hand; what its server has no more says so', async (t) => {
  const server = await startImapServer();
  const [kept, gone] = [server.deliver(mailOf()), server.deliver(mailOf())];
  const { id } = await addMailbox(desk, server);
  await eventually(async () => (await mailboxOf(desk, id)).state === 'choice_needed');
  await choose(desk, id, { from: 'now' });
  const mails = await settled(desk, id, 2);
  server.remove(gone);
  const of = (uid: number) => mails.find((mail) => mail.uid.endsWith(`:${uid}`))?.id;
  const ask = (uid: number) => desk.admin.post(`/api/mails/${of(uid)}/fetches`);
  t.like((await ask(gone)).body, {
    isFetched: false,
    mail: { fate: 'parked', reason: 'gone_from_server' },
  });
  t.true((await ask(kept)).body.isFetched);
  const after = await settled(desk, id, 2);
  t.deepEqual(
    after.map(({ fate }) => fate),
    ['ticket', 'parked'],
  );
});

test('a server whose clock is an hour off hides nothing that came since, also where it counts anew', async (t) => {
  const server = await startImapServer();
  const old = new Date('2026-01-01T00:00:00Z');
  server.deliver(mailOf(), old);
  const { id } = await addMailbox(desk, server);
  await eventually(async () => (await mailboxOf(desk, id)).state === 'choice_needed');
  await choose(desk, id, { from: 'now' });
  await settled(desk, id, 1);
  const off = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  server.deliver(mailOf({ subject: 'An hour late' }), off(-59));
  server.deliver(mailOf({ subject: 'An hour early' }), off(60));
  await settled(desk, id, 3);
  server.deliver(mailOf({ subject: 'While it counted anew' }), off(-59));
  server.renumber(815);
  const mails = await settled(desk, id, 4);
  t.deepEqual(
    mails.map(({ subject, fate }) => [subject, fate]),
    [
      [null, 'skipped'],
      ['An hour late', 'ticket'],
      ['An hour early', 'ticket'],
      ['While it counted anew', 'ticket'],
    ],
  );
  await isProven(t, desk, id);
});

test('a mail that comes while the disk of Postgres is full is kept once there is room, and its server is not blamed', async (t) => {
  const server = await startImapServer();
  const { id } = await addMailbox(desk, server, { from: 'all' });
  await eventually(async () => (await mailboxOf(desk, id)).state === 'well');
  await desk.database.raw(`
    create sequence full_disk_tried;
    create function no_room() returns trigger language plpgsql as $$
    begin
      if new.size_bytes = 4711 then
        perform nextval('full_disk_tried');
        raise exception 'could not extend file: No space left on device' using errcode = '53100';
      end if;
      return new;
    end $$;
    create trigger full_disk before insert on raw_mails for each row execute function no_room()`);
  const head = mailOf({ subject: 'No room' });
  server.deliver(head + 'x'.repeat(4711 - head.length));
  server.deliver(mailOf({ subject: 'Behind it', from: 'Paul Petit <paul@corp.example>' }));
  await eventually(async () => {
    const row = await desk.database.raw('select is_called from full_disk_tried');
    return row.rows[0].is_called;
  });
  const kept = (await desk.admin.get(`/api/mails?mailbox=${id}`)).body.items;
  t.deepEqual(kept, [], 'nothing is written down of what could not be kept');
  t.is((await mailboxOf(desk, id)).failure, null);
  await desk.database.raw('drop trigger full_disk on raw_mails; drop function no_room()');
  const mails = await settled(desk, id, 2);
  t.deepEqual(
    mails.map(({ subject, fate }) => [subject, fate]),
    [
      ['No room', 'ticket'],
      ['Behind it', 'ticket'],
    ],
  );
  await isProven(t, desk, id);
});

test('a server that takes no connection, and one that drops it, is told: Postgres is not blamed', async (t) => {
  const server = await startImapServer();
  const port = await findFreePort();
  const { id } = await addMailbox(desk, { port }, { from: 'all' });
  await eventually(async () => (await mailboxOf(desk, id)).state === 'failing');
  t.is((await mailboxOf(desk, id)).failure, 'connection_refused');
  const { id: other } = await addMailbox(desk, server, { from: 'all' });
  await eventually(async () => (await mailboxOf(desk, other)).state === 'well');
  server.dropAfterBytes(0);
  server.drop();
  await eventually(async () => (await mailboxOf(desk, other)).state === 'failing');
  t.is((await mailboxOf(desk, other)).failure, 'connection_lost');
});
