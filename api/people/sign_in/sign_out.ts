import { endSessions } from '../../../database/sign_in/sessions.ts';
import { clearSessionCookie, readSessionCookie } from '../../http/cookies.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';

export const signOut = defineOperation({
  id: 'signOut',
  method: 'delete',
  address: '/api/session',
  summary: 'Signs the browser out: the session is over, and so is what it streams',
  tag: 'Sign-in',
  answers: { 204: { description: 'The session has ended' } },
  async handle({ request, response }, { accounts, database }) {
    const secret = readSessionCookie(request);
    const found = secret && (await accounts.find({ kind: 'session', secret }));
    if (found) {
      const { accountId, credentialId: sessionId } = found;
      await withDatabase(() => endSessions(database, { accountId, sessionId }));
      // The other APIs hear of it; here it holds before the answer.
      accounts.forget(accountId);
    }
    clearSessionCookie(request, response);
    return { status: 204 };
  },
});
