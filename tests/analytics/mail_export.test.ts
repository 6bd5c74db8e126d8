import test from 'ava';
import { warehouseFiles } from '../../analytics/files.ts';
import { Warehouse } from '../../analytics/warehouse.ts';
import { erasePerson } from '../../database/erasure.ts';
import { beginCounting } from '../../database/mailboxes.ts';
import {
  keepMail,
  reopenMail,
  settleMail,
  skipMails,
  writeReadFacts,
} from '../../database/mails.ts';
import { addToWaitingMail, insertOutgoingMails } from '../../database/outgoing_mails.ts';
import { carryOutRetention, writeRetention } from '../../database/retention.ts';
import { DeskDatabase } from './desk_database.ts';
import { manyTickets } from './histories.ts';

const odile = { by: { program: 'api', accountId: 'acc-odile', sessionId: 'ses-1' } } as const;
const uidValidity = 7n;
const hour = 3_600_000;

/** A desk with a mailbox whose server gave UIDs up to 10 before it was read. */
async function mailedDesk(): Promise<DeskDatabase> {
  const desk = await DeskDatabase.create();
  const { database } = desk;
  await database('accounts').insert([
    { account_id: 'acc-odile', roles: ['administrator'], display_name: 'Odile Blanc' },
    { account_id: 'acc-root', roles: ['administrator'], display_name: 'Root' },
    { account_id: 'acc-camille', roles: ['requester'], display_name: 'Camille Roux' },
    { account_id: 'acc-paul', roles: ['requester'], display_name: 'Paul Petit' },
  ]);
  await database('mailboxes').insert({
    ...{ mailbox_id: 'mbx-1', name: 'Support', address: 'support@desk.example', kind: 'imap' },
    ...{ host: 'mail.example', port: 993, security: 'tls', user_name: 'support', folder: 'INBOX' },
    ...{ process_id: 'it_support', locale: 'en', is_enabled: true, start_from: 'all' },
    ...{ command_id: 'cmd-1', fingerprint: '' },
  });
  await beginCounting(database, 'mbx-1', { uidValidity, startUid: 11 });
  return desk;
}

/** Keeps a message as an intake does. @returns its id */
async function keeps(
  { database }: DeskDatabase,
  uid: number,
  { text = `message ${uid}`, deliveredAt = new Date() } = {},
): Promise<string> {
  const { mailId } = await keepMail(database, {
    mailboxId: 'mbx-1',
    place: { uidValidity, uid },
    raw: { bytes: Buffer.from(text), sha256: `hash of ${text}` },
    identity: `identity of ${text}`,
    threadKeys: [],
    deliveredAt,
  });
  return mailId;
}

async function settles({ database }: DeskDatabase, mailId: string, fields = {}): Promise<void> {
  await writeReadFacts(database, mailId, {
    messageId: `${mailId}@corp.example`,
    fromAddress: 'camille@corp.example',
    fromName: 'Camille Roux',
    subject: 'Zorblatt is silent',
    problems: [],
    authenticity: {},
  });
  await settleMail(database, mailId, {
    ...{ fate: 'ticket', reason: null, detail: 'Zorblatt', ticketId: 'tkt-1', saidId: null },
    ...{ senderId: 'acc-camille', rulesVersion: 1 },
    ...fields,
  });
}

const told = `select fate, reason, ticket_id, was_there_before, replay_count::integer as replay_count,
  judged_at is null as is_waiting from mails order by mail_id`;

test('every message comes to the warehouse with what became of it, without who wrote what', async (t) => {
  const desk = await mailedDesk();
  await skipMails(desk.database, 'mbx-1', uidValidity, [
    { uid: 3, deliveredAt: new Date(), sizeBytes: 10 },
  ]);
  await settles(desk, await keeps(desk, 9));
  const first = await keeps(desk, 11);
  await settles(desk, first);
  await keeps(desk, 12, { text: 'message 11' });
  await keeps(desk, 13);
  await desk.export();
  const none = { reason: null, ticket_id: null, replay_count: 0, is_waiting: false };
  t.deepEqual(await desk.rows(told), [
    { ...none, fate: 'skipped', was_there_before: true },
    { ...none, fate: 'ticket', ticket_id: 'tkt-1', was_there_before: true },
    { ...none, fate: 'ticket', ticket_id: 'tkt-1', was_there_before: false },
    { ...none, fate: 'duplicate', was_there_before: false },
    { ...none, fate: 'waiting', was_there_before: false, is_waiting: true },
  ]);
  const [{ first_mail_id: repeated } = {}] = await desk.rows(
    "select first_mail_id from mails where fate = 'duplicate'",
  );
  t.is(repeated, first);
  const people = await desk.rows(
    'select distinct sender_hash from mails where sender_hash is not null',
  );
  t.is(people.length, 1);
  const [{ whole } = {}] = await desk.rows('select string_agg(mails::varchar) as whole from mails');
  t.notRegex(String(whole), /acc-|Camille|corp\.example|Zorblatt|hash of|identity of/);
});

test('a message that is judged again has its new fate, and one that was only read is not told anew', async (t) => {
  const desk = await mailedDesk();
  const { database } = desk;
  const id = await keeps(desk, 11);
  await settles(desk, id, { fate: 'parked', reason: 'bulk', ticketId: null });
  await desk.export();
  t.like((await desk.rows(told))[0], { fate: 'parked', reason: 'bulk', replay_count: 0 });
  await database.transaction((trx) => reopenMail(trx, id, null));
  await desk.export();
  t.like((await desk.rows(told))[0], { fate: 'waiting', reason: null, replay_count: 1 });
  await settles(desk, id);
  await desk.export();
  t.like((await desk.rows(told))[0], { fate: 'ticket', ticket_id: 'tkt-1', replay_count: 1 });
  const named = () => database('export_outbox').where('mail_id', id).count('* as n').first();
  const before = await named();
  await writeReadFacts(database, id, {
    ...{
      messageId: null,
      fromAddress: null,
      fromName: null,
      subject: 'Other',
      problems: [],
      authenticity: {},
    },
  });
  t.deepEqual(await named(), before);
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});

test('a server’s clock an hour fast, or a year, dates no message after the desk had it', async (t) => {
  const desk = await mailedDesk();
  await keeps(desk, 11, { deliveredAt: new Date(Date.now() + hour) });
  await keeps(desk, 12, { deliveredAt: new Date('9999-12-31T23:59:59Z') });
  await keeps(desk, 13, { deliveredAt: new Date('1970-01-01T00:00:00Z') });
  await desk.export();
  const rows = await desk.rows(
    `select arrived_at = stored_at as is_when_kept, arrived_at = delivered_at as is_when_delivered
     from mails order by mail_id`,
  );
  t.deepEqual(
    rows.map((row) => ({ ...row })),
    [
      { is_when_kept: true, is_when_delivered: false },
      { is_when_kept: true, is_when_delivered: false },
      { is_when_kept: false, is_when_delivered: true },
    ],
  );
  const counted = await desk.rows(
    "select mail_count::integer as n from mail_intake(date '2026-01-01', date '2049-12-31')",
  );
  t.deepEqual({ ...counted[0] }, { n: 2 });
});

test('batches that come again change nothing, and a rebuild gives the same', async (t) => {
  const desk = await mailedDesk();
  for (let uid = 11; uid < 24; uid++) {
    const id = await keeps(desk, uid, { text: `message ${uid % 9}` });
    if (uid % 3 === 0) await settles(desk, id);
  }
  await desk.export({ batchSize: 3 });
  const before = await desk.checksums();
  const warehouse = await Warehouse.open(warehouseFiles(desk.warehouseDir).warehouse);
  await warehouse.advanceTo({ xid: '0', position: '0' });
  warehouse.close();
  await desk.export({ batchSize: 5 });
  t.deepEqual(await desk.checksums(), before);
  t.deepEqual((await desk.export({ rebuild: true, batchSize: 4 })).differences, []);
  t.is((await desk.rows('from mails')).length, 13);
});

test('of a person who is erased it is not known any more which messages were theirs', async (t) => {
  const desk = await mailedDesk();
  const { database } = desk;
  await settles(desk, await keeps(desk, 11));
  await settles(desk, await keeps(desk, 12), { senderId: 'acc-paul' });
  await desk.export();
  const hashes = async () =>
    (await desk.rows('select sender_hash from mails order by mail_id')).map(
      (row) => row.sender_hash,
    );
  const [camille, paul] = await hashes();
  t.not(camille, paul);
  for (const accountId of ['acc-camille', 'acc-paul']) {
    await database.transaction((trx) => erasePerson(trx, odile, { accountId, mentions: [] }));
  }
  await desk.export();
  const [one, other] = await hashes();
  t.false([camille, paul].includes(one));
  t.is(one, other, 'all who were erased are one');
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});

test('what retention takes of a message leaves that it came, and what became of it', async (t) => {
  const desk = await mailedDesk();
  const { database } = desk;
  const id = await keeps(desk, 11, { deliveredAt: new Date(Date.now() - 72 * hour) });
  await settles(desk, id, { fate: 'parked', reason: 'bulk', ticketId: null });
  await desk.export();
  const before = await desk.rows('from mails');
  const none = { ticket_texts: null, attachments: null, help_searches: null, audit: null };
  await database.transaction((trx) => writeRetention(trx, odile, { ...none, mails: 1 }));
  t.like((await carryOutRetention(database))[0], { matter: 'mails', count: 1 });
  await desk.export();
  t.deepEqual(await desk.rows('from mails'), before);
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});

test('a mail that goes out is told by what it tells of, until its person is erased', async (t) => {
  const desk = await mailedDesk();
  const { database } = desk;
  const [ticket] = manyTickets(1);
  await desk.record(ticket ? [ticket] : []);
  const ticketId = ticket?.state.ticketId ?? '';
  const mail = (seq: number, reason: 'answered' | 'resolved') => ({
    kind: 'ticket' as const,
    accountId: 'acc-camille',
    ticketId,
    news: [{ ticketId, seq, reason }],
    dueAt: new Date(),
  });
  const [id = ''] = await database.transaction((trx) =>
    insertOutgoingMails(trx, [mail(1, 'resolved')]),
  );
  await desk.export();
  const rows = () =>
    desk.rows(
      `select state, reasons, news_count::integer as news_count, attempts::integer as attempts,
         sent_at is null as is_waiting from mails_out`,
    );
  const waiting = { state: 'waiting', is_waiting: true, attempts: 0 };
  t.like((await rows())[0], { ...waiting, reasons: 'resolved', news_count: 1 });
  await database.transaction((trx) => addToWaitingMail(trx, mail(2, 'answered')));
  await desk.export();
  t.like((await rows())[0], { ...waiting, reasons: 'answered, resolved', news_count: 2 });
  const sentAt = new Date();
  await database('outgoing_mails')
    .where('mail_id', id)
    .update({ state: 'sent', sent_at: sentAt, attempts: 1, recipient: 'camille@corp.example' });
  await desk.export();
  t.like((await rows())[0], { state: 'sent', is_waiting: false, attempts: 1 });
  const [{ whole } = {}] = await desk.rows('select mails_out::varchar as whole from mails_out');
  t.notRegex(String(whole), /acc-|corp\.example/);
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
  await database.transaction((trx) =>
    erasePerson(trx, odile, { accountId: 'acc-camille', mentions: [] }),
  );
  await desk.export();
  t.deepEqual(await rows(), []);
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});
