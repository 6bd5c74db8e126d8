import type { Database, Transaction } from '../../../database/connection.ts';
import { listIdentities } from '../../../database/federation/identities.ts';
import { findPasskeys } from '../../../database/sign_in/passkeys.ts';
import { findPassword } from '../../../database/sign_in/passwords.ts';
import { ApiError } from '../../http/errors.ts';

/** Whether there is anything by which somebody signs in. */
export async function hasWayIn(database: Database, accountId: string): Promise<boolean> {
  if (await findPassword(database, accountId)) return true;
  if ((await findPasskeys(database, accountId)).length > 0) return true;
  return (await listIdentities(database, accountId)).length > 0;
}

/**
 * Called after something by which somebody signs in was removed, in the same transaction.
 * @throws ApiError 409 where nothing is left by which they could
 */
export async function refuseLastWayIn(trx: Transaction, accountId: string): Promise<void> {
  if (await hasWayIn(trx, accountId)) return;
  throw new ApiError(409, { code: 'last_way_in', parameters: {} });
}
