import type { Database, Transaction } from '../connection.ts';
import type { NewRow, PasskeyRow } from '../tables.ts';

/** @returns false where somebody has that passkey already */
export async function insertPasskey(
  trx: Transaction,
  passkey: NewRow<'passkeys'>,
): Promise<boolean> {
  const rows = await trx('passkeys')
    .insert(passkey)
    .onConflict('credential_id')
    .ignore()
    .returning('credential_id');
  return rows.length === 1;
}

export function findPasskeys(database: Database, accountId: string): Promise<PasskeyRow[]> {
  return database('passkeys').where('account_id', accountId).orderBy('created_at');
}

export function findPasskey(
  database: Database,
  credentialId: string,
): Promise<PasskeyRow | undefined> {
  return database('passkeys').where('credential_id', credentialId).first();
}

/** Says that a passkey was used, and how often it says so itself. */
export async function usePasskey(
  trx: Transaction,
  credentialId: string,
  signCount: number,
): Promise<void> {
  await trx('passkeys')
    .where('credential_id', credentialId)
    .update({ sign_count: String(signCount), last_used_at: trx.fn.now() });
}

/** Removes one passkey of an account, or all. @returns the ids of those there were */
export async function deletePasskeys(
  trx: Transaction,
  accountId: string,
  credentialId?: string,
): Promise<string[]> {
  const rows = await trx('passkeys')
    .where({
      account_id: accountId,
      ...(credentialId !== undefined && { credential_id: credentialId }),
    })
    .delete()
    .returning('credential_id');
  return rows.map(({ credential_id }) => credential_id);
}
