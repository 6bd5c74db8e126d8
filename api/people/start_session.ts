import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { recordAudit } from '../../database/audit.ts';
import { endSessions, insertSession, sessionMs } from '../../database/sign_in/sessions.ts';
import type { SecondFactor, SignInMethod } from '../../database/tables.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { askedBy } from '../http/audited.ts';
import { readSessionCookie, setSessionCookie } from '../http/cookies.ts';
import { withDatabase } from '../http/database.ts';
import { hashOf } from './directory.ts';
import { knowDevice } from './sign_in/known_device.ts';

export interface SignedIn {
  accountId: string;
  method: SignInMethod;
  factor?: SecondFactor;
  /** A second factor is demanded and not there yet: the session opens nothing but what adds one. */
  isEnrolling?: boolean;
}

const secretBytes = 32;
const agentMax = 300;

/**
 * Signs the browser in as an account that has shown who it is: a session of its own with a secret
 * that nobody knew before, in place of the one this browser had.
 */
export async function startSession(
  { request, response }: { request: Request; response: Response },
  { accountId, method, factor, isEnrolling = false }: SignedIn,
  { database, accounts, deskKey }: Pick<ApiDependencies, 'database' | 'accounts' | 'deskKey'>,
): Promise<void> {
  const earlier = readSessionCookie(request);
  const before = earlier && (await accounts.find({ kind: 'session', secret: earlier }));
  const secret = randomBytes(secretBytes).toString('base64url');
  await withDatabase(() =>
    database.transaction(async (trx) => {
      if (before) {
        const { accountId: whose, credentialId: sessionId } = before;
        await endSessions(trx, { accountId: whose, sessionId });
      }
      const sessionId = await insertSession(trx, {
        session_hash: hashOf(secret),
        account_id: accountId,
        method,
        factor: factor ?? null,
        is_enrolling: isEnrolling,
        address: request.ip ?? null,
        agent: request.get('user-agent')?.slice(0, agentMax) ?? null,
        expires_at: new Date(Date.now() + sessionMs),
      });
      const { by, from } = askedBy({ request, response }, accountId);
      await recordAudit(trx, {
        by: { ...by, sessionId, program: method === 'oidc' ? 'oidc' : by.program },
        from,
        kind: 'sign_in',
        object: { kind: 'account', id: accountId },
        after: { method, ...(factor && { factor }), ...(isEnrolling && { isEnrolling }) },
      });
    }),
  );
  if (before) accounts.forget(before.accountId);
  setSessionCookie(request, response, secret, sessionMs);
  knowDevice(request, response, accountId, { deskKey });
}
