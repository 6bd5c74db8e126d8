import type { RecipientReason } from '../workflows/domain/recipients.ts';
import type { Database } from './connection.ts';
import { muteQueued } from './notifications.ts';

/** A ticket, or what is told for a reason: of rules what the rule of that name tells. */
export type MutedMatter =
  | { ticketId: string }
  | { reason: Exclude<RecipientReason, 'rule'> }
  | { reason: 'rule'; rule: string };

/**
 * From now on the account is not told of it, nor of what quiet hours hold back of it or waits to be
 * mailed. Muted again it
 * stays muted since when it was.
 */
export async function mute(
  database: Database,
  accountId: string,
  matter: MutedMatter,
): Promise<void> {
  await database.transaction(async (trx) => {
    await trx('muted_notifications')
      .insert({ account_id: accountId, ...columnsOf(matter) })
      .onConflict()
      .ignore();
    await muteQueued(trx, accountId);
  });
}

/** What was not told in between stays untold. */
export async function unmute(
  database: Database,
  accountId: string,
  matter: MutedMatter,
): Promise<void> {
  await database('muted_notifications')
    .where({ account_id: accountId, ...columnsOf(matter) })
    .delete();
}

function columnsOf(matter: MutedMatter) {
  if ('ticketId' in matter) return { ticket_id: matter.ticketId };
  return { reason: matter.reason, ...('rule' in matter && { rule: matter.rule }) };
}
