import { keepMail, tellMailWaits } from '../../database/mails.ts';
import { withDatabase } from '../http/database.ts';
import { wrongField } from '../http/errors.ts';
import { expected, received } from '../http/expectations.ts';
import { defineOperation } from '../http/operation.ts';
import { mailboxPath, postedBytesMax, postedMail } from './contract.ts';
import { findMailbox } from './find_mailboxes.ts';
import { hashOfMail, identityOfMail, threadKeysOf } from './intake/mail_identity.ts';
import { refuseUnposted } from './posted_mailbox.ts';

export const receiveMail = defineOperation({
  id: 'receiveMail',
  method: 'post',
  address: '/api/mailboxes/{id}/raw',
  summary:
    'Hands in a message as it is, RFC 5322 with its headers: from the pipe of a mail server or a ' +
    'provider. It is kept before this is answered; handed in again it is one message',
  tag: 'Mail',
  path: mailboxPath,
  bytesMax: postedBytesMax,
  share: 'uploads',
  isKeyed: true,
  answers: { 202: { description: 'It is kept, and judged soon', schema: postedMail } },
  async handle({ path, bytes, idempotency }, { database }) {
    if (bytes.length === 0) throw wrongField('body', expected('file'), received('nothing'));
    const mailbox = await findMailbox(database, path.id);
    refuseUnposted(mailbox);
    const sha256 = hashOfMail(bytes);
    const kept = await withDatabase(async () => {
      const mail = await keepMail(database, {
        mailboxId: mailbox.mailbox_id,
        place: { webhookKey: idempotency.isGiven ? idempotency.key : sha256 },
        raw: { bytes, sha256 },
        identity: identityOfMail(bytes, sha256),
        threadKeys: threadKeysOf(bytes),
        deliveredAt: new Date(),
      });
      await tellMailWaits(database);
      return mail;
    });
    return { status: 202, body: { id: kept.mailId, fate: kept.fate } };
  },
});
