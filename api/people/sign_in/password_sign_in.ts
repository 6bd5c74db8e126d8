import { recordAudit } from '../../../database/audit.ts';
import { findPassword, rewriteHash } from '../../../database/sign_in/passwords.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { wrongSignIn } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { signedIn, signInBody } from './contract.ts';
import { findByAddress } from './find_person.ts';
import { finishSignIn } from './finish_sign_in.ts';
import { hashPassword, verifyPassword } from './password_hash.ts';
import { beginAttempt } from './throttle.ts';

export const signIn = defineOperation({
  id: 'signIn',
  method: 'post',
  address: '/api/session',
  summary:
    'Signs a browser in by a mail address and a password. Whether nobody has the address or the ' +
    'password is another is not told; after several failures one waits, a little longer each time',
  tag: 'Sign-in',
  body: signInBody,
  answers: { 200: { description: 'What comes next', schema: signedIn } },
  async handle(call, dependencies) {
    const { request, body } = call;
    const { address, password } = body;
    const { database } = dependencies;
    const person = await withDatabase(() => findByAddress(address, dependencies));
    const accountId = person?.account_id;
    const attempt = await beginAttempt(request, { whose: address, accountId }, dependencies);
    const known = await withDatabase(() => findPassword(database, accountId ?? ''));
    const { isRight, isOutdated } = await verifyPassword(password, known?.hash);
    if (!person || !known || !isRight) {
      await withDatabase(() =>
        recordAudit(database, {
          ...askedBy(call),
          kind: 'sign_in_failed',
          object: person
            ? { kind: 'account', id: person.account_id }
            : { kind: 'desk', id: 'desk' },
          after: { method: 'password' },
        }),
      );
      throw wrongSignIn();
    }
    await attempt.succeeded();
    if (isOutdated) {
      const to = await hashPassword(password);
      await withDatabase(() => rewriteHash(database, person.account_id, { from: known.hash, to }));
    }
    const next = await finishSignIn(call, { person, method: 'password' }, dependencies);
    return { status: 200, body: next };
  },
});
