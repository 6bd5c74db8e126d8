import { recordAudit } from '../../../database/audit.ts';
import { deleteTotp, writeRecoveryCodes } from '../../../database/sign_in/factors.ts';
import { deletePasskeys } from '../../../database/sign_in/passkeys.ts';
import { endSessions } from '../../../database/sign_in/sessions.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { notFound } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { personPath } from './contract.ts';
import { sessionIdOf } from './own_session.ts';

export const resetFactors = defineOperation({
  id: 'resetFactors',
  method: 'delete',
  address: '/api/accounts/{id}/second-factors',
  summary:
    'Removes the app, the passkeys and the recovery codes of somebody who lost them, and ends ' +
    'their sessions',
  tag: 'Sign-in',
  path: personPath,
  answers: { 204: { description: 'A password is enough, or a new factor is asked for' } },
  async handle(call, { database, accounts }) {
    const accountId = call.path.id;
    sessionIdOf(call.response);
    if (!(await accounts.findAccount(accountId))) throw notFound('account', accountId);
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const hadTotp = await deleteTotp(trx, accountId);
        const passkeys = await deletePasskeys(trx, accountId);
        await writeRecoveryCodes(trx, accountId, []);
        await endSessions(trx, { accountId });
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'second_factor_removed',
          object: { kind: 'account', id: accountId },
          before: { totp: hadTotp, passkeys: passkeys.length },
        });
      }),
    );
    accounts.forget(accountId);
    return { status: 204 };
  },
});
