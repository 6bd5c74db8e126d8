import type { Database } from '../../database/connection.ts';
import { zoneOf } from '../../database/desk_profile.ts';
import { readChoices } from '../../database/notification_choices.ts';
import {
  isInBell,
  isOnDesktop,
  isVisible,
  notificationDays,
} from '../../database/notifications.ts';
import type { NotificationRow } from '../../database/tables.ts';
import { isWorkingAt } from '../../workflows/domain/calendar.ts';
import { findProcess } from '../../workflows/processes/index.ts';
import { compileOwnHours } from '../../workflows/processes/notifications/digest_times.ts';
import { ruleFor } from '../../workflows/processes/notifications/rules.ts';
import { withDatabase } from '../http/database.ts';
import { seesInternals } from '../http/viewer.ts';
import type { Account } from './directory.ts';
import type { NotificationList } from './notification_contract.ts';

const listedMax = 50;

/** The ticket by which the caller knows what a notification is about; none where it is not theirs. */
export const toldOf = `
  join lateral (
    select own.ticket_id, notifications.ticket_id as event_of
    from tickets as about
    join lateral (
      select about.ticket_id
      where :seesAll or about.requester_id = :caller or about.copied_ids @> array[:caller]::text[]
        -- Whoever was asked to approve it need not know it otherwise.
        or notifications.reason = 'approval_requested'
      union all
      select merged ->> 'ticketId'
      from jsonb_array_elements(about.state -> 'mergedFrom') as merged
      where merged ->> 'requesterId' = :caller or jsonb_exists(merged -> 'copied', :caller)
      limit 1
    ) as own on true
    where about.ticket_id = notifications.ticket_id
  ) as told on true`;

/**
 * What an account was told in the last 30 days: the newest 50 of it, and how much of all of it is
 * unread. What falls in quiet hours is there once they are over. Requesters hear of a ticket that
 * stands for one of theirs by their own.
 */
export function findNotifications(database: Database, account: Account): Promise<NotificationList> {
  return withDatabase(async () => {
    const query = database('notifications')
      .joinRaw(toldOf, { caller: account.id, seesAll: seesInternals(account) })
      .join('tickets', 'tickets.ticket_id', 'told.ticket_id')
      .join('ticket_contents', 'ticket_contents.ticket_id', 'told.ticket_id')
      .where('notifications.account_id', account.id);
    const rows = await query
      .whereRaw('notifications.visible_at > now() - make_interval(days => ?)', [notificationDays])
      .whereRaw(isVisible)
      .whereRaw(isInBell, { caller: account.id })
      .orderBy([
        { column: 'notifications.visible_at', order: 'desc' },
        'notifications.ticket_id',
        'notifications.seq',
      ])
      .limit(listedMax)
      .select(
        'told.ticket_id',
        'told.event_of',
        'notifications.seq',
        'notifications.reason',
        'notifications.rule',
        'notifications.level',
        'notifications.visible_at',
        'notifications.read_at',
        'notifications.side',
        'ticket_contents.number',
        'ticket_contents.subject',
        'tickets.priority',
        'tickets.process_id',
        database.raw(`${isOnDesktop} as is_on_desktop`, { caller: account.id }),
        database.raw(
          'count(*) filter (where notifications.read_at is null) over ()::integer as unread_count',
        ),
      );
    const isAtWork = await hoursOf(database, account.id);
    const items = rows.map((row) => ({
      id: `${row.event_of}-${row.seq}`,
      at: row.visible_at.toISOString(),
      ticket: {
        id: row.ticket_id,
        number: Number(row.number),
        subject: row.subject,
        priority: row.priority,
        process: { id: row.process_id },
      },
      reason: row.reason,
      rule: row.rule,
      level: row.level,
      isRead: row.read_at !== null,
      side: row.side,
      isOnDesktop: row.is_on_desktop && (isAtWork || !waitsForHours(row)),
    }));
    return { items, unreadCount: rows[0]?.unread_count ?? 0 };
  });
}

/** Whether the desktop keeps quiet of it outside of its reader's own hours. */
function waitsForHours({
  process_id,
  side,
  reason,
}: Pick<NotificationRow, 'side' | 'reason'> & { process_id: string }): boolean {
  return ruleFor(findProcess(process_id)?.notifications, side, reason).hours !== 'always';
}

/** Whether it is a time now at which an account wants to be told. */
async function hoursOf(database: Database, accountId: string): Promise<boolean> {
  const { hours } = await readChoices(database, accountId);
  if (!hours) return true;
  const now = Date.now();
  return isWorkingAt(compileOwnHours(hours, await zoneOf(database, accountId), now), now);
}
