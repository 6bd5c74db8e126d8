import type { Database } from '../../../database/connection.ts';
import { countSentOfLate } from '../../../database/notification_feed.ts';
import { findStanding } from '../../../database/standing.ts';
import type { MailboxRow } from '../../../database/tables.ts';
import type { Status } from '../../../workflows/domain/ticket.ts';
import { withDatabase } from '../../http/database.ts';
import { worksOnTickets } from '../../http/viewer.ts';
import type { AccountDirectory } from '../../people/directory.ts';
import { attachmentBytesMax } from '../../tickets/attachments/contract.ts';
import type { Authenticity, Circumstances, KnownMessage, NamedTicket } from '../judging/fate.ts';
import { namedBy } from '../judging/threading.ts';
import type { MessageIdentity, ReadMail } from '../reading/mail.ts';
import { findByMailAddress } from './senders.ts';

/** What the desk can tell of its own signatures, and of who truly sent a message. */
export interface Proofs {
  /** The value of `X-Palier-Desk` that this desk sends. */
  ownDesk: string;
  /** The ticket of a signed reply address of ours among these; null where there is none. */
  ticketOfReplyAddress(addresses: readonly string[]): string | null;
  /** The ticket that a Message-ID of ours was signed for; null where it is not ours. */
  ticketOfMessageId(messageId: MessageIdentity): string | null;
  authenticityOf(mail: ReadMail, raw: Uint8Array, mailbox: MailboxRow): Promise<Authenticity>;
}

/** Messages of a mail's past that are looked for, the nearest first. */
const knownMax = 50;

/** What one address, or one domain, may be sent and may open in an hour. */
const hourlyMax = { toAddressMax: 5, toDomainMax: 50, openedByAddressMax: 20 };

/** Everything that is judged by beside the mail itself, as it is at this instant. */
export async function findCircumstances(
  mail: ReadMail,
  raw: Uint8Array,
  mailbox: MailboxRow,
  proofs: Proofs,
  { database, accounts }: { database: Database; accounts: AccountDirectory },
): Promise<Circumstances> {
  const authenticity = await proofs.authenticityOf(mail, raw, mailbox);
  return withDatabase(async () => {
    const addresses = [...mail.to, ...mail.cc].map(({ address }) => address);
    const replyAddressTicketId = proofs.ticketOfReplyAddress([...mail.deliveredTo, ...addresses]);
    const known = await findKnown(mail, proofs, database);
    const named = [...known.map(({ ticketId }) => ticketId)];
    if (replyAddressTicketId !== null) named.push(replyAddressTicketId);
    return {
      ownAddresses: await ownAddresses(database),
      ownDesk: proofs.ownDesk,
      ownLists: ownListsOf(mailbox),
      replyAddressTicketId,
      known,
      tickets: await findNamed([...new Set(named)], mail, database, accounts),
      authenticity,
      sentOfLate: await sentOfLateTo(mail, database),
      openedByAddressOfLate: await countOpened(mail, database),
      limits: { ...hourlyMax, attachmentBytesMax },
    };
  });
}

async function sentOfLateTo({ from }: ReadMail, database: Database) {
  return from ? countSentOfLate(database, from.address) : { toAddress: 0, toDomain: 0 };
}

async function countOpened({ from }: ReadMail, database: Database): Promise<number> {
  if (!from) return 0;
  const row = await database('mails')
    .where({ from_address: from.address.toLowerCase() })
    .whereIn('fate', ['ticket', 'follow_up'])
    .whereRaw("judged_at > now() - interval '1 hour'")
    .count<{ count: string }[]>()
    .first();
  return Number(row?.count ?? 0);
}

async function ownAddresses(database: Database): Promise<string[]> {
  const addresses = await database('mailboxes').pluck<string[]>('address');
  return [...new Set(addresses.map((address) => address.replace(/\+[^@]*(?=@)/, '')))];
}

/** By what lists of a mailbox's own are known: their ids, and of that with its address both. */
function ownListsOf({ own_lists: lists, takes_list_of_address: takes, address }: MailboxRow) {
  return takes ? [...lists, address, address.replace('@', '.')] : lists;
}

/** The messages that a mail says it is, answers or is about, as far as the desk knows them. */
async function findKnown(
  mail: ReadMail,
  proofs: Proofs,
  database: Database,
): Promise<KnownMessage[]> {
  const wanted = namedBy(mail).slice(0, knownMax);
  if (wanted.length === 0) return [];
  const ours = wanted.flatMap((messageId) => {
    const ticketId = proofs.ticketOfMessageId(messageId);
    return ticketId === null ? [] : [{ messageId, ticketId }];
  });
  const subjects = await database('ticket_contents')
    .whereIn(
      'ticket_id',
      ours.map(({ ticketId }) => ticketId),
    )
    .select('ticket_id', 'subject');
  const rows = await database('mails')
    .whereIn('message_id', wanted)
    .whereNotNull('ticket_id')
    .whereIn('fate', ['ticket', 'follow_up', 'message', 'note'])
    .orderBy('mail_id')
    .select('message_id', 'ticket_id', 'subject');
  const found: KnownMessage[] = ours.map(({ messageId, ticketId }) => ({
    messageId,
    ticketId,
    subject: subjects.find((one) => one.ticket_id === ticketId)?.subject ?? '',
    isOurs: true,
  }));
  for (const { message_id: id, ticket_id: ticketId, subject } of rows) {
    const messageId = wanted.find((one) => one === id);
    if (!messageId || ticketId === null || found.some((one) => one.messageId === messageId))
      continue;
    found.push({ messageId, ticketId, subject: subject ?? '', isOurs: false });
  }
  return found;
}

interface TicketFacts {
  ticket_id: string;
  requester_id: string;
  is_erased: boolean;
  status: Status | null;
  copied_ids: string[] | null;
}

async function findNamed(
  ticketIds: readonly string[],
  mail: ReadMail,
  database: Database,
  accounts: AccountDirectory,
): Promise<Record<string, NamedTicket>> {
  if (ticketIds.length === 0) return {};
  const standing = await findStanding(database, ticketIds);
  const { rows } = await database.raw<{ rows: TicketFacts[] }>(
    `select contents.ticket_id, contents.requester_id, status, copied_ids,
       contents.description = erased_text() as is_erased
     from ticket_contents as contents
     left join tickets on tickets.ticket_id = contents.ticket_id
     where contents.ticket_id = any(?::text[])`,
    [[...new Set([...ticketIds, ...standing.values()])]],
  );
  const sender = mail.from && (await findByMailAddress(database, mail.from.address));
  const account = sender?.isActive ? await accounts.findActive(sender.accountId) : undefined;
  const named: Record<string, NamedTicket> = {};
  for (const ticketId of ticketIds) {
    const standsFor = standing.get(ticketId);
    const facts = rows.find((row) => row.ticket_id === (standsFor ?? ticketId));
    const isOf = (one: TicketFacts | undefined) =>
      account !== undefined &&
      one !== undefined &&
      (one.requester_id === account.id || (one.copied_ids ?? []).includes(account.id));
    const isOfStanding =
      isOf(facts) || (account !== undefined && facts !== undefined && worksOnTickets(account));
    // Who waits for a ticket that was merged writes to their own: the desk puts it where it belongs.
    const isOfMerged =
      !isOfStanding && facts !== undefined && isOf(rows.find((row) => row.ticket_id === ticketId));
    const isParticipant = isOfStanding || isOfMerged;
    named[ticketId] = {
      ticketId: isOfMerged ? ticketId : (standsFor ?? ticketId),
      mergedFrom: standsFor !== undefined && standsFor !== ticketId ? ticketId : null,
      standing: standsFor === undefined ? 'over' : standingOf(facts),
      isParticipant,
    };
  }
  return named;
}

function standingOf(facts: TicketFacts | undefined): NamedTicket['standing'] {
  if (!facts || facts.is_erased) return 'erased';
  if (facts.status === 'closed') return 'closed';
  if (facts.status === 'cancelled' || facts.status === 'merged') return 'over';
  return facts.status === 'resolved' ? 'resolved' : 'open';
}
