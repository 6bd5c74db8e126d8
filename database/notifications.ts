import { alwaysToldReasons, holderReasons } from '../workflows/domain/muting.ts';
import type { DigestRhythm, MailOutcome } from '../workflows/domain/notification_words.ts';
import type { Recipient, RecipientReason } from '../workflows/domain/recipients.ts';
import { decidesFor } from './absences.ts';
import { managerNow } from './approvers.ts';
import type { Database, Transaction } from './connection.ts';
import type { NotificationRow } from './tables.ts';

/** Somebody who is to be told of one event of a ticket. */
export interface NewNotification extends Recipient {
  ticketId: string;
  processId: string;
  seq: number;
  /** When it happened, in milliseconds; `at` is from when it may be seen. */
  happenedAt: number;
  /** The rule that tells it, or why the ticket was escalated. */
  rule: string | null;
  /** Of management. */
  level: number | null;
  /** What the process says of the bell and the desktop, and whether people may choose otherwise. */
  inBell: boolean;
  onDesktop: boolean;
  isFixed: boolean;
}

const words = (reasons: readonly RecipientReason[]) =>
  `array[${reasons.map((reason) => `'${reason}'`).join(', ')}]`;

/**
 * Whether an account is told though it may have muted it. Who is meant by name for a reason of a
 * holder has the ticket in hand.
 */
const isToldAnyway = `(told.reason = any (${words(alwaysToldReasons)})
  or told.kind = 'account' and told.reason = any (${words(holderReasons)}))`;

/**
 * Whether a row of `muted` is about what is told. A muted ticket is so while another stands for it,
 * too; what rules tell of the ticket that somebody has in hand is muted by the rule alone.
 */
const isAboutIt = `(muted.reason = told.reason and muted.rule is not distinct from
    case when told.reason = 'rule' then told.rule end
  or muted.ticket_id is not null and not (told.kind = 'account' and told.reason = 'rule')
    and (muted.ticket_id = told.ticket_id or exists (
      select from tickets
      cross join lateral jsonb_array_elements(tickets.state -> 'mergedFrom') as merged
      where tickets.ticket_id = told.ticket_id and merged ->> 'ticketId' = muted.ticket_id
        and (merged ->> 'requesterId' = accounts.account_id
          or jsonb_exists(merged -> 'copied', accounts.account_id)))))`;

/** Nobody is the manager, or can be asked. */
const isAskedOfGroup =
  '(manager.manager_id is null or manager.is_away and manager.deputy_id is null)';

/**
 * A part of a statement: tells everybody who is meant by `:told`, as `toldRows` gives it, and has an
 * open account: whoever is in a group now, and for management the owners, as for approvers where the group has
 * nobody who may be told. Of one person's approval that person is told, with whoever stands in for them; the group
 * where neither can be asked, with whoever stands in for one of it. What they have muted is kept as that.
 * Written again it tells nobody twice.
 */
export const insertNotifications = `
  insert into notifications (account_id, ticket_id, seq, reason, rule, level, at, visible_at,
    side, in_bell, on_desktop, is_fixed, is_muted)
  select accounts.account_id, told.ticket_id, told.seq, told.reason, told.rule, told.level,
    told.happened_at, told.visible_at, told.side, told.in_bell, told.on_desktop, told.is_fixed,
    not ${isToldAnyway} and exists (
      select from muted_notifications as muted
      where muted.account_id = accounts.account_id and ${isAboutIt})
  from jsonb_to_recordset(:told::jsonb) as told (
    ticket_id text, process_id text, seq integer, reason text, rule text, level integer,
    kind text, id text, manager_of text, manager_levels integer, except_ids text[], happened_at timestamptz, visible_at timestamptz,
    side text, in_bell boolean, on_desktop boolean, is_fixed boolean)
  left join lateral (${managerNow('told.manager_of', 'told.except_ids', 'told.manager_levels')}) as manager
    on told.manager_of is not null
  cross join lateral (
    select told.id as account_id where told.kind = 'account'
    union all
    select unnest(array[manager.manager_id, manager.deputy_id])
    union all
    select account_id from group_members
    where (told.kind = 'group' or told.kind = 'approvers' and ${isAskedOfGroup})
      and group_members.process_id = told.process_id
      and group_id = told.id
    union all
    select stand_in.deputy_id from group_members as members
    cross join lateral (${decidesFor('members.account_id', 'told.except_ids')}) as stand_in
    where told.kind = 'approvers' and ${isAskedOfGroup} and members.process_id = told.process_id
      and members.group_id = told.id and members.account_id <> all (told.except_ids)
    union all
    select account_id from accounts
    where 'process_owner' = any (roles) and (told.kind = 'management' or told.kind = 'approvers' and ${isAskedOfGroup} and not exists (
      select from group_members join accounts as approver using (account_id)
      where group_members.process_id = told.process_id and group_id = told.id
        and approver.is_active and account_id <> all (told.except_ids)))
  ) as meant
  join accounts using (account_id)
  where accounts.is_active and accounts.account_id <> all (told.except_ids)
  on conflict do nothing`;

export function toldRows(notifications: readonly NewNotification[]): string {
  return JSON.stringify(notifications.map(toldRow));
}

function toldRow({ to, reason, rule, level, except, happenedAt, at, ...of }: NewNotification) {
  return {
    ticket_id: of.ticketId,
    process_id: of.processId,
    seq: of.seq,
    reason,
    rule,
    level,
    kind: to.kind,
    id: to.kind === 'management' ? null : to.id,
    manager_of: to.kind === 'approvers' ? (to.person?.of ?? null) : null,
    manager_levels: to.kind === 'approvers' ? (to.person?.levels ?? null) : null,
    except_ids: except,
    happened_at: new Date(happenedAt),
    visible_at: new Date(at),
    side: of.side,
    in_bell: of.inBell,
    on_desktop: of.onDesktop,
    is_fixed: of.isFixed,
  };
}

/** What is not held back is seen at once, whatever this server's clock says. */
export const isVisible = 'notifications.visible_at <= greatest(notifications.at, now())';

type Shown = ['bell', 'in_bell'] | ['desktop', 'on_desktop'];

/** As the process says, and they chose where it leaves it to them. */
const shownIn = ([channel, column]: Shown, choices: string) =>
  `(not notifications.is_muted and case when notifications.is_fixed then notifications.${column}
    else coalesce((${choices} -> notifications.side -> notifications.reason ->> '${channel}')::boolean,
      notifications.${column}) end)`;

const ownChoices = '(select choices from notification_choices where account_id = :caller)';

/** Whether the bell of the account `:caller` lists it, and its desktop may show it. */
export const isInBell = shownIn(['bell', 'in_bell'], ownChoices);
export const isOnDesktop = shownIn(['desktop', 'on_desktop'], ownChoices);
/** The same, of whoever is told, with their choices joined as `chosen`. */
export const isInBellOfEach = shownIn(['bell', 'in_bell'], 'chosen.choices');

/** Marks what an account could see up to an instant as read. */
export async function markNotificationsRead(
  database: Database,
  accountId: string,
  through: Date,
): Promise<void> {
  await database('notifications')
    .where('account_id', accountId)
    .whereNull('read_at')
    .where('visible_at', '<=', through)
    .whereRaw(isVisible)
    .whereRaw(isInBell, { caller: accountId })
    .update({ read_at: database.fn.now() });
}

/** What was held back for somebody is not shown to them any more. What waits to be mailed is not. */
export async function deleteQueued(trx: Transaction, accountId: string): Promise<void> {
  await trx('notifications').where('account_id', accountId).whereRaw(`not (${isVisible})`).delete();
}

/**
 * What was held back for somebody, or waits to be mailed, and is about what they have muted, is told
 * to them no more: muted, it would come when the quiet hours end. Who has a ticket, or asked for it,
 * is told what nobody of theirs is spared.
 */
export async function muteQueued(trx: Transaction, accountId: string): Promise<void> {
  await trx.raw(
    `update notifications
     set is_muted = notifications.is_muted or not (${isVisible}),
       decided_at = coalesce(decided_at, now()),
       mail_by = coalesce(mail_by, 'choice'),
       mail = case when mail is null or mail = 'waiting' then 'muted' else mail end
     from accounts, tickets as held
     where notifications.account_id = :accountId
       and (mail is null or mail = 'waiting' or not (${isVisible}))
       and accounts.account_id = notifications.account_id
       and held.ticket_id = notifications.ticket_id
       and exists (
         select from muted_notifications as muted
         cross join lateral (
           select notifications.ticket_id, notifications.reason, notifications.rule,
             case when accounts.account_id in (held.assignee_id, held.state ->> 'requesterId')
               then 'account' else 'group' end as kind
         ) as told
         where muted.account_id = accounts.account_id and not ${isToldAnyway} and ${isAboutIt})`,
    { accountId },
  );
}

/** By which a notification is known. */
export type NotificationKey = Pick<NotificationRow, 'account_id' | 'ticket_id' | 'seq' | 'reason'>;

/** What was decided of a notification: whether it is mailed, and when. */
export interface DecidedNotification extends NotificationKey {
  mail: MailOutcome;
  mail_by: 'rule' | 'choice';
  mail_due_at: Date | null;
  mail_digest: DigestRhythm | null;
}

/** Writes what was decided, once for each. @param trx that holds them */
export async function writeDecisions(
  trx: Transaction,
  decisions: readonly DecidedNotification[],
): Promise<void> {
  if (decisions.length === 0) return;
  await trx.raw(
    `update notifications
     set decided_at = now(), mail = decided.mail, mail_by = decided.mail_by,
       mail_due_at = decided.mail_due_at, mail_digest = decided.mail_digest
     from jsonb_to_recordset(:decisions::jsonb) as decided (
       account_id text, ticket_id text, seq integer, reason text,
       mail text, mail_by text, mail_due_at timestamptz, mail_digest text)
     where (notifications.ticket_id, notifications.seq, notifications.account_id, notifications.reason)
         = (decided.ticket_id, decided.seq, decided.account_id, decided.reason)
       and notifications.decided_at is null`,
    { decisions: JSON.stringify(decisions) },
  );
}

/** What became, when it was due, of a notification that waited to be mailed. */
export interface SettledNotification extends NotificationKey {
  mail: Exclude<MailOutcome, 'waiting'>;
  /** The mail that tells it. */
  mail_id: string | null;
}

/** @param trx that holds them, and made the mails */
export async function writeSettled(
  trx: Transaction,
  settled: readonly SettledNotification[],
): Promise<void> {
  if (settled.length === 0) return;
  await trx.raw(
    `update notifications set mail = settled.mail, mail_id = settled.mail_id
     from jsonb_to_recordset(:settled::jsonb) as settled (
       account_id text, ticket_id text, seq integer, reason text, mail text, mail_id bigint)
     where (notifications.ticket_id, notifications.seq, notifications.account_id, notifications.reason)
         = (settled.ticket_id, settled.seq, settled.account_id, settled.reason)
       and notifications.mail = 'waiting'`,
    { settled: JSON.stringify(settled) },
  );
}

/** How long notifications are shown, and kept. */
export const notificationDays = 30;

const prunedAtOnce = 5_000;

/** Removes the notifications that are too old to be shown, some at a time. */
export async function pruneNotifications(database: Database): Promise<void> {
  for (let isDone = false; !isDone; ) {
    const { rowCount } = await database.raw<{ rowCount: number }>(
      `delete from notifications
       where ctid = any (array(
         select ctid from notifications
         where visible_at <= now() - make_interval(days => ?)
         limit ${prunedAtOnce}))`,
      [notificationDays],
    );
    isDone = rowCount < prunedAtOnce;
  }
}
