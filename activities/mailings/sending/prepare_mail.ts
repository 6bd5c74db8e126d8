import { mainAddressOf } from '../../../database/accounts.ts';
import { isStopped } from '../../../database/bounced_addresses.ts';
import type { Database } from '../../../database/connection.ts';
import { isOwnAddress } from '../../../database/mailboxes.ts';
import { type AttemptEnd, newsOf } from '../../../database/outgoing_mails.ts';
import { deskMarkOf, mailKeyOf, messageIdOf } from '../../../database/signed_addresses.ts';
import type { AccountRow, MailboxRow, OutgoingMailRow } from '../../../database/tables.ts';
import type { DeskKey } from '../../../settings/desk_key.ts';
import type { Compose } from '../compose/contract.ts';
import { ownTicketOf } from '../compose/reading_side.ts';
import { unsubscribeUrlOf } from '../compose/unsubscribe_url.ts';
import type { MailEnvelope } from '../transports/transport.ts';
import { buildMessage } from './build_message.ts';
import { senderOf } from './sender.ts';
import { domainOf, signingKeyOf } from './signing.ts';
import { threadOf } from './thread.ts';
import { messageOf } from './ticket_message.ts';

export interface PreparingOptions {
  database: Database;
  deskKey: DeskKey;
  compose: Compose;
  /** The desk's own address, as From has it. */
  mailFrom: string;
  /** Where people reach the desk; null where nobody has said it. */
  deskUrl: string | null;
}

/** A mail as it is handed to a server. */
export interface PreparedMail {
  messageId: string;
  envelope: MailEnvelope;
  raw: Buffer;
}

/** Finds whom a mail is for, what it says and how it is addressed, or why it is not sent. */
export async function prepareMail(
  mail: OutgoingMailRow,
  mailbox: MailboxRow | null,
  options: PreparingOptions,
): Promise<PreparedMail | AttemptEnd> {
  const { database, deskKey, deskUrl } = options;
  const reader = await readerOf(database, mail.account_id);
  if ('state' in reader) return reader;
  const { mail_id: mailId, account_id: accountId, ticket_id: ticketId, kind } = mail;
  const news = await newsOf(database, mailId);
  const composed = await options.compose(
    database,
    { mailId, kind, accountId, ticketId, mailboxId: mail.mailbox_id, news },
    { deskKey, deskUrl, isAnswerable: mailbox !== null && ticketId !== null },
  );
  if (composed === null) return { state: 'not_needed' };
  const sender = senderOf(mailbox, options.mailFrom);
  const place = { domain: domainOf(sender.address), key: mailKeyOf(deskKey) };
  const messageId = mail.message_id ?? ownMessageId(mail, place);
  const ownTicketId =
    ticketId === null ? null : await ownTicketOf(database, { ticketId, accountId });
  const thread =
    ticketId === null || ownTicketId === null
      ? null
      : await threadOf(database, { ticketId, ownTicketId, accountId, mailId }, place);
  const message = messageOf(composed, {
    messageId,
    sender,
    to: { name: reader.name, address: reader.address },
    ticketId: ownTicketId,
    thread,
    deskMark: deskMarkOf(deskKey),
    mailKey: place.key,
    unsubscribeUrl: unsubscribeUrlOf(
      { accountId, kind, news, createdAt: mail.created_at },
      { deskKey, deskUrl },
    ),
  });
  const raw = await buildMessage(message, signingKeyOf(mailbox, deskKey));
  return { messageId, envelope: { from: sender.address, to: reader.address }, raw };
}

/** A mail has the same id in each attempt; one of a desk that was put back to a copy has another. */
function ownMessageId(
  { mail_id: mailId, created_at: createdAt, ticket_id: ticketId }: OutgoingMailRow,
  { domain, key }: { domain: string; key: Uint8Array },
): string {
  const name = `${mailId}-${createdAt.getTime().toString(36)}`;
  return messageIdOf({ ticketId, name }, domain, key);
}

async function readerOf(
  database: Database,
  accountId: string,
): Promise<{ name: string; address: string } | AttemptEnd> {
  const unsent = (reason: 'account_closed' | 'no_address' | 'address_stopped' | 'own_address') =>
    ({ state: 'refused', answer: null, reason }) as const;
  const account = await database('accounts')
    .where('account_id', accountId)
    .first<Pick<AccountRow, 'display_name' | 'is_active'>>('display_name', 'is_active');
  if (!account?.is_active) return unsent('account_closed');
  const address = await mainAddressOf(database, accountId);
  if (address === undefined) return unsent('no_address');
  if (await isOwnAddress(database, address)) return unsent('own_address');
  if (await isStopped(database, accountId, address)) return unsent('address_stopped');
  return { name: account.display_name, address };
}
