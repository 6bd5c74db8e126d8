import type { DueNotification, SentOfLate } from '../../database/notification_feed.ts';
import type { NotificationKey } from '../../database/notifications.ts';
import type { NewOutgoingMail } from '../../database/outgoing_mails.ts';
import type { MailOutcome } from '../../workflows/domain/notification_words.ts';
import { recipientReasons } from '../../workflows/domain/recipients.ts';

/** What one mail is to tell. */
export interface DueMail {
  kind: NewOutgoingMail['kind'];
  accountId: string;
  ticketId: string | null;
  notifications: DueNotification[];
}

/** Acknowledgements in an hour, of one address and of one domain, before the desk falls silent. */
export const acknowledgementLimits = { toAddressMax: 5, toDomainMax: 50 };

/**
 * One mail for one account and ticket, with whatever else waits for them; what is to come as a digest,
 * and is not told with that, as one mail for the account. All that is given is in one of them, or waits on.
 */
export function mailsOf(due: readonly DueNotification[], now: Date): DueMail[] {
  const isDue = ({ mail_due_at }: DueNotification) => mail_due_at <= now;
  const keyOf = ({ account_id, ticket_id }: DueNotification) => `${account_id} ${ticket_id}`;
  const mails: DueMail[] = [];
  const rest: DueNotification[] = [];
  for (const notifications of Map.groupBy(due, keyOf).values()) {
    const [first] = notifications;
    if (!first) continue;
    const isAtOnce = notifications.some((one) => one.mail_digest === null && isDue(one));
    const { account_id: accountId, ticket_id: ticketId } = first;
    if (isAtOnce) mails.push({ kind: 'ticket', accountId, ticketId, notifications });
    else rest.push(...notifications.filter((one) => one.mail_digest !== null && isDue(one)));
  }
  for (const [accountId, notifications] of Map.groupBy(rest, (one) => one.account_id)) {
    mails.push({ kind: 'digest', accountId, ticketId: null, notifications });
  }
  return mails;
}

/** Why it is not mailed now that it is due; null where it is. */
export function keptBackBecause(
  { is_active, address, is_stopped, is_read, side, reason, withheld }: DueNotification,
  sentOfLate: SentOfLate,
): Exclude<MailOutcome, 'waiting' | 'mailed'> | null {
  if (!is_active) return 'account_closed';
  if (address === null) return 'no_address';
  if (is_stopped) return 'address_bounces';
  // Whoever works at the desk has seen it there; a requester's mail is their record of it.
  if (is_read && side === 'agents') return 'seen';
  if (reason !== 'received') return null;
  if (withheld === 'many_to_address' || withheld === 'many_to_domain') return 'too_many';
  if (withheld !== null) return 'withheld';
  const { toAddressMax, toDomainMax } = acknowledgementLimits;
  const isMany = sentOfLate.toAddress >= toAddressMax || sentOfLate.toDomain >= toDomainMax;
  return isMany ? 'too_many' : null;
}

/** Of an event that somebody hears of for several reasons, the strongest one tells it. */
export function toldBy<T extends NotificationKey>(notifications: readonly T[]): T[] {
  const strength = ({ reason }: T) => recipientReasons.indexOf(reason);
  const byEvent = Map.groupBy(notifications, (one) => `${one.ticket_id} ${one.seq}`);
  return [...byEvent.values()].map((all) =>
    all.reduce((best, one) => (strength(one) < strength(best) ? one : best)),
  );
}
