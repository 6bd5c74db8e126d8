import type { Database, Transaction } from './connection.ts';
import type { NotificationChoicesRow } from './tables.ts';

export type NotificationChoices = Omit<NotificationChoicesRow, 'account_id' | 'changed_at'>;

/** Of whoever has chosen nothing: as the processes say. */
export const noChoices: NotificationChoices = {
  version: 0,
  choices: {},
  hours: null,
  digest_day: 'monday',
  digest_at: '08:00',
  command_id: null,
  fingerprint: null,
};

export async function readChoices(
  database: Database | Transaction,
  accountId: string,
): Promise<NotificationChoices> {
  const row = await database('notification_choices').where('account_id', accountId).first();
  return row ?? noChoices;
}

/** What an account chooses as it stands, which nobody changes until the transaction ends. */
export async function lockChoices(
  trx: Transaction,
  accountId: string,
): Promise<NotificationChoices> {
  // The account is there before the first row of its choices is.
  await trx('accounts').where('account_id', accountId).forUpdate().first('account_id');
  return readChoices(trx, accountId);
}

/** Writes all that an account chooses; what is decided from now on follows it. */
export async function writeChoices(
  trx: Transaction,
  accountId: string,
  chosen: NotificationChoices,
): Promise<void> {
  await trx('notification_choices')
    .insert({
      account_id: accountId,
      ...chosen,
      choices: JSON.stringify(chosen.choices),
      hours: chosen.hours && JSON.stringify(chosen.hours),
      changed_at: trx.fn.now(),
    })
    .onConflict('account_id')
    .merge();
}
