import { noteUndelivered } from '../../../database/bounced_addresses.ts';
import type { Database } from '../../../database/connection.ts';
import { findUnnoted, noteBounced, noteOnTicketSaid } from '../../../database/outgoing_mails.ts';
import type { OutgoingMailRow } from '../../../database/tables.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { askFromDesk } from '../../http/desk_visit.ts';
import { ApiError } from '../../http/errors.ts';
import { worksOnTickets } from '../../http/viewer.ts';
import type { Locale } from '../../http/words.ts';
import { addMessage } from '../../tickets/commands/conversation.ts';
import type { ReadMail } from '../reading/mail.ts';
import { asBody, asLine, wordsOfMail } from './mail_text.ts';
import { deskAccount } from './senders.ts';

/**
 * Writes down beside a mail of ours what a server reports of it: that it did not arrive, once. A report
 * that names no mail of ours, or none that failed, changes nothing.
 */
export async function noteReport(
  { automatic: { deliveryReport } }: ReadMail,
  bounceMailId: string,
  database: Database,
): Promise<void> {
  const messageId = deliveryReport?.originalMessageId;
  const failed = deliveryReport?.recipients.find(({ action }) => action === 'failed');
  if (!messageId || !failed) return;
  const words = asLine(failed.diagnostic || failed.address, 1_000);
  const { status } = failed;
  await database.transaction(async (trx) => {
    const bare = messageId.slice('rfc822:'.length);
    const mail = await noteBounced(trx, { messageId: bare, bounceMailId, status, words });
    if (!mail?.recipient) return;
    const { account_id: accountId, recipient: address } = mail;
    await noteUndelivered(trx, { accountId, address, status, words });
  });
}

/**
 * Whether a mail that came back was for somebody of the desk. Of that its ticket says nothing: whom that
 * would tell may be the one whom no mail reaches, and what tells them would come back for ever.
 */
export async function wasForDesk(
  { automatic: { deliveryReport } }: ReadMail,
  { database, accounts }: Pick<ApiDependencies, 'database' | 'accounts'>,
): Promise<boolean> {
  const messageId = deliveryReport?.originalMessageId;
  if (!messageId) return false;
  const mail = await database('outgoing_mails')
    .where('message_id', messageId.slice('rfc822:'.length))
    .first('account_id');
  const reader = mail && (await accounts.findAccount(mail.account_id));
  return reader !== undefined && worksOnTickets(reader);
}

/** Whom a ticket's agents are told by that a mail of it did not arrive: its holder, else its group. */
export async function holderOf(
  ticketId: string,
  { database, accounts }: Pick<ApiDependencies, 'database' | 'accounts'>,
): Promise<{ agents: string[]; groups: string[] }> {
  const ticket = await database('tickets')
    .where('ticket_id', ticketId)
    .first('assignee_id', 'group_id');
  const holder = ticket?.assignee_id ? await accounts.findActive(ticket.assignee_id) : undefined;
  if (holder && worksOnTickets(holder)) return { agents: [holder.id], groups: [] };
  return { agents: [], groups: ticket?.group_id ? [ticket.group_id] : [] };
}

/** Mails that are told of in one look. */
const notedAtOnce = 50;

/**
 * Says on its ticket that a mail was not taken, and tells whoever has it. That a mail to an agent was
 * refused is nothing for the ticket; nor that somebody has no address: who writes sees that before.
 */
export async function noteRefused(dependencies: ApiDependencies): Promise<void> {
  const { database, accounts } = dependencies;
  for (const mail of await findUnnoted(database, notedAtOnce)) {
    const reader = await accounts.findAccount(mail.account_id);
    const isKnown = mail.reason === 'no_address' || mail.reason === 'account_closed';
    if (mail.ticket_id !== null && reader && !worksOnTickets(reader) && !isKnown) {
      await sayRefused(mail, mail.ticket_id, reader, dependencies);
    }
    await noteOnTicketSaid(database, mail.mail_id);
  }
}

async function sayRefused(
  mail: OutgoingMailRow,
  ticketId: string,
  reader: { name: string },
  dependencies: ApiDependencies,
): Promise<void> {
  const account = await deskAccount(dependencies);
  const locale = await localeOf(mail, dependencies.database);
  const who = asLine(mail.recipient ?? reader.name, 320);
  const body = wordsOfMail(locale).refused(who, mail.reason, asLine(mail.answer ?? '', 500));
  try {
    await askFromDesk(
      addMessage,
      { account, dependencies, channel: 'email' },
      {
        idempotencyKey: `outgoing-mail-${mail.mail_id}-${mail.attempts}`,
        path: { id: ticketId },
        body: {
          body: asBody(body, [], locale),
          visibility: 'internal',
          mentions: await holderOf(ticketId, dependencies),
        },
      },
    );
  } catch (error) {
    // A ticket that is over, or that its desk says no more of, needs no note.
    if (!(error instanceof ApiError) || error.status >= 500 || error.status === 429) throw error;
  }
}

async function localeOf({ mailbox_id: id }: OutgoingMailRow, database: Database): Promise<Locale> {
  const mailbox =
    id === null ? undefined : await database('mailboxes').where('mailbox_id', id).first('locale');
  if (mailbox) return mailbox.locale;
  const desk = await database('desk_profile').first('locale');
  return desk?.locale ?? 'en';
}
