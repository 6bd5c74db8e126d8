import { recordAudit } from '../../../database/audit.ts';
import { deleteTotp, findTotp } from '../../../database/sign_in/factors.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { ApiError, wrongField } from '../../http/errors.ts';
import { expected, received } from '../../http/expectations.ts';
import { defineOperation } from '../../http/operation.ts';
import { withDeskKey } from '../../http/with_desk_key.ts';
import { recoveryCodes, startedTotp, totpBody } from './contract.ts';
import { enrol, refuseLastFactor } from './enrolment.ts';
import { mailAddressesOf } from './find_person.ts';
import { recentSessionOf, sessionIdOf } from './own_session.ts';
import { firstCodes } from './recovery_codes.ts';
import { beginAttempt } from './throttle.ts';
import { startTotpOf, takeTotpCode } from './totp.ts';

export const startTotp = defineOperation({
  id: 'startTotp',
  method: 'post',
  address: '/api/account/totp',
  summary: 'Makes the secret for an app that shows codes. It counts once a code of it was given',
  tag: 'Sign-in',
  answers: { 200: { description: 'The secret, as text and for a QR code', schema: startedTotp } },
  async handle({ account, response }, dependencies) {
    await recentSessionOf(response, dependencies.database);
    const { database } = dependencies;
    const body = await withDeskKey(async () => {
      const known = await findTotp(database, account.id);
      if (known?.confirmed_at) {
        throw new ApiError(409, { code: 'second_factor_exists', parameters: {} });
      }
      const [address] = await mailAddressesOf(database, account.id);
      const label = address ?? account.name;
      return startTotpOf({ accountId: account.id, label }, dependencies);
    });
    return { status: 200, body };
  },
});

export const confirmTotp = defineOperation({
  id: 'confirmTotp',
  method: 'put',
  address: '/api/account/totp',
  summary: 'Adds the app by a code of it; recovery codes come with the first second factor',
  tag: 'Sign-in',
  body: totpBody,
  answers: { 200: { description: 'It is asked for from now on', schema: recoveryCodes } },
  async handle(call, dependencies) {
    const { request, response, account, body } = call;
    sessionIdOf(response);
    const { database } = dependencies;
    const accountId = account.id;
    const whose = `code of ${accountId}`;
    const attempt = await beginAttempt(request, { whose, accountId }, dependencies);
    const codes = await withDeskKey(() =>
      database.transaction(async (trx) => {
        const given = { accountId, code: body.code, isFirst: true };
        if (!(await takeTotpCode(trx, given, dependencies))) return undefined;
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'second_factor_added',
          object: { kind: 'account', id: accountId },
          after: { factor: 'totp' },
        });
        return firstCodes(trx, accountId);
      }),
    );
    if (!codes) throw wrongField('body.code', expected('current_code'), received('something_else'));
    await attempt.succeeded();
    await enrol(call, 'totp', dependencies);
    return { status: 200, body: { codes } };
  },
});

export const removeTotp = defineOperation({
  id: 'removeTotp',
  method: 'delete',
  address: '/api/account/totp',
  summary:
    'Removes the app that shows codes. Refused where a second factor is demanded and it is the last',
  tag: 'Sign-in',
  answers: { 204: { description: 'It is not asked for any more' } },
  async handle(call, { database }) {
    const { account, response } = call;
    await recentSessionOf(response, database);
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const isThere = await deleteTotp(trx, account.id);
        if (!isThere) return;
        await refuseLastFactor(trx, account);
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'second_factor_removed',
          object: { kind: 'account', id: account.id },
          before: { factor: 'totp' },
        });
      }),
    );
    return { status: 204 };
  },
});
