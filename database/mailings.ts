import type { Database } from './connection.ts';
import type { MailingDeliveryRow, NewRow } from './tables.ts';

/** Writes a mailing and who gets it. */
export async function insertMailing(
  database: Database,
  mailing: NewRow<'mailings'> & { mailing_id: string },
  accountIds: readonly string[],
): Promise<void> {
  await database.transaction(async (trx) => {
    await trx('mailings').insert(mailing);
    await trx('mailing_recipients').insert(
      accountIds.map((account_id) => ({ mailing_id: mailing.mailing_id, account_id })),
    );
  });
}

/** Removes a mailing with all that is known of it. @returns false where there was none */
export async function deleteMailing(database: Database, mailingId: string): Promise<boolean> {
  const count = await database('mailings').where('mailing_id', mailingId).delete();
  return count > 0;
}

type DeliveryKey = Pick<MailingDeliveryRow, 'mailing_id' | 'period' | 'account_id'>;

/** Writes how the last attempt at a mail ended. */
export async function writeDelivery(
  database: Database,
  key: DeliveryKey,
  outcome: Pick<MailingDeliveryRow, 'sent_at' | 'error'>,
): Promise<void> {
  await database('mailing_deliveries')
    .insert({ ...key, attempted_at: database.fn.now(), ...outcome })
    .onConflict(['mailing_id', 'period', 'account_id'])
    .merge();
}
