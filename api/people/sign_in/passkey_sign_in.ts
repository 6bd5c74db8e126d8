import { recordAudit } from '../../../database/audit.ts';
import { findPasskey, findPasskeys, usePasskey } from '../../../database/sign_in/passkeys.ts';
import { findStep, insertStep, takeStep } from '../../../database/sign_in/steps.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { signInStepOver, wrongPasskey } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { hashOf } from '../directory.ts';
import { startSession } from '../start_session.ts';
import { passkeyAnswerBody, passkeyQuestion, passkeyQuestionBody, signedIn } from './contract.ts';
import { findPerson } from './find_person.ts';
import { newSecret } from './finish_sign_in.ts';
import { askForAnyOf, verifyAnswer } from './passkey_answers.ts';

export const askForPasskey = defineOperation({
  id: 'askForPasskey',
  method: 'post',
  address: '/api/session/passkey/question',
  summary:
    'What a passkey is asked to sign: any of this desk, or one of whoever is half-way signed in, ' +
    'by their `step`',
  tag: 'Sign-in',
  body: passkeyQuestionBody,
  answers: { 200: { description: 'For navigator.credentials.get', schema: passkeyQuestion } },
  async handle({ request, body }, { database }) {
    const half =
      body.step === undefined
        ? undefined
        : await withDatabase(() =>
            findStep(database, { step_hash: hashOf(body.step ?? ''), kind: 'second_factor' }),
          );
    if (body.step !== undefined && !half?.account_id) throw signInStepOver();
    const accountId = half?.account_id;
    const passkeys = accountId ? await withDatabase(() => findPasskeys(database, accountId)) : null;
    const options = await askForAnyOf(request, passkeys);
    const step = newSecret();
    await withDatabase(() =>
      insertStep(database, {
        step_hash: hashOf(step),
        kind: 'passkey',
        account_id: accountId ?? null,
        method: half?.method ?? null,
        challenge: options.challenge,
      }),
    );
    return { status: 200, body: { step, options: { ...options } } };
  },
});

export const signInByPasskey = defineOperation({
  id: 'signInByPasskey',
  method: 'post',
  address: '/api/session/passkey',
  summary: 'Signs a browser in by a passkey, alone or as the second factor of a sign-in under way',
  tag: 'Sign-in',
  body: passkeyAnswerBody,
  answers: { 200: { description: 'The session cookie was set', schema: signedIn } },
  async handle(call, dependencies) {
    const { request, body } = call;
    const { database } = dependencies;
    const asked = await withDatabase(() =>
      takeStep(database, { step_hash: hashOf(body.step), kind: 'passkey' }),
    );
    const challenge = asked?.challenge;
    if (!challenge) throw signInStepOver();
    const passkey = await withDatabase(() => findPasskey(database, body.credential.id));
    const accountId = passkey?.account_id;
    const person = accountId && (await withDatabase(() => findPerson(accountId, dependencies)));
    const isTheirs = asked.account_id === null || asked.account_id === accountId;
    const count =
      passkey && person && isTheirs
        ? await verifyAnswer(
            request,
            { answer: body.credential, passkey, challenge },
            asked.account_id === null,
          )
        : undefined;
    if (!passkey || !accountId || count === undefined) {
      await withDatabase(() =>
        recordAudit(database, {
          ...askedBy(call),
          kind: 'sign_in_failed',
          object: accountId ? { kind: 'account', id: accountId } : { kind: 'desk', id: 'desk' },
          after: { method: 'passkey' },
        }),
      );
      throw wrongPasskey();
    }
    await withDatabase(() =>
      database.transaction((trx) => usePasskey(trx, passkey.credential_id, count)),
    );
    const method = asked.method ?? 'passkey';
    await startSession(call, { accountId, method, factor: 'passkey' }, dependencies);
    return { status: 200, body: { next: 'desk' as const } };
  },
});
