import type { MailboxRow } from '../../database/tables.ts';
import { ConnectionSteps, probeServer, stepOf } from './connection_steps.ts';
import type { MailboxTest } from './contract.ts';
import {
  accessOf,
  listFolders,
  MailboxError,
  type MailboxKeys,
  mailboxErrorOf,
  type OpenFolder,
  openMailbox,
} from './intake/imap_client.ts';
import { refusePosted } from './posted_mailbox.ts';

/**
 * Goes the way to the messages of a mailbox step by step, and says where it ends. No message is read, and
 * nothing is changed.
 */
export async function testConnection(row: MailboxRow, keys: MailboxKeys): Promise<MailboxTest> {
  refusePosted(row);
  const steps = new ConnectionSteps();
  try {
    await probeServer(row, steps);
    const open = await openMailbox(row, keys, { isUrgent: true });
    try {
      const messageCount = await readFolder(open, steps);
      const well = { isWell: true, failure: null, words: null, folders: null };
      return { ...well, steps: steps.list(), messageCount };
    } finally {
      open.close();
    }
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    const { failure, message: words } = error;
    // Where it stopped was said, unless that was within the client of IMAP.
    const isTold = steps.list().some(({ state }) => state === 'failed');
    if (!isTold) steps.fail(stepOf(failure), words);
    const folders =
      failure === 'folder_missing' ? await listFolders(await accessOf(row, keys)) : null;
    return { isWell: false, steps: steps.list(), failure, words, messageCount: null, folders };
  }
}

/** Whether messages may be read is known once one was asked about. @returns how many there are */
async function readFolder({ client, folder }: OpenFolder, steps: ConnectionSteps): Promise<number> {
  const state = steps.list().find(({ step }) => step === 'encryption')?.state;
  if (state === 'not_reached') steps.pass('encryption');
  steps.pass('sign_in');
  steps.pass('folder', folder.path);
  try {
    if (folder.exists > 0) await client.fetchOne('*', { uid: true, size: true });
  } catch (error) {
    const known = mailboxErrorOf(error, 'reading');
    steps.fail('rights', known.message);
    throw known;
  }
  steps.pass('rights');
  return folder.exists;
}
