import type { Transaction } from '../../../database/connection.ts';
import { listIdentities } from '../../../database/federation/identities.ts';
import { lockAccounts } from '../../../database/people.ts';
import { findPasskeys } from '../../../database/sign_in/passkeys.ts';
import { findPassword } from '../../../database/sign_in/passwords.ts';
import { ApiError } from '../../http/errors.ts';

/**
 * Called after something by which somebody signs in was removed, in the same transaction.
 * @throws ApiError 409 where nothing is left by which they could
 */
export async function refuseLastWayIn(trx: Transaction, accountId: string): Promise<void> {
  // Of two who take one each at once, the second sees that the first is gone.
  await lockAccounts(trx, [accountId]);
  if (await findPassword(trx, accountId)) return;
  if ((await findPasskeys(trx, accountId)).length > 0) return;
  if ((await listIdentities(trx, accountId)).length > 0) return;
  throw new ApiError(409, { code: 'last_way_in', parameters: {} });
}
