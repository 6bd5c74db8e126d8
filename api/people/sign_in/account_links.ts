import { recordAudit } from '../../../database/audit.ts';
import { hasWayIn } from '../../../database/sign_in/ways_in.ts';
import type { SignInLinkPurpose } from '../../../database/tables.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { askedBy } from '../../http/audited.ts';
import { calledAddress } from '../../http/desk_address.ts';
import { notFound } from '../../http/errors.ts';
import { type Call, defineOperation } from '../../http/operation.ts';
import { withDeskKey } from '../../http/with_desk_key.ts';
import { isByToken } from '../token_rights.ts';
import { madeLink, personPath } from './contract.ts';
import { findPerson, type Person } from './find_person.ts';
import { makeMailedLink, urlOfLink } from './make_link.ts';
import { sessionIdOf } from './own_session.ts';

export const invite = defineOperation({
  id: 'invite',
  method: 'post',
  address: '/api/accounts/{id}/invitation',
  summary:
    'Makes the link by which somebody chooses their first password within 7 days, and mails it ' +
    'where mail is sent. Links made for them before are void',
  tag: 'Sign-in',
  path: personPath,
  answers: { 201: { description: 'The link, shown this once', schema: madeLink } },
  handle: async (call, dependencies) => ({
    status: 201,
    body: await made(call, 'invitation', dependencies),
  }),
});

export const resetPassword = defineOperation({
  id: 'resetPassword',
  method: 'post',
  address: '/api/accounts/{id}/password-reset',
  summary:
    'Makes the link by which somebody chooses another password within an hour. The one they have ' +
    'stays until then',
  tag: 'Sign-in',
  path: personPath,
  answers: { 201: { description: 'The link, shown this once', schema: madeLink } },
  handle: async (call, dependencies) => ({
    status: 201,
    body: await made(call, 'reset', dependencies),
  }),
});

/**
 * A program may invite who cannot sign in yet, as a script does that sets a desk up. For whoever can,
 * and for administrators, a link would let it in as them.
 *
 * @throws ApiError 403 where a token asks for more
 */
async function refuseByToken(
  response: LinkCall['response'],
  { account_id: accountId, roles }: Person,
  purpose: SignInLinkPurpose,
  { database }: ApiDependencies,
): Promise<void> {
  if (!isByToken(response)) return;
  const mayBeInvited = purpose === 'invitation' && !roles.includes('administrator');
  if (!mayBeInvited || (await hasWayIn(database, accountId))) sessionIdOf(response);
}

type LinkCall = Pick<Call<{ id: string }>, 'request' | 'response' | 'account' | 'path'>;

async function made(call: LinkCall, purpose: SignInLinkPurpose, dependencies: ApiDependencies) {
  const { request, account, path } = call;
  const link = await withDeskKey(async () => {
    const person = await findPerson(path.id, dependencies);
    if (!person) throw notFound('account', path.id);
    await refuseByToken(call.response, person, purpose, dependencies);
    return dependencies.database.transaction(async (trx) => {
      const wanted = { accountId: path.id, purpose, madeBy: account.id };
      const one = await makeMailedLink(trx, wanted, { request, dependencies });
      await recordAudit(trx, {
        ...askedBy(call),
        kind: 'sign_in_link_made',
        object: { kind: 'account', id: path.id },
        after: { purpose },
      });
      return one;
    });
  });
  return {
    url: urlOfLink(calledAddress(request), link.secret),
    expiresAt: link.expiresAt.toISOString(),
    mailedTo: link.mailedTo,
  };
}
