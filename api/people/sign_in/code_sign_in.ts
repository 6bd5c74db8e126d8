import { recordAudit } from '../../../database/audit.ts';
import { findStep, takeStep } from '../../../database/sign_in/steps.ts';
import type { SecondFactor } from '../../../database/tables.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { signInStepOver, wrongCode } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { withDeskKey } from '../../http/with_desk_key.ts';
import { hashOf } from '../directory.ts';
import { startSession } from '../start_session.ts';
import { codeBody, signedIn } from './contract.ts';
import { findPerson } from './find_person.ts';
import { takeCode } from './recovery_codes.ts';
import { beginAttempt } from './throttle.ts';
import { takeTotpCode } from './totp.ts';

export const signInByCode = defineOperation({
  id: 'signInByCode',
  method: 'post',
  address: '/api/session/code',
  summary: 'Goes on with a sign-in that asks for a second factor: by a code, which is taken once',
  tag: 'Sign-in',
  body: codeBody,
  answers: { 200: { description: 'The session cookie was set', schema: signedIn } },
  async handle(call, dependencies) {
    const { request, body } = call;
    const { database } = dependencies;
    const step = { step_hash: hashOf(body.step), kind: 'second_factor' } as const;
    const asked = await withDatabase(() => findStep(database, step));
    const accountId = asked?.account_id;
    const method = asked?.method;
    const person = accountId && (await withDatabase(() => findPerson(accountId, dependencies)));
    if (!accountId || !method || !person) throw signInStepOver();
    const attempt = await beginAttempt(
      request,
      { whose: `code of ${accountId}`, accountId },
      dependencies,
    );
    const given = { accountId, code: body.code };
    const factor = await withDeskKey(() =>
      database.transaction(async (trx): Promise<SecondFactor | undefined> => {
        if (await takeTotpCode(trx, given, dependencies)) return 'totp';
        return (await takeCode(trx, accountId, body.code)) ? 'recovery_code' : undefined;
      }),
    );
    if (!factor) {
      await withDatabase(() =>
        recordAudit(database, {
          ...askedBy(call),
          kind: 'sign_in_failed',
          object: { kind: 'account', id: accountId },
          after: { method, factor: 'code' },
        }),
      );
      throw wrongCode();
    }
    if (!(await withDatabase(() => takeStep(database, step)))) throw signInStepOver();
    await attempt.succeeded();
    await startSession(call, { accountId, method, factor }, dependencies);
    return { status: 200, body: { next: 'desk' as const } };
  },
});
