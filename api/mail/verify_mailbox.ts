import type { Database } from '../../database/connection.ts';
import type { MailboxRow } from '../../database/tables.ts';
import { withDatabase } from '../http/database.ts';
import { ApiError } from '../http/errors.ts';
import type { MailboxVerification } from './contract.ts';
import { findMailbox } from './find_mailboxes.ts';
import {
  MailboxError,
  type MailboxKeys,
  mailboxErrorOf,
  openMailbox,
} from './intake/imap_client.ts';
import { countsOf } from './mailbox_view.ts';
import { refusePosted } from './posted_mailbox.ts';

const namedMax = 1_000;

/**
 * Compares all messages that a server lists with all that are kept. What the server says of how many
 * there are counts for nothing but to show that it is wrong.
 * @throws ApiError 409 for one that has no server, 502 where it cannot be read now
 */
export async function verifyMailbox(
  row: MailboxRow,
  { database, ...keys }: MailboxKeys & { database: Database },
): Promise<MailboxVerification> {
  refusePosted(row);
  const listed = await listUids(row, keys);
  return withDatabase(async () => {
    const known = await database('mails')
      .where({ mailbox_id: row.mailbox_id })
      .whereNotNull('uid')
      .select('uid_validity', 'uid');
    const now = known.filter((one) => BigInt(one.uid_validity ?? -1) === listed.uidValidity);
    const kept = new Set(now.map(({ uid }) => Number(uid)));
    const uids = new Set(listed.uids);
    const missing = listed.uids.filter((uid) => !kept.has(uid));
    const { counts, waitingCount } = await countAll(database, row.mailbox_id);
    return {
      isProven: missing.length === 0 && waitingCount === 0,
      saidCount: listed.saidCount,
      listedCount: uids.size,
      keptCount: uids.size - missing.length,
      goneCount: known.length - (uids.size - missing.length),
      missing: missing.slice(0, namedMax),
      waiting: await findWaiting(database, row.mailbox_id),
      counts,
    };
  });
}

async function listUids(row: MailboxRow, keys: MailboxKeys) {
  try {
    const open = await openMailbox(row, keys, { isUrgent: true });
    try {
      const { uidValidity, exists: saidCount } = open.folder;
      const uids = (await open.client.search({ uid: '1:*' }, { uid: true })) || [];
      return { uidValidity, saidCount, uids };
    } finally {
      open.close();
    }
  } catch (error) {
    const known = error instanceof MailboxError ? error : mailboxErrorOf(error, 'reading');
    const parameters = { name: row.name, words: known.message };
    throw new ApiError(502, { code: 'mailbox_unread', parameters }, { cause: error });
  }
}

async function countAll(database: Database, mailboxId: string) {
  const { counts } = await findMailbox(database, mailboxId);
  return { counts: countsOf(counts), waitingCount: counts?.waiting ?? 0 };
}

function findWaiting(database: Database, mailboxId: string): Promise<string[]> {
  return database('mails')
    .where({ mailbox_id: mailboxId })
    .whereNull('fate')
    .orderBy('mail_id')
    .limit(namedMax)
    .pluck('mail_id');
}
