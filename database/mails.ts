import { chunksOf } from './chunks.ts';
import type { Database, Transaction } from './connection.ts';
import type { MailFate } from './mail_words.ts';
import type { MailRow } from './tables.ts';

/** Whoever starts the workflows of messages listens here. */
export const mailChannel = 'palier_mail';

/** By what an IMAP server knows a message. */
export interface ServerPlace {
  uidValidity: bigint;
  uid: number;
}

/** A message as it was delivered, before anything is decided. */
export interface DeliveredMail {
  mailboxId: string;
  /** Where it lies at its server, or the key it was posted with. */
  place: ServerPlace | { webhookKey: string };
  raw: { bytes: Buffer; sha256: string };
  /** Whether two deliveries are one message. */
  identity: string;
  /** What it shares with other messages of its thread. */
  threadKeys: readonly string[];
  deliveredAt: Date;
}

/** A message that is kept, and waits where it has no fate yet. */
export interface KeptMail {
  mailId: string;
  identity: string | null;
  fate: MailFate | null;
}

/**
 * Keeps a delivered message, its bytes first, and moves the cursor of its mailbox behind it: all of it
 * or nothing. What is kept already stays one row: under its place; under the bytes it had before the
 * server began to count anew. A second delivery of a message has the fate `duplicate`.
 */
export function keepMail(database: Database, mail: DeliveredMail): Promise<KeptMail> {
  return database.transaction(async (trx) => {
    const kept =
      (await findByPlace(trx, mail)) ??
      (await renumberByBytes(trx, mail)) ??
      (await insertMail(trx, mail));
    if ('uid' in mail.place) await moveCursor(trx, mail.mailboxId, mail.place);
    return kept;
  });
}

const keptColumns = ['mail_id', 'identity', 'fate'] as const;
type KeptRow = Pick<MailRow, (typeof keptColumns)[number]>;

function keptMail({ mail_id: mailId, identity, fate }: KeptRow): KeptMail {
  return { mailId, identity, fate };
}

function placeColumns(place: DeliveredMail['place']) {
  return 'uid' in place
    ? { uid_validity: String(place.uidValidity), uid: String(place.uid) }
    : { webhook_key: place.webhookKey };
}

async function findByPlace(
  trx: Transaction,
  { mailboxId, place }: DeliveredMail,
): Promise<KeptMail | undefined> {
  const row = await trx('mails')
    .where({ mailbox_id: mailboxId, ...placeColumns(place) })
    .first(...keptColumns);
  return row && keptMail(row);
}

/** The server counts anew, and gives under another number what is kept. */
async function renumberByBytes(
  trx: Transaction,
  { mailboxId, place, raw }: DeliveredMail,
): Promise<KeptMail | undefined> {
  if (!('uid' in place)) return undefined;
  return renumber(trx, mailboxId, place, { sha256: raw.sha256 });
}

async function renumber(
  trx: Transaction,
  mailboxId: string,
  place: ServerPlace,
  same: { sha256: string } | { fate: MailFate; delivered_at: Date; size_bytes: string },
): Promise<KeptMail | undefined> {
  const [row] = await trx('mails')
    .where(
      'mail_id',
      trx('mails')
        .where({ mailbox_id: mailboxId, ...same })
        .whereNot('uid_validity', String(place.uidValidity))
        .orderBy('mail_id')
        .limit(1)
        .forUpdate()
        .select('mail_id'),
    )
    .update(placeColumns(place))
    .returning<KeptRow[]>([...keptColumns]);
  return row && keptMail(row);
}

async function insertMail(trx: Transaction, mail: DeliveredMail): Promise<KeptMail> {
  const { mailboxId, place, raw, identity, threadKeys, deliveredAt } = mail;
  await keepBytes(trx, raw);
  const delivered = {
    mailbox_id: mailboxId,
    ...placeColumns(place),
    identity,
    sha256: raw.sha256,
    size_bytes: String(raw.bytes.length),
    delivered_at: deliveredAt,
  };
  const [row] = await trx('mails')
    .insert({ ...delivered, thread_keys: [...threadKeys] })
    .onConflict()
    .ignore()
    .returning<KeptRow[]>([...keptColumns]);
  if (row) return keptMail(row);
  const known = await findByPlace(trx, mail);
  if (known) return known;
  const first = await trx('mails').where({ identity }).whereNull('first_mail_id').first('mail_id');
  const [duplicate] = await trx('mails')
    .insert({
      ...delivered,
      first_mail_id: first?.mail_id ?? null,
      fate: 'duplicate',
      judged_at: trx.fn.now(),
    })
    .returning<KeptRow[]>([...keptColumns]);
  if (!duplicate) throw new Error('A second delivery was not kept');
  return keptMail(duplicate);
}

/** Bytes that were erased stay so, however often they are delivered again. */
async function keepBytes(trx: Transaction, { bytes, sha256 }: DeliveredMail['raw']): Promise<void> {
  const isKnown = await trx('mails').where({ sha256 }).first('mail_id');
  if (isKnown) return;
  await trx('raw_mails')
    .insert({ sha256, content: bytes, size_bytes: bytes.length })
    .onConflict('sha256')
    .ignore();
}

/** A message by what can be known of it without its bytes. */
export interface ListedMail {
  uid: number;
  deliveredAt: Date;
  sizeBytes: number;
}

/**
 * Writes down that messages were there before a mailbox was to be read, and are left alone. Those
 * that are known under the numbers the server gave before keep their rows.
 */
export async function skipMails(
  database: Database,
  mailboxId: string,
  uidValidity: bigint,
  listed: readonly ListedMail[],
): Promise<void> {
  for (const chunk of chunksOf(listed)) {
    await database.transaction(async (trx) => {
      await trx('mails')
        .insert(
          chunk.map(({ uid, deliveredAt, sizeBytes }) => ({
            mailbox_id: mailboxId,
            ...placeColumns({ uidValidity, uid }),
            size_bytes: String(sizeBytes),
            delivered_at: deliveredAt,
            fate: 'skipped' as const,
            judged_at: trx.fn.now(),
          })),
        )
        .onConflict(['mailbox_id', 'uid_validity', 'uid'])
        .ignore();
      const last = Math.max(...chunk.map(({ uid }) => uid));
      await moveCursor(trx, mailboxId, { uidValidity, uid: last });
    });
  }
}

/** Whether a message is one that was left alone under another number; then it is, under this one. */
export function renumberSkipped(
  database: Database,
  mailboxId: string,
  uidValidity: bigint,
  { uid, deliveredAt, sizeBytes }: ListedMail,
): Promise<boolean> {
  return database.transaction(async (trx) => {
    const same = {
      fate: 'skipped' as const,
      delivered_at: deliveredAt,
      size_bytes: String(sizeBytes),
    };
    return (await renumber(trx, mailboxId, { uidValidity, uid }, same)) !== undefined;
  });
}

/** Writes down a message that its server lists and does not give: nothing of it can be read. */
export async function parkUnread(
  database: Database,
  mailboxId: string,
  uidValidity: bigint,
  listed: ListedMail,
  reason: string,
): Promise<void> {
  const place = { uidValidity, uid: listed.uid };
  await database.transaction(async (trx) => {
    await trx('mails')
      .insert({
        mailbox_id: mailboxId,
        ...placeColumns(place),
        size_bytes: String(listed.sizeBytes),
        delivered_at: listed.deliveredAt,
        fate: 'parked',
        reason,
        judged_at: trx.fn.now(),
      })
      .onConflict(['mailbox_id', 'uid_validity', 'uid'])
      .ignore();
    await moveCursor(trx, mailboxId, place);
  });
}

/** The cursor only goes forward, and only while the server counts as it did. */
async function moveCursor(
  trx: Transaction,
  mailboxId: string,
  { uidValidity, uid }: ServerPlace,
): Promise<void> {
  await trx.raw('select move_mailbox_cursor(?, ?, ?)', [mailboxId, String(uidValidity), uid]);
}

/** The UIDs of a mailbox that have a row, as its server counts now. */
export async function findKeptUids(
  database: Database,
  mailboxId: string,
  uidValidity: bigint,
): Promise<Set<number>> {
  const uids = await database('mails')
    .where({ mailbox_id: mailboxId, uid_validity: String(uidValidity) })
    .pluck<string[]>('uid');
  return new Set(uids.map(Number));
}

/** Messages that wait to be judged, those first that wait longest. */
export async function findWaiting(
  database: Database,
  limit: number,
): Promise<{ mailId: string; identity: string }[]> {
  const rows = await database('mails')
    .whereNull('fate')
    .orderBy('mail_id')
    .limit(limit)
    .select('mail_id', 'identity');
  return rows.flatMap(({ mail_id: mailId, identity }) =>
    identity === null ? [] : [{ mailId, identity }],
  );
}

/** An earlier message of the same thread that has no fate yet; undefined where there is none. */
export async function findEarlierOfThread(
  database: Database,
  { mail_id: mailId, thread_keys: keys }: Pick<MailRow, 'mail_id' | 'thread_keys'>,
): Promise<string | undefined> {
  if (keys.length === 0) return undefined;
  const row = await database('mails')
    .whereNull('fate')
    .where('mail_id', '<', mailId)
    .whereRaw('thread_keys && ?::text[]', [keys])
    .orderBy('mail_id', 'desc')
    .first('mail_id');
  return row?.mail_id;
}

/** Writes down that a message is judged before an earlier one of its thread, which is stuck. */
export async function noteOvertaking(
  database: Database,
  mailId: string,
  overtookId: string,
): Promise<void> {
  await database('mails').where({ mail_id: mailId }).update({ overtook_id: overtookId });
}

/** What was read of a message. */
export interface ReadFacts {
  messageId: string | null;
  fromAddress: string | null;
  fromName: string | null;
  subject: string;
  problems: readonly string[];
  /** What was known of who sent it. */
  authenticity: object;
}

export async function writeReadFacts(
  database: Database,
  mailId: string,
  facts: ReadFacts,
): Promise<void> {
  await database('mails')
    .where({ mail_id: mailId })
    .update({
      message_id: facts.messageId,
      from_address: facts.fromAddress,
      from_name: facts.fromName,
      subject: facts.subject,
      problems: [...facts.problems],
      authenticity: facts.authenticity,
    });
}

/** The one thing that became of a message. */
export interface Settled {
  fate: MailFate;
  reason: string | null;
  detail: string | null;
  ticketId: string | null;
  saidId: string | null;
  senderId: string | null;
  rulesVersion: number;
}

/** Gives a message its fate, where it has none yet. @returns whether it had none */
export async function settleMail(
  database: Database,
  mailId: string,
  settled: Settled,
): Promise<boolean> {
  const count = await database('mails').where({ mail_id: mailId }).whereNull('fate').update({
    fate: settled.fate,
    reason: settled.reason,
    detail: settled.detail,
    ticket_id: settled.ticketId,
    said_id: settled.saidId,
    sender_id: settled.senderId,
    rules_version: settled.rulesVersion,
    thread_keys: [],
    judged_at: database.fn.now(),
  });
  return count > 0;
}

/**
 * Takes back the fate of a message of which nothing came, so that it is judged again.
 * @returns false where it has another fate by now, or its bytes are gone
 */
export async function reopenMail(
  trx: Transaction,
  mailId: string,
  ordered: MailRow['ordered'],
): Promise<boolean> {
  const count = await trx('mails')
    .where({ mail_id: mailId })
    .whereIn('fate', ['parked', 'refused'])
    .whereExists(trx('raw_mails').whereRaw('raw_mails.sha256 = mails.sha256').select(trx.raw('1')))
    .update({
      fate: null,
      reason: null,
      detail: null,
      ordered,
      judged_at: null,
      replay_count: trx.raw('replay_count + 1'),
    });
  if (count > 0) await tellMailWaits(trx);
  return count > 0;
}

/**
 * Gives a message its bytes that never came, so that it is judged; one that was delivered meanwhile by
 * another way is a duplicate of that.
 * @returns false where it has bytes by now
 */
export async function giveBytes(
  trx: Transaction,
  mailId: string,
  { raw, identity, threadKeys }: Pick<DeliveredMail, 'raw' | 'identity' | 'threadKeys'>,
): Promise<boolean> {
  await keepBytes(trx, raw);
  const first = await trx('mails').where({ identity }).whereNull('first_mail_id').first('mail_id');
  const fate = first
    ? { fate: 'duplicate' as const, first_mail_id: first.mail_id, judged_at: trx.fn.now() }
    : { fate: null, judged_at: null, thread_keys: [...threadKeys] };
  const count = await trx('mails')
    .where({ mail_id: mailId })
    .whereNull('sha256')
    .update({
      sha256: raw.sha256,
      identity,
      size_bytes: String(raw.bytes.length),
      reason: null,
      ...fate,
    });
  return count > 0;
}

/** Writes down that a message that was never fetched is at its server no more. */
export async function markGone(trx: Transaction, mailId: string): Promise<boolean> {
  const count = await trx('mails')
    .where({ mail_id: mailId })
    .whereNull('sha256')
    .update({ fate: 'parked', reason: 'gone_from_server', judged_at: trx.fn.now() });
  return count > 0;
}

/** Whoever starts workflows looks at once what there is. */
export async function tellMailWaits(database: Database | Transaction): Promise<void> {
  await database.raw('select pg_notify(?, ?)', [mailChannel, '']);
}

/** The bytes of a message; undefined where they are gone, or were never given. */
export async function findRaw(database: Database, sha256: string): Promise<Buffer | undefined> {
  const row = await database('raw_mails').where({ sha256 }).first('content');
  return row?.content;
}
