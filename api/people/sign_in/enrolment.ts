import type { Request, Response } from 'express';
import type { Transaction } from '../../../database/connection.ts';
import { lockAccounts } from '../../../database/people.ts';
import { writeRecoveryCodes } from '../../../database/sign_in/factors.ts';
import { findSessions } from '../../../database/sign_in/sessions.ts';
import type { SecondFactor } from '../../../database/tables.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { ApiError } from '../../http/errors.ts';
import type { Account } from '../directory.ts';
import { startSession } from '../start_session.ts';
import { factorsOf, isFactorDemanded } from './find_person.ts';
import { sessionIdOf } from './own_session.ts';

/**
 * A session that opened nothing for want of a second factor gives way to one that opens everything,
 * under a new secret, now that there is one.
 */
export async function enrol(
  call: { request: Request; response: Response; account: Account },
  factor: SecondFactor,
  dependencies: ApiDependencies,
): Promise<void> {
  const { account, response } = call;
  const sessionId = sessionIdOf(response);
  const sessions = await withDatabase(() => findSessions(dependencies.database, account.id));
  const session = sessions.find(({ session_id }) => session_id === sessionId);
  if (!session?.is_enrolling) return;
  const { method } = session;
  await startSession(call, { accountId: account.id, method, factor }, dependencies);
}

/**
 * After a second factor was removed: without any left its recovery codes go, too.
 * @throws ApiError 409 where one is demanded of the account and none is left
 */
export async function refuseLastFactor(
  trx: Transaction,
  { id, roles }: Pick<Account, 'id' | 'roles'>,
): Promise<void> {
  // Of two who remove one each at once, the second sees that the first is gone.
  await lockAccounts(trx, [id]);
  if ((await factorsOf(trx, id)).length > 0) return;
  if (await isFactorDemanded(trx, roles)) {
    throw new ApiError(409, { code: 'second_factor_demanded', parameters: {} });
  }
  await writeRecoveryCodes(trx, id, []);
}
