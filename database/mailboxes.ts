import { clearMailboxAlarm, raiseAlarm } from './alarms.ts';
import type { Database, Transaction } from './connection.ts';
import type { MailboxFailure } from './mail_words.ts';
import { wakeSenders } from './outgoing_mails.ts';
import { deleteQueue, tryQueueAgain } from './outgoing_queues.ts';
import type { MailboxRow, NewRow, RowChange } from './tables.ts';
import { well } from './well.ts';

/** Whoever follows mailboxes listens here; the payload is the id of one that was changed. */
export const mailboxChannel = 'palier_mailbox';

/** What the password of a mailbox's own way out is sealed for. */
export function sealedForSending(mailboxId: string): string {
  return `sending of mailbox ${mailboxId}`;
}

/** What the key is sealed for that signs the mail of a mailbox. */
export function sealedForSigning(mailboxId: string): string {
  return `DKIM of mailbox ${mailboxId}`;
}

/** Keeps a new mailbox. One that is there under its id stays as it is. @returns whether it is new */
export async function insertMailbox(
  trx: Transaction,
  mailbox: NewRow<'mailboxes'> & { mailbox_id: string },
): Promise<boolean> {
  const rows = await trx('mailboxes')
    .insert(mailbox)
    .onConflict('mailbox_id')
    .ignore()
    .returning('mailbox_id');
  await tellFollowers(trx, mailbox.mailbox_id);
  return rows.length > 0;
}

/**
 * Writes the version after `version`. Whatever failed is tried at once.
 * @returns false where the mailbox stands at another
 */
export async function updateMailbox(
  trx: Transaction,
  mailboxId: string,
  version: number,
  changed: RowChange<'mailboxes'>,
): Promise<boolean> {
  const count = await trx('mailboxes')
    .where({ mailbox_id: mailboxId, version })
    .update({ ...changed, ...well, version: version + 1 });
  if (count === 0) return false;
  await clearMailboxAlarm(trx, mailboxId);
  await tellFollowers(trx, mailboxId);
  // It may be by another server now, and what waits may go.
  await tryQueueAgain(trx, mailboxId);
  await wakeSenders(trx);
  return true;
}

/** Of another folder or another server nothing is known yet. */
export const unknownFolder = {
  uid_validity: null,
  start_uid: null,
  last_uid: '0',
  stuck_uid: null,
  stuck_count: 0,
  server_count: null,
  start_from: null,
  start_since: null,
  start_chosen_at: null,
} as const;

/** Whether an address is that of a mailbox of the desk, whatever stands behind its `+`. */
export async function isOwnAddress(database: Database, address: string): Promise<boolean> {
  const row = await database('mailboxes')
    .whereRaw("address = regexp_replace(lower(?), '\\+[^@]*@', '@')", [address])
    .first('mailbox_id');
  return row !== undefined;
}

/** Its provider gives tokens, as it did not before: whatever failed is tried at once. */
export async function noteConnected(trx: Transaction, mailboxId: string): Promise<void> {
  await trx('mailboxes').where('mailbox_id', mailboxId).update(well);
  await clearMailboxAlarm(trx, mailboxId);
  await tellFollowers(trx, mailboxId);
}

/** @returns false where it has mail, or is not there */
export async function deleteMailbox(trx: Transaction, mailboxId: string): Promise<boolean> {
  const count = await trx('mailboxes')
    .where('mailbox_id', mailboxId)
    .whereNotExists(trx('mails').where('mailbox_id', mailboxId).select(trx.raw('1')))
    .delete();
  if (count === 0) return false;
  await clearMailboxAlarm(trx, mailboxId);
  await deleteQueue(trx, mailboxId);
  await tellFollowers(trx, mailboxId);
  return true;
}

/** The server was asked and answered. */
export async function noteWell(
  database: Database,
  mailboxId: string,
  { serverCount, isConnected }: { serverCount: number; isConnected: boolean },
): Promise<void> {
  await database.transaction(async (trx) => {
    const row = await trx('mailboxes').where('mailbox_id', mailboxId).forUpdate().first('failure');
    await trx('mailboxes')
      .where('mailbox_id', mailboxId)
      .update({
        ...well,
        server_count: serverCount,
        checked_at: trx.fn.now(),
        ...(isConnected && { connected_at: trx.fn.now() }),
      });
    if (row?.failure) await clearMailboxAlarm(trx, mailboxId);
  });
}

/**
 * The server could not be read, and is left alone until `retryAt`. Administrators get an alarm: at once
 * where a password is refused, else once it has failed some times.
 */
export async function noteFailure(
  database: Database,
  mailboxId: string,
  { failure, words, retryAt }: { failure: MailboxFailure; words: string; retryAt: Date },
): Promise<void> {
  await database.transaction(async (trx) => {
    const [row] = await trx('mailboxes')
      .where('mailbox_id', mailboxId)
      .update({
        failure,
        failure_words: words,
        failing_since: trx.raw('coalesce(failing_since, now())'),
        failure_streak: trx.raw('failure_streak + 1'),
        retry_at: retryAt,
      })
      .returning<Pick<MailboxRow, 'name' | 'failure_streak'>[]>(['name', 'failure_streak']);
    if (!row) return;
    if (!sureFailures.includes(failure) && row.failure_streak < alarmedAfter) return;
    await raiseAlarm(trx, 'mailbox_failing', null, {
      mailbox: mailboxId,
      name: row.name,
      because: failure,
    });
  });
}

/** Those that do not pass by themselves. */
export const sureFailures: readonly MailboxFailure[] = [
  'password_refused',
  'token_refused',
  'consent_needed',
  'token_lost',
  'client_refused',
  'secret_unreadable',
  'folder_missing',
];

/** Failures in a row, of a kind that may pass by itself. */
const alarmedAfter = 3;

/** How the server counts now; what it counted before says nothing any more. */
export async function beginCounting(
  database: Database,
  mailboxId: string,
  { uidValidity, startUid }: { uidValidity: bigint; startUid: number },
): Promise<void> {
  await database('mailboxes')
    .where('mailbox_id', mailboxId)
    .update({
      uid_validity: String(uidValidity),
      start_uid: String(startUid),
      last_uid: '0',
      stuck_uid: null,
      stuck_count: 0,
    });
}

/** A message could not be fetched. @returns how often that was so of this one, in a row */
export async function noteStuck(
  database: Database,
  mailboxId: string,
  uid: number,
): Promise<number> {
  const [row] = await database('mailboxes')
    .where('mailbox_id', mailboxId)
    .update({
      stuck_count: database.raw('case when stuck_uid = ? then stuck_count + 1 else 1 end', [uid]),
      stuck_uid: String(uid),
    })
    .returning<Pick<MailboxRow, 'stuck_count'>[]>('stuck_count');
  return row?.stuck_count ?? 0;
}

/** Those that are to be followed, by their ids: of one that nobody has connected there is nothing yet. */
export function findFollowable(database: Database): Promise<string[]> {
  return database('mailboxes')
    .where({ kind: 'imap', is_enabled: true })
    .where((one) => one.whereNotNull('start_from').orWhereNull('uid_validity'))
    .whereNotExists(
      database('mail_grants')
        .whereRaw('mail_grants.mailbox_id = mailboxes.mailbox_id')
        .whereNull('connected_at')
        .select(database.raw('1')),
    )
    .orderBy('mailbox_id')
    .pluck('mailbox_id');
}

async function tellFollowers(trx: Transaction, mailboxId: string): Promise<void> {
  await trx.raw('select pg_notify(?, ?)', [mailboxChannel, mailboxId]);
}
