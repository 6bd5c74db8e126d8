import addressParser from 'nodemailer/lib/addressparser';
import type { MailboxRow } from '../../../database/tables.ts';

/** Whose mail it is, and where its answers go. */
export interface Sender {
  name: string;
  address: string;
  /** Null for the desk's own address. */
  mailbox: MailboxRow | null;
}

/** @param mailFrom the desk's own address, as From has it */
export function senderOf(mailbox: MailboxRow | null, mailFrom: string): Sender {
  if (mailbox) return { name: mailbox.name, address: mailbox.address, mailbox };
  const [from] = addressParser(mailFrom, { flatten: true });
  return { name: from?.name ?? '', address: from?.address ?? mailFrom, mailbox: null };
}
