import {
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import type { Request } from 'express';
import type { z } from 'zod';
import type { PasskeyRow } from '../../../database/tables.ts';
import type { passkeyAnswerBody } from './contract.ts';

/** The desk as passkeys know it: by the name it is called by. */
export function relyingParty({ hostname, protocol, host }: Request) {
  return { rpID: hostname, expectedRPID: hostname, expectedOrigin: `${protocol}://${host}` };
}

/** @param passkeys those that would do; any of this desk where none are named */
export function askForAnyOf(request: Request, passkeys: readonly PasskeyRow[] | null) {
  const { rpID } = relyingParty(request);
  return generateAuthenticationOptions({
    rpID,
    // By itself it must show that its owner is there and not somebody who found it.
    userVerification: passkeys === null ? 'required' : 'preferred',
    ...(passkeys && {
      allowCredentials: passkeys.map(({ credential_id: id, transports }) => ({ id, transports })),
    }),
  });
}

type Answer = z.infer<typeof passkeyAnswerBody>['credential'];

/**
 * Whether a passkey signed what it was asked here.
 * @returns how often it says it was used; undefined where it is wrong
 */
export async function verifyAnswer(
  request: Request,
  { answer, passkey, challenge }: { answer: Answer; passkey: PasskeyRow; challenge: string },
  isAlone: boolean,
): Promise<number | undefined> {
  const { expectedRPID, expectedOrigin } = relyingParty(request);
  const { response, authenticatorAttachment, ...rest } = answer;
  const { userHandle, ...signed } = response;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...rest,
        response: { ...signed, ...(userHandle && { userHandle }) },
        ...(authenticatorAttachment && { authenticatorAttachment }),
      },
      expectedChallenge: challenge,
      expectedOrigin,
      expectedRPID,
      requireUserVerification: isAlone,
      credential: {
        id: passkey.credential_id,
        publicKey: new Uint8Array(passkey.public_key),
        counter: Number(passkey.sign_count),
        transports: passkey.transports,
      },
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    // Whatever it throws for, the answer is not the one that was asked for.
    return undefined;
  }
}
