import { createHash } from 'node:crypto';
import type { Database, Transaction } from '../connection.ts';
import type { TotpFactorRow } from '../tables.ts';

/** Writes an app that is not confirmed yet, in place of another that was not. */
export async function writeTotp(
  database: Database,
  accountId: string,
  sealedSecret: string,
): Promise<void> {
  await database('totp_factors')
    .insert({ account_id: accountId, sealed_secret: sealedSecret })
    .onConflict('account_id')
    .merge(['sealed_secret'])
    .whereNull('totp_factors.confirmed_at');
}

export function findTotp(
  database: Database,
  accountId: string,
): Promise<TotpFactorRow | undefined> {
  return database('totp_factors').where('account_id', accountId).first();
}

/** Takes the code of a period, once and none before it. @returns whether it was free */
export async function takePeriod(
  trx: Transaction,
  accountId: string,
  period: number,
): Promise<boolean> {
  const taken = await trx('totp_factors')
    .where('account_id', accountId)
    .where((query) => query.whereNull('last_period').orWhere('last_period', '<', period))
    .update({
      last_period: String(period),
      confirmed_at: trx.raw('coalesce(confirmed_at, now())'),
    });
  return taken === 1;
}

export async function deleteTotp(trx: Transaction, accountId: string): Promise<boolean> {
  return (await trx('totp_factors').where('account_id', accountId).delete()) > 0;
}

/** Writes recovery codes, each as its hash, in place of those there were. */
export async function writeRecoveryCodes(
  trx: Transaction,
  accountId: string,
  codes: readonly string[],
): Promise<void> {
  // Two sets at once would both count.
  await trx('accounts').where('account_id', accountId).forNoKeyUpdate().first('account_id');
  await trx('recovery_codes').where('account_id', accountId).delete();
  if (codes.length === 0) return;
  await trx('recovery_codes').insert(
    codes.map((code) => ({ code_hash: codeHash(accountId, code), account_id: accountId })),
  );
}

/** Takes a recovery code, once. @returns whether there was such a one */
export async function takeRecoveryCode(
  trx: Transaction,
  accountId: string,
  code: string,
): Promise<boolean> {
  const taken = await trx('recovery_codes')
    .where({ account_id: accountId, code_hash: codeHash(accountId, code) })
    .delete();
  return taken === 1;
}

export async function countRecoveryCodes(database: Database, accountId: string): Promise<number> {
  const [row] = await database('recovery_codes').where('account_id', accountId).count();
  return Number(row?.count);
}

function codeHash(accountId: string, code: string): string {
  return createHash('sha256').update(`${accountId} ${code}`).digest('hex');
}
