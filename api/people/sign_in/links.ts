import { recordAudit } from '../../../database/audit.ts';
import { findLink, takeLink } from '../../../database/sign_in/links.ts';
import { writePassword } from '../../../database/sign_in/passwords.ts';
import { endSessions } from '../../../database/sign_in/sessions.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { linkOver } from '../../http/errors.ts';
import { countWrongCredential } from '../../http/limits/limits.ts';
import { defineOperation } from '../../http/operation.ts';
import { linkBody, linkUseBody, signedIn, signInLink } from './contract.ts';
import { findPerson, isByProviderOnly, mailAddressesOf } from './find_person.ts';
import { finishSignIn } from './finish_sign_in.ts';
import { hashPassword } from './password_hash.ts';
import { refuseCommon } from './refuse_common.ts';

export const openSignInLink = defineOperation({
  id: 'openSignInLink',
  method: 'post',
  address: '/api/sign-in-links/opened',
  summary: 'What a link to sign in is for. It stays as it is, however often it is looked at',
  tag: 'Sign-in',
  body: linkBody,
  answers: { 200: { description: 'Whose it is, and until when', schema: signInLink } },
  async handle({ request, body }, dependencies) {
    const { link, person } = await readLink(body.secret, dependencies).catch((error: unknown) => {
      countWrongCredential(request, undefined, dependencies.counts);
      throw error;
    });
    const [address] = await withDatabase(() =>
      mailAddressesOf(dependencies.database, person.account_id),
    );
    return {
      status: 200,
      body: {
        purpose: link.purpose,
        name: person.display_name,
        address: address ?? null,
        locale: person.locale,
        expiresAt: link.expires_at.toISOString(),
      },
    };
  },
});

export const useSignInLink = defineOperation({
  id: 'useSignInLink',
  method: 'post',
  address: '/api/sign-in-links/used',
  summary:
    'Chooses a password by a link, which is used up. All sessions of the person end; who has a ' +
    'second factor is asked for it',
  tag: 'Sign-in',
  body: linkUseBody,
  answers: { 200: { description: 'What comes next', schema: signedIn } },
  async handle(call, dependencies) {
    const { request, body } = call;
    const { database, accounts } = dependencies;
    const { person } = await readLink(body.secret, dependencies).catch((error: unknown) => {
      countWrongCredential(request, undefined, dependencies.counts);
      throw error;
    });
    const accountId = person.account_id;
    await refuseCommon(body.password, { accountId, name: person.display_name }, database);
    const hash = await hashPassword(body.password);
    const asked = {
      ...askedBy(call, accountId),
      object: { kind: 'account', id: accountId },
    } as const;
    const link = await withDatabase(() =>
      database.transaction(async (trx) => {
        const taken = await takeLink(trx, body.secret);
        if (!taken) return undefined;
        await writePassword(trx, accountId, hash);
        const ended = await endSessions(trx, { accountId });
        await recordAudit(
          trx,
          { ...asked, kind: 'sign_in_link_used', after: { purpose: taken.purpose } },
          { ...asked, kind: 'password_changed', after: { sessionsEnded: ended.length } },
        );
        return taken;
      }),
    );
    if (!link) throw linkOver();
    accounts.forget(accountId);
    const next = await finishSignIn(call, { person, method: 'link' }, dependencies);
    return { status: 200, body: next };
  },
});

/**
 * @throws ApiError 410 where it is wrong, used, void or expired, its account is closed, or signs in by
 * a provider since the link was asked for
 */
async function readLink(secret: string, dependencies: ApiDependencies) {
  const { database } = dependencies;
  const link = await withDatabase(() => findLink(database, secret));
  const person = link && (await withDatabase(() => findPerson(link.account_id, dependencies)));
  if (!link || !person) throw linkOver();
  // What an administrator has made is meant as it is.
  const isAskedFor = link.purpose === 'reset' && link.made_by === null;
  const isByProvider = () => isByProviderOnly(database, person.account_id, dependencies);
  if (isAskedFor && (await withDatabase(isByProvider))) throw linkOver();
  return { link, person };
}
