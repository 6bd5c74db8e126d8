import { type AuditBy, recordAudit } from './audit.ts';
import type { Database } from './connection.ts';
import type { MailingDeliveryRow, NewRow } from './tables.ts';

/** Writes a mailing and who gets it. */
export async function insertMailing(
  database: Database,
  mailing: NewRow<'mailings'> & { mailing_id: string },
  accountIds: readonly string[],
  by: AuditBy,
): Promise<void> {
  await database.transaction(async (trx) => {
    await trx('mailings').insert(mailing);
    await trx('mailing_recipients').insert(
      accountIds.map((account_id) => ({ mailing_id: mailing.mailing_id, account_id })),
    );
    await recordAudit(trx, {
      by,
      kind: 'mailing_created',
      object: { kind: 'mailing', id: mailing.mailing_id },
      after: { dashboard: String(mailing.dashboard), every: String(mailing.every), accountIds },
    });
  });
}

/** Removes a mailing with all that is known of it. @returns false where there was none */
export async function deleteMailing(
  database: Database,
  mailingId: string,
  by: AuditBy,
): Promise<boolean> {
  return database.transaction(async (trx) => {
    const count = await trx('mailings').where('mailing_id', mailingId).delete();
    const object = { kind: 'mailing', id: mailingId } as const;
    if (count > 0) await recordAudit(trx, { by, kind: 'mailing_removed', object });
    return count > 0;
  });
}

type DeliveryKey = Pick<MailingDeliveryRow, 'mailing_id' | 'period' | 'account_id'>;

/** Writes how the last attempt at a mail ended. */
export async function writeDelivery(
  database: Database,
  key: DeliveryKey,
  outcome: Pick<MailingDeliveryRow, 'sent_at' | 'error'>,
): Promise<void> {
  await database.transaction(async (trx) => {
    await trx('mailing_deliveries')
      .insert({ ...key, attempted_at: database.fn.now(), ...outcome })
      .onConflict(['mailing_id', 'period', 'account_id'])
      .merge();
    if (outcome.sent_at === null) return;
    await recordAudit(trx, {
      by: { program: 'worker' },
      kind: 'dashboard_mailed',
      object: { kind: 'mailing', id: key.mailing_id },
      after: { accountId: key.account_id },
    });
  });
}
