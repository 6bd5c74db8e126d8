import type { Database, Transaction } from '../connection.ts';
import type { ApiTokenRow, NewRow } from '../tables.ts';

/** Writes tokens as they are given; those that are there already become so. */
export async function writeTokens(
  trx: Transaction,
  tokens: readonly NewRow<'api_tokens'>[],
): Promise<void> {
  await trx('api_tokens')
    .insert([...tokens])
    .onConflict('token_hash')
    .merge();
}

/** Tokens of an account, the newest first, those that have expired among them. */
export function findTokens(database: Database, accountId: string): Promise<ApiTokenRow[]> {
  return database('api_tokens').where('account_id', accountId).orderBy('created_at', 'desc');
}

/** Says that tokens were used now. */
export async function seeTokens(database: Database, tokenIds: string[]): Promise<void> {
  await database('api_tokens')
    .whereIn('token_id', tokenIds)
    .update({ last_used_at: database.fn.now() });
}

/** Nobody is let in by any token of the account any more. */
export async function deleteTokens(trx: Transaction, accountId: string): Promise<void> {
  await trx('api_tokens').where('account_id', accountId).delete();
}
