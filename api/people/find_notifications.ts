import type { Database } from '../../database/connection.ts';
import { isVisible } from '../../database/notifications.ts';
import { withDatabase } from '../http/database.ts';
import type { Notification } from './notification_contract.ts';

const listedMax = 50;
const daysMax = 30;

/**
 * What an account was told in the last 30 days, the newest first. What falls in quiet hours is
 * there once they are over.
 */
export function findNotifications(database: Database, accountId: string): Promise<Notification[]> {
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
      );
    return rows.map((row) => ({
      id: `${row.ticket_id}-${row.seq}`,
      at: row.visible_at.toISOString(),
      ticket: {
        id: row.ticket_id,
        number: Number(row.number),
        subject: row.subject,
        priority: row.priority,
      },
      reason: row.reason,
      rule: row.rule,
      level: row.level,
      isRead: row.read_at !== null,
    }));
  });
}
