import type { Database } from '../../database/connection.ts';
import { isVisible } from '../../database/notifications.ts';
import { withDatabase } from '../http/database.ts';
import type { NotificationList } from './notification_contract.ts';

const listedMax = 50;
const daysMax = 30;

/**
 * What an account was told in the last 30 days: the newest 50 of it, and how much of all of it is
 * unread. What falls in quiet hours is there once they are over.
 */
export function findNotifications(
  database: Database,
  accountId: string,
): Promise<NotificationList> {
  return withDatabase(async () => {
    const rows = await database('notifications')
      .join('tickets', 'tickets.ticket_id', 'notifications.ticket_id')
      .join('ticket_contents', 'ticket_contents.ticket_id', 'notifications.ticket_id')
      .where('notifications.account_id', accountId)
      .whereRaw('notifications.visible_at > now() - make_interval(days => ?)', [daysMax])
      .whereRaw(isVisible)
      .orderBy([
        { column: 'notifications.visible_at', order: 'desc' },
        'notifications.ticket_id',
        'notifications.seq',
      ])
      .limit(listedMax)
      .select(
        'notifications.ticket_id',
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
      id: `${row.ticket_id}-${row.seq}`,
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
