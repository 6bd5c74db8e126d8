import type { Database, Transaction } from '../connection.ts';
import type { PasswordRow } from '../tables.ts';

/** Writes the password of an account, as its hash. */
export async function writePassword(
  trx: Transaction | Database,
  accountId: string,
  hash: string,
): Promise<void> {
  await trx('passwords')
    .insert({ account_id: accountId, hash, changed_at: trx.fn.now() })
    .onConflict('account_id')
    .merge();
}

/** The same password by other parameters; nothing where it was changed meanwhile. */
export async function rewriteHash(
  database: Database,
  accountId: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await database('passwords').where({ account_id: accountId, hash: from }).update({ hash: to });
}

export function findPassword(
  database: Database,
  accountId: string,
): Promise<PasswordRow | undefined> {
  return database('passwords').where('account_id', accountId).first();
}
