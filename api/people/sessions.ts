import { randomBytes } from 'node:crypto';
import { insertSession, removeSession } from '../../database/sessions.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from '../http/cookies.ts';
import { withDatabase } from '../http/database.ts';
import { accountOf } from '../http/identity.ts';
import { defineOperation } from '../http/operation.ts';
import { sessionBody } from './contract.ts';
import { hashOf } from './directory.ts';

const sessionMs = 7 * dayMs;
const secretBytes = 32;

export const signIn = defineOperation({
  id: 'signIn',
  method: 'post',
  address: '/api/session',
  summary: 'Signs a browser in with an API token, for a week at most',
  tag: 'People',
  body: sessionBody,
  answers: { 204: { description: 'A session cookie was set' } },
  async handle({ request, response, body }, dependencies) {
    await accountOf(request, { kind: 'token', secret: body.token }, dependencies);
    const secret = randomBytes(secretBytes).toString('base64url');
    await withDatabase(() =>
      insertSession(dependencies.database, {
        session_hash: hashOf(secret),
        token_hash: hashOf(body.token),
        expires_at: new Date(Date.now() + sessionMs),
      }),
    );
    setSessionCookie(request, response, secret, sessionMs);
    return { status: 204 };
  },
});

export const signOut = defineOperation({
  id: 'signOut',
  method: 'delete',
  address: '/api/session',
  summary: 'Signs the browser out: the session is over, and so is what it streams',
  tag: 'People',
  answers: { 204: { description: 'The session has ended' } },
  async handle({ request, response }, { accounts, database }) {
    const secret = readSessionCookie(request);
    if (secret) {
      const found = await accounts.find({ kind: 'session', secret });
      await withDatabase(() => removeSession(database, hashOf(secret)));
      // The other APIs hear of it; here it holds before the answer.
      if (found) accounts.forget(found.accountId);
    }
    clearSessionCookie(request, response);
    return { status: 204 };
  },
});
