import type { Database } from '../../../database/connection.ts';
import { messageIdOf } from '../../../database/signed_addresses.ts';

/** Where a mail stands in the conversation of its ticket; ids without angle brackets. */
export interface Thread {
  /** Null where it is the first. */
  inReplyTo: string | null;
  /** The first message of the conversation, then others in their order. */
  references: string[];
}

/** As many as fit in what mail programs read; of a long conversation its beginning and its end. */
const referencesMax = 12;

/**
 * Mails of a ticket refer to the one it was opened with, or where it came by another way to an id that is made
 * of the ticket alone and that no message has: programs put together what refers to the same first
 * message (as JWZ's algorithm does), and answers to the last message that this reader sent or was sent.
 * Who waits for a ticket that was merged into it has the conversation of theirs, and no id of another's mail.
 */
export async function threadOf(
  database: Database,
  {
    ticketId,
    ownTicketId,
    accountId,
    mailId,
  }: { ticketId: string; ownTicketId: string; accountId: string; mailId: string },
  { domain, key }: { domain: string; key: Uint8Array },
): Promise<Thread> {
  const came = await database('mails')
    .where((either) =>
      either.where('ticket_id', ownTicketId).orWhere({ ticket_id: ticketId, sender_id: accountId }),
    )
    .whereIn('fate', ['ticket', 'follow_up', 'message'])
    .whereNotNull('message_id')
    .orderBy('mail_id')
    .select('message_id', 'fate', 'sender_id', 'stored_at');
  const went = await database('outgoing_mails')
    .whereIn('ticket_id', [ticketId, ownTicketId])
    .where('account_id', accountId)
    .whereNot('mail_id', mailId)
    .whereNotNull('sent_at')
    .whereNotNull('message_id')
    .orderBy('mail_id')
    .select('message_id', 'sent_at');
  const opening = came.find(({ fate }) => fate !== 'message');
  const root =
    bare(opening?.message_id) ?? messageIdOf({ ticketId: ownTicketId, name: 'root' }, domain, key);
  const said = [
    ...came.map((one) => ({
      id: bare(one.message_id),
      at: one.stored_at,
      isOfReader: one.sender_id === accountId,
    })),
    ...went.map(({ message_id: id, sent_at: at }) => ({
      id,
      at: at ?? new Date(0),
      isOfReader: true,
    })),
  ].toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const ids = said.flatMap(({ id }) => (id === null ? [] : [id]));
  const last = said.findLast(({ isOfReader, id }) => isOfReader && id !== null)?.id ?? null;
  // The last reference is the message that is answered (RFC 5322 §3.6.4).
  const between = ids.filter((id) => id !== root && id !== last).slice(-(referencesMax - 2));
  const references = [...new Set([root, ...between, ...(last === null ? [] : [last])])];
  return { inReplyTo: last ?? (opening ? root : null), references };
}

function bare(identity: string | null | undefined): string | null {
  return identity?.startsWith('rfc822:') ? identity.slice('rfc822:'.length) : null;
}
