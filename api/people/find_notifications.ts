import type { Database } from '../../database/connection.ts';
import { isVisible, notificationDays } from '../../database/notifications.ts';
import { withDatabase } from '../http/database.ts';
import { seesInternals } from '../http/viewer.ts';
import type { Account } from './directory.ts';
import type { NotificationList } from './notification_contract.ts';

const listedMax = 50;

/** The ticket by which the caller knows what a notification is about; none where it is not theirs. */
const toldOf = `
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
        'ticket_contents.number',
        'ticket_contents.subject',
        'tickets.priority',
        'tickets.process_id',
        database.raw(
          'count(*) filter (where notifications.read_at is null) over ()::integer as unread_count',
        ),
      );
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
    }));
    return { items, unreadCount: rows[0]?.unread_count ?? 0 };
  });
}
