import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import { recordAudit } from '../../../database/audit.ts';
import { deletePasskeys, findPasskeys, insertPasskey } from '../../../database/sign_in/passkeys.ts';
import { insertStep, takeStep } from '../../../database/sign_in/steps.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { notFound, signInStepOver, wrongPasskey } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { hashOf } from '../directory.ts';
import { newPasskeyBody, passkeyPath, passkeyQuestion, recoveryCodes } from './contract.ts';
import { enrol, refuseLastFactor } from './enrolment.ts';
import { mailAddressesOf } from './find_person.ts';
import { newSecret } from './finish_sign_in.ts';
import { refuseLastWayIn } from './last_way_in.ts';
import { recentSessionOf, sessionIdOf } from './own_session.ts';
import { relyingParty } from './passkey_answers.ts';
import { firstCodes } from './recovery_codes.ts';

export const startPasskey = defineOperation({
  id: 'startPasskey',
  method: 'post',
  address: '/api/account/passkey-question',
  summary: 'What a new passkey is asked to make, for this desk by the name it is called by',
  tag: 'Sign-in',
  answers: { 200: { description: 'For navigator.credentials.create', schema: passkeyQuestion } },
  async handle({ request, response, account }, { database }) {
    await recentSessionOf(response, database);
    const known = await withDatabase(() => findPasskeys(database, account.id));
    const [address] = await withDatabase(() => mailAddressesOf(database, account.id));
    const { rpID } = relyingParty(request);
    const options = await generateRegistrationOptions({
      rpName: 'Palier',
      rpID,
      // The same for all passkeys of a person, and nothing that another desk could know them by.
      userID: new Uint8Array(Buffer.from(hashOf(`passkeys of ${account.id}`), 'hex')),
      userName: address ?? account.name,
      userDisplayName: account.name,
      attestationType: 'none',
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      excludeCredentials: known.map(({ credential_id: id, transports }) => ({ id, transports })),
    });
    const step = newSecret();
    await withDatabase(() =>
      insertStep(database, {
        step_hash: hashOf(step),
        kind: 'new_passkey',
        account_id: account.id,
        challenge: options.challenge,
      }),
    );
    return { status: 200, body: { step, options: { ...options } } };
  },
});

export const addPasskey = defineOperation({
  id: 'addPasskey',
  method: 'post',
  address: '/api/account/passkeys',
  summary:
    'Adds a passkey: alone, or after a password, it signs in; recovery codes come with the first',
  tag: 'Sign-in',
  body: newPasskeyBody,
  answers: { 201: { description: 'It signs in from now on', schema: recoveryCodes } },
  async handle(call, dependencies) {
    const { request, response, account, body } = call;
    sessionIdOf(response);
    const { database } = dependencies;
    const asked = await withDatabase(() =>
      takeStep(database, { step_hash: hashOf(body.step), kind: 'new_passkey' }),
    );
    if (!asked?.challenge || asked.account_id !== account.id) throw signInStepOver(400);
    const made = await verified(request, body.credential, asked.challenge);
    if (!made) throw wrongPasskey(400);
    const codes = await withDatabase(() =>
      database.transaction(async (trx) => {
        const isNew = await insertPasskey(trx, {
          credential_id: made.id,
          account_id: account.id,
          label: body.label,
          public_key: Buffer.from(made.publicKey),
          sign_count: String(made.counter),
          transports: [...(made.transports ?? [])],
        });
        if (!isNew) throw wrongPasskey(400);
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'passkey_added',
          object: { kind: 'account', id: account.id },
          after: { label: body.label },
        });
        return firstCodes(trx, account.id);
      }),
    );
    await enrol(call, 'passkey', dependencies);
    return { status: 201, body: { codes } };
  },
});

type Given = (typeof newPasskeyBody)['_output']['credential'];

async function verified(
  request: Parameters<typeof relyingParty>[0],
  { response, authenticatorAttachment, ...rest }: Given,
  expectedChallenge: string,
) {
  const { expectedOrigin, expectedRPID } = relyingParty(request);
  const { transports, ...signed } = response;
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: {
        ...rest,
        response: { ...signed, ...(transports && { transports }) },
        ...(authenticatorAttachment && { authenticatorAttachment }),
      },
      expectedChallenge,
      expectedOrigin,
      expectedRPID,
      requireUserVerification: false,
    });
    return registrationInfo?.credential;
  } catch {
    // Whatever it throws for, the answer is not the one that was asked for.
    return undefined;
  }
}

export const removePasskey = defineOperation({
  id: 'removePasskey',
  method: 'delete',
  address: '/api/account/passkeys/{id}',
  summary:
    'Removes a passkey. Refused where a second factor is demanded and it is the last, and where ' +
    'nothing else signs in',
  tag: 'Sign-in',
  path: passkeyPath,
  answers: { 204: { description: 'It signs in no more' } },
  async handle(call, { database }) {
    const { account, response, path } = call;
    await recentSessionOf(response, database);
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const removed = await deletePasskeys(trx, account.id, path.id);
        if (removed.length === 0) throw notFound('passkey', path.id);
        await refuseLastFactor(trx, account);
        await refuseLastWayIn(trx, account.id);
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'passkey_removed',
          object: { kind: 'account', id: account.id },
        });
      }),
    );
    return { status: 204 };
  },
});
