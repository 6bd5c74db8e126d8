import { notFound, scopeNotGiven } from '../../http/errors.ts';
import { knownBy } from '../../http/identity.ts';
import { defineOperation } from '../../http/operation.ts';
import { startSession } from '../start_session.ts';
import { demoSignInBody } from './contract.ts';

export const signInToDemo = defineOperation({
  id: 'signInToDemo',
  method: 'post',
  address: '/api/session/demo',
  summary: 'Signs a browser in as somebody of the demo. A desk that is none has no such address',
  tag: 'Sign-in',
  body: demoSignInBody,
  answers: { 204: { description: 'A session cookie was set' } },
  async handle({ request, response, body }, dependencies) {
    if (!dependencies.config.isDemo) throw notFound('address', request.path);
    const credential = { kind: 'token', secret: body.token } as const;
    const { accountId, scopes } = await knownBy(request, credential, dependencies);
    // A session may all that its account may.
    if (!scopes?.includes('everything')) throw scopeNotGiven('everything', scopes ?? []);
    await startSession({ request, response }, { accountId, method: 'demo' }, dependencies);
    return { status: 204 };
  },
});
