import { recordAudit } from '../../database/audit.ts';
import { type DeliveredMail, giveBytes, markGone, tellMailWaits } from '../../database/mails.ts';
import type { MailboxRow } from '../../database/tables.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { ApiError } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import { fetchedMail, mailPath } from './contract.ts';
import { findMailbox } from './find_mailboxes.ts';
import { type FoundMail, findMail, mailView } from './find_mails.ts';
import {
  MailboxError,
  type MailboxKeys,
  mailboxErrorOf,
  openMailbox,
} from './intake/imap_client.ts';
import { hashOfMail, identityOfMail, threadKeysOf } from './intake/mail_identity.ts';

export const fetchMail = defineOperation({
  id: 'fetchMail',
  method: 'post',
  address: '/api/mails/{id}/fetches',
  summary:
    'Asks the server again for a message whose bytes never came: it is judged then, or said to be gone',
  tag: 'Mail',
  path: mailPath,
  answers: { 200: { description: 'The mail as it stands now', schema: fetchedMail } },
  async handle(call, dependencies) {
    const { database } = dependencies;
    const { id } = call.path;
    const row = await findMail(database, id);
    refuseKept(row);
    const mailbox = await findMailbox(database, row.mailbox_id);
    const bytes = await askServer(row, mailbox, dependencies);
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const isChanged = bytes
          ? await giveBytes(trx, id, deliveryOf(bytes))
          : await markGone(trx, id);
        if (!isChanged) return;
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'mail_fetched',
          object: { kind: 'mail', id },
          before: { fate: row.fate, reason: row.reason },
          after: { isFetched: bytes !== undefined },
        });
        await tellMailWaits(trx);
      }),
    );
    const mail = mailView(await findMail(database, id));
    return { status: 200, body: { mail, isFetched: bytes !== undefined } };
  },
});

/** @throws ApiError 409 for a message that was fetched, whether its bytes are kept still or not */
function refuseKept({ mail_id: id, uid, sha256 }: FoundMail): void {
  if (uid === null || sha256 !== null) {
    throw new ApiError(409, { code: 'mail_was_fetched', parameters: { id } });
  }
}

function deliveryOf(bytes: Buffer): Pick<DeliveredMail, 'raw' | 'identity' | 'threadKeys'> {
  const sha256 = hashOfMail(bytes);
  return {
    raw: { bytes, sha256 },
    identity: identityOfMail(bytes, sha256),
    threadKeys: threadKeysOf(bytes),
  };
}

/**
 * @returns undefined where the server has it no more, or by another number
 * @throws ApiError 502 where the server cannot be asked, or lists it and does not give it
 */
async function askServer(
  { uid, uid_validity: uidValidity }: FoundMail,
  mailbox: MailboxRow,
  keys: MailboxKeys,
): Promise<Buffer | undefined> {
  try {
    const open = await openMailbox(mailbox, keys, { isUrgent: true });
    try {
      if (String(open.folder.uidValidity) !== uidValidity) return undefined;
      const listed = (await open.client.search({ uid: String(uid) }, { uid: true })) || [];
      if (!listed.includes(Number(uid))) return undefined;
      const query = { uid: true, source: true };
      const fetched = await open.client.fetchOne(String(uid), query, { uid: true });
      if (fetched !== false && fetched.source?.length) return fetched.source;
      throw new MailboxError('message_not_given', `UID ${uid} is listed and not given`);
    } finally {
      open.close();
    }
  } catch (error) {
    const { message: words } = mailboxErrorOf(error, 'reading');
    const parameters = { name: mailbox.name, words };
    throw new ApiError(502, { code: 'mailbox_unread', parameters }, { cause: error });
  }
}
