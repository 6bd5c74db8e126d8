import type { Database } from './connection.ts';

/** Marks everything up to an instant as read by an account; never back. */
export async function markNotificationsRead(
  database: Database,
  accountId: string,
  through: Date,
): Promise<void> {
  await database('notification_marks')
    .insert({ account_id: accountId, read_through: through })
    .onConflict('account_id')
    .merge({
      read_through: database.raw(
        'greatest(notification_marks.read_through, excluded.read_through)',
      ),
    });
}
