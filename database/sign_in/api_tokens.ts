import { createHash, randomBytes } from 'node:crypto';
import type { Database, Transaction } from '../connection.ts';
import type { ApiTokenRow, NewRow } from '../tables.ts';

const secretBytes = 32;

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

export interface NewToken {
  accountId: string;
  label: string;
  scopes: readonly string[];
  expiresAt: Date | null;
  /** Null where it was a program. */
  createdBy: string | null;
}

/** Makes a token. @returns its row, and the token itself: nobody can read it again */
export async function createToken(
  trx: Transaction,
  { accountId, label, scopes, expiresAt, createdBy }: NewToken,
): Promise<{ row: ApiTokenRow; token: string }> {
  const token = `plr_${randomBytes(secretBytes).toString('base64url')}`;
  const [row] = await trx('api_tokens')
    .insert({
      token_hash: createHash('sha256').update(token).digest('hex'),
      account_id: accountId,
      label,
      scopes: [...scopes],
      expires_at: expiresAt,
      created_by: createdBy,
    })
    .returning('*');
  if (!row) throw new Error('A token was written and not returned');
  return { row, token };
}

/** Tokens of an account, the newest first, those that have expired among them. */
export function findTokens(database: Database, accountId: string): Promise<ApiTokenRow[]> {
  return database('api_tokens').where('account_id', accountId).orderBy('created_at', 'desc');
}

/** Revokes a token at every API at once. @returns whose it was; undefined where there is no such one */
export async function revokeToken(
  trx: Transaction,
  token: { tokenId: string; accountId?: string | undefined },
): Promise<ApiTokenRow | undefined> {
  const { tokenId, accountId } = token;
  const [row] = await trx('api_tokens')
    .where({ token_id: tokenId, ...(accountId !== undefined && { account_id: accountId }) })
    .delete()
    .returning('*');
  return row;
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
