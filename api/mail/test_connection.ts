import type { MailboxRow } from '../../database/tables.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { MailboxTest } from './contract.ts';
import { accessOf, listFolders, MailboxError, openFolder } from './intake/imap_client.ts';
import { refusePosted } from './posted_mailbox.ts';

/** Connects to a mailbox's server and opens its folder, and reads nothing. */
export async function testConnection(
  row: MailboxRow,
  { deskKey }: Pick<ApiDependencies, 'deskKey'>,
): Promise<MailboxTest> {
  refusePosted(row);
  const failed = { isWell: false, messageCount: null, folders: null };
  try {
    const access = accessOf(row, deskKey);
    try {
      const open = await openFolder(access);
      open.close();
      const { exists: messageCount } = open.folder;
      return { isWell: true, failure: null, words: null, messageCount, folders: null };
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
      const folders = error.failure === 'folder_missing' ? await listFolders(access) : null;
      return { ...failed, failure: error.failure, words: error.message, folders };
    }
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    return { ...failed, failure: error.failure, words: error.message };
  }
}
