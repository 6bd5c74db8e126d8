import type { DigestRhythm } from '../workflows/domain/notification_words.ts';
import type { NotificationSide } from '../workflows/domain/recipients.ts';
import type { Priority } from '../workflows/domain/ticket.ts';
import type { Transaction } from './connection.ts';
import { locks } from './locks.ts';
import type { NotificationKey } from './notifications.ts';
import type { NotificationChoicesRow } from './tables.ts';

/**
 * Of several workers one reads at a time; what it holds is free again when its transaction ends,
 * however it ends.
 */
export async function holdNotificationFeed(trx: Transaction): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { is_held: boolean }[] }>(
    'select pg_try_advisory_xact_lock(?) as is_held',
    [locks.notificationFeed],
  );
  return rows[0]?.is_held === true;
}

/** A notification of which nothing is decided yet, and what it is decided by. */
export interface UndecidedNotification
  extends NotificationKey,
    Pick<NotificationChoicesRow, 'choices' | 'hours' | 'digest_day' | 'digest_at'> {
  side: NotificationSide;
  visible_at: Date;
  is_muted: boolean;
  priority: Priority;
  process_id: string;
  group_id: string;
  is_active: boolean;
  zone: string;
  address: string | null;
  is_stopped: boolean;
}

/** The oldest of which nothing is decided; whatever was committed late is among them, too. */
export async function readUndecided(
  trx: Transaction,
  limit: number,
): Promise<UndecidedNotification[]> {
  const { rows } = await trx.raw<{ rows: UndecidedNotification[] }>(
    `select notifications.account_id, notifications.ticket_id, seq, reason, side, visible_at, is_muted,
       tickets.priority, tickets.process_id, tickets.group_id, accounts.is_active,
       coalesce(accounts.zone, (select zone from desk_profile)) as zone,
       coalesce(chosen.choices, '{}') as choices, chosen.hours,
       coalesce(chosen.digest_day, 'monday') as digest_day,
       coalesce(chosen.digest_at, '08:00') as digest_at,
       ${addressColumns}
     from notifications
     join accounts using (account_id)
     join tickets on tickets.ticket_id = notifications.ticket_id
     left join notification_choices as chosen using (account_id)
     ${withAddress}
     where decided_at is null
     order by notifications.at
     limit :limit
     for update of notifications`,
    { limit },
  );
  return rows;
}

const addressColumns = `main.address, exists (
    select from bounced_addresses as bounced
    where bounced.account_id = notifications.account_id and bounced.address = main.address
      and stopped_at is not null
  ) as is_stopped`;

const withAddress = `left join mail_addresses as main
    on main.account_id = notifications.account_id and main.is_main`;

/** A notification that waits to be mailed, as it is when it, or another of its mail, is due. */
export interface DueNotification extends NotificationKey {
  side: NotificationSide;
  mail_due_at: Date;
  mail_digest: DigestRhythm | null;
  is_read: boolean;
  is_active: boolean;
  address: string | null;
  is_stopped: boolean;
  /** Why the mail that opened the ticket is not answered; null where it is, or nobody mailed. */
  withheld: string | null;
}

/**
 * What is due now, the longest due first, with all else that waits for the same account of the same
 * ticket: it goes with it. Nobody changes it until the transaction ends.
 */
export async function readDue(
  trx: Transaction,
  now: Date,
  limit: number,
): Promise<DueNotification[]> {
  const { rows } = await trx.raw<{ rows: DueNotification[] }>(
    `with due as materialized (
       select account_id, ticket_id, mail_digest from notifications
       where mail = 'waiting' and mail_due_at <= :now
       order by mail_due_at
       limit :limit
     )
     select notifications.account_id, notifications.ticket_id, seq, reason, side, mail_due_at, mail_digest,
       read_at is not null as is_read, accounts.is_active, ${addressColumns},
       case when reason = 'received' then (
         select case when ordered is not null then 'ordered' else mails.reason end
         from mails
         where mails.ticket_id = notifications.ticket_id and fate in ('ticket', 'follow_up')
         order by mails.mail_id limit 1
       ) end as withheld
     from notifications
     join accounts using (account_id)
     ${withAddress}
     where mail = 'waiting'
       and ((mail_due_at <= :now and mail_digest is not null
           and notifications.account_id in (select account_id from due where mail_digest is not null))
         or (notifications.account_id, notifications.ticket_id) in (
           select account_id, ticket_id from due where mail_digest is null))
     order by mail_due_at, notifications.at, seq
     for update of notifications`,
    { now, limit },
  );
  return rows;
}

/** When the next is due; undefined where nothing waits. */
export async function nextDueAt(trx: Transaction): Promise<Date | undefined> {
  const row = await trx('notifications')
    .where('mail', 'waiting')
    .min<{ next: Date | null }[]>('mail_due_at as next')
    .first();
  return row?.next ?? undefined;
}

/** What the desk wrote by itself, of late: mails that carry nobody's answer. */
export interface SentOfLate {
  toAddress: number;
  toDomain: number;
}

/**
 * How much the desk wrote by itself in the last hour to an address, and to all of its domain. People
 * of a domain in which the desk has a mailbox are its own: that domain's servers answer nobody in circles.
 */
export async function countSentOfLate(
  database: Pick<Transaction, 'raw'>,
  address: string,
): Promise<SentOfLate> {
  const { rows } = await database.raw<{ rows: { to_address: number; to_domain: number }[] }>(
    `select count(*) filter (where sent.address = :address)::integer as to_address,
       count(*) filter (where not exists (
         select from mailboxes where split_part(mailboxes.address, '@', 2) = :domain
       ))::integer as to_domain
     from (
       select lower(coalesce(outgoing_mails.recipient, main.address)) as address
       from outgoing_mails
       left join mail_addresses as main
         on main.account_id = outgoing_mails.account_id and main.is_main
       where outgoing_mails.created_at > now() - interval '1 hour'
         and outgoing_mails.state <> 'not_needed'
         and not exists (
           select from outgoing_mail_news as news
           where news.mail_id = outgoing_mails.mail_id
             and news.reason in ('answered', 'copied', 'colleague_wrote'))
     ) as sent
     where sent.address = :address or split_part(sent.address, '@', 2) = :domain`,
    { address: address.toLowerCase(), domain: domainOf(address) },
  );
  return { toAddress: rows[0]?.to_address ?? 0, toDomain: rows[0]?.to_domain ?? 0 };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** Whether anything can be mailed: by the server of the desk, or by one of a mailbox. */
export async function hasWayOut(trx: Transaction, hasDeskServer: boolean): Promise<boolean> {
  if (hasDeskServer) return true;
  const own = await trx('mailboxes')
    .where('is_enabled', true)
    .whereNot('out_kind', 'desk')
    .first('mailbox_id');
  return own !== undefined;
}
