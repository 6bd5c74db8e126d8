import { recordAudit } from '../../../database/audit.ts';
import { endLinks } from '../../../database/sign_in/links.ts';
import { findPassword, writePassword } from '../../../database/sign_in/passwords.ts';
import { endSessions } from '../../../database/sign_in/sessions.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { wrongField } from '../../http/errors.ts';
import { expected, received } from '../../http/expectations.ts';
import { defineOperation } from '../../http/operation.ts';
import { passwordBody } from './contract.ts';
import { recentSessionOf, sessionIdOf } from './own_session.ts';
import { hashPassword, verifyPassword } from './password_hash.ts';
import { refuseCommon } from './refuse_common.ts';
import { beginAttempt } from './throttle.ts';

export const changePassword = defineOperation({
  id: 'changePassword',
  method: 'put',
  address: '/api/account/password',
  summary:
    'Chooses another password, given the one there is. The other sessions of the account end, and ' +
    'links that were made for it are void',
  tag: 'Sign-in',
  body: passwordBody,
  answers: { 204: { description: 'It is the password from now on' } },
  async handle(call, dependencies) {
    const { request, response, account, body } = call;
    const { database, accounts } = dependencies;
    const sessionId = sessionIdOf(response);
    const accountId = account.id;
    const known = await withDatabase(() => findPassword(database, accountId));
    if (known) {
      const whose = `password of ${accountId}`;
      const attempt = await beginAttempt(request, { whose, accountId }, dependencies);
      const { isRight } = await verifyPassword(body.current ?? '', known.hash);
      if (!isRight) {
        throw wrongField('body.current', expected('own_password'), received('something_else'));
      }
      await attempt.succeeded();
    } else await recentSessionOf(response, database);
    await refuseCommon(body.password, { accountId, name: account.name }, database);
    const hash = await hashPassword(body.password);
    await withDatabase(() =>
      database.transaction(async (trx) => {
        await writePassword(trx, accountId, hash);
        await endLinks(trx, [accountId]);
        const ended = await endSessions(trx, { accountId, exceptId: sessionId });
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'password_changed',
          object: { kind: 'account', id: accountId },
          after: { sessionsEnded: ended.length },
        });
      }),
    );
    accounts.forget(accountId);
    return { status: 204 };
  },
});
