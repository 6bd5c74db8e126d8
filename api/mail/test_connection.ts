import type { MailboxRow } from '../../database/tables.ts';
import type { MailboxTest } from './contract.ts';
import {
  accessOf,
  listFolders,
  MailboxError,
  type MailboxKeys,
  openMailbox,
} from './intake/imap_client.ts';
import { refusePosted } from './posted_mailbox.ts';

/** Connects to a mailbox's server and opens its folder, and reads nothing. */
export async function testConnection(row: MailboxRow, keys: MailboxKeys): Promise<MailboxTest> {
  refusePosted(row);
  try {
    const open = await openMailbox(row, keys, { isUrgent: true });
    open.close();
    const { exists: messageCount } = open.folder;
    return { isWell: true, failure: null, words: null, messageCount, folders: null };
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    const { failure, message: words } = error;
    const folders =
      failure === 'folder_missing' ? await listFolders(await accessOf(row, keys)) : null;
    return { isWell: false, messageCount: null, failure, words, folders };
  }
}
