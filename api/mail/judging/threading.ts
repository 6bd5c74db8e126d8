import type { MessageIdentity, ReadMail } from '../reading/mail.ts';
import type { Circumstances, KnownMessage, ThreadEvidence } from './fate.ts';
import { isSameSubject } from './subjects.ts';

/** To which ticket a mail belongs, and by what. */
export type Thread =
  | { ticketId: string; by: ThreadEvidence }
  /** Its evidence names several tickets at once. */
  | 'ambiguous'
  | null;

/** Every message that a mail names, and the one it claims to be: what `Circumstances.known` is asked for. */
export function namedBy(mail: ReadMail): MessageIdentity[] {
  const { messageId, inReplyTo, references, automatic } = mail;
  const reported = automatic.deliveryReport?.originalMessageId ?? null;
  // The nearest first: whoever looks them up need not look up all.
  const named = [messageId, reported, ...inReplyTo, ...references.toReversed()];
  return [...new Set(named.filter((one) => one !== null))];
}

function agreed(found: readonly KnownMessage[], by: ThreadEvidence): Thread {
  const [first, ...others] = new Set(found.map(({ ticketId }) => ticketId));
  if (first === undefined) return null;
  return others.length > 0 ? 'ambiguous' : { ticketId: first, by };
}

/**
 * The ticket that a mail belongs to. First what only we can have made: our signed reply address, then
 * a Message-ID of ours. Then In-Reply-To; References only with the same subject, because people answer
 * an old mail to begin something new. A number in a subject proves nothing, and is not looked at.
 */
export function findThread(mail: ReadMail, circumstances: Circumstances): Thread {
  const { known, replyAddressTicketId } = circumstances;
  if (replyAddressTicketId !== null) return { ticketId: replyAddressTicketId, by: 'reply_address' };
  const named = (ids: readonly MessageIdentity[]) =>
    ids.flatMap((id) => known.filter(({ messageId }) => messageId === id));
  const answered = named(mail.inReplyTo);
  const ours = agreed(
    answered.filter(({ isOurs }) => isOurs),
    'own_message_id',
  );
  if (ours !== null) return ours;
  const theirs = agreed(answered, 'in_reply_to');
  if (theirs !== null) return theirs;
  // The nearest is the last.
  const before = named(mail.references).filter(({ subject }) =>
    isSameSubject(subject, mail.subject),
  );
  const nearest = before.findLast(({ isOurs }) => isOurs) ?? before.at(-1);
  if (nearest === undefined) return null;
  return { ticketId: nearest.ticketId, by: nearest.isOurs ? 'own_message_id' : 'references' };
}
