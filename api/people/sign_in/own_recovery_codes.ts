import { recordAudit } from '../../../database/audit.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { ApiError } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { recoveryCodes } from './contract.ts';
import { factorsOf } from './find_person.ts';
import { recentSessionOf } from './own_session.ts';
import { renewCodes } from './recovery_codes.ts';

export const renewRecoveryCodes = defineOperation({
  id: 'renewRecoveryCodes',
  method: 'post',
  address: '/api/account/recovery-codes',
  summary: 'New recovery codes in place of the old ones, for whoever has a second factor',
  tag: 'Sign-in',
  answers: { 200: { description: 'The codes, shown this once', schema: recoveryCodes } },
  async handle(call, { database }) {
    const { account, response } = call;
    await recentSessionOf(response, database);
    const codes = await withDatabase(() =>
      database.transaction(async (trx) => {
        if ((await factorsOf(trx, account.id)).length === 0) {
          throw new ApiError(409, { code: 'second_factor_missing', parameters: {} });
        }
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'second_factor_added',
          object: { kind: 'account', id: account.id },
          after: { factor: 'recovery_codes' },
        });
        return renewCodes(trx, account.id);
      }),
    );
    return { status: 200, body: { codes } };
  },
});
