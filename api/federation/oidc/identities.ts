import { createHash } from 'node:crypto';
import { recordAudit } from '../../../database/audit.ts';
import { giveMapped } from '../../../database/federation/given_rights.ts';
import {
  holdIdentity,
  type Identity,
  listIdentities,
  removeIdentity,
} from '../../../database/federation/identities.ts';
import { takeLinkOffer } from '../../../database/federation/link_offers.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { ApiError, notFound } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { refuseLastWayIn } from '../../people/sign_in/last_way_in.ts';
import { recentSessionOf } from '../../people/sign_in/own_session.ts';
import { linkIdentity } from './admit.ts';
import { knownBrowser } from './browser.ts';
import { identityList, identityPath, linkAttemptBody, signInPlace } from './contract.ts';
import { begin, providerCalled } from './sign_in.ts';

const tag = 'Sign-in';

export const listOwnIdentities = defineOperation({
  id: 'listOwnIdentities',
  method: 'get',
  address: '/api/me/identities',
  summary: 'By which providers the caller signs in',
  tag,
  answers: { 200: { description: 'The oldest first', schema: identityList } },
  async handle({ account }, { database, providers }) {
    const rows = await withDatabase(() => listIdentities(database, account.id));
    const items = rows.map((row) => ({
      id: idOf(row),
      source: row.source,
      name: providers.get(row.source)?.settings.name ?? row.source,
      linkedAt: row.linked_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
    }));
    return { status: 200, body: { items, next: null } };
  },
});

export const beginIdentityLink = defineOperation({
  id: 'beginIdentityLink',
  method: 'post',
  address: '/api/me/identities',
  summary: 'Begins to link a provider to the account of the caller, in this browser alone',
  tag,
  body: linkAttemptBody,
  answers: { 201: { description: 'Where the provider asks who it is', schema: signInPlace } },
  async handle({ request, response, account, body }, dependencies) {
    // A token that leaked must not open a door of its own.
    await recentSessionOf(response, dependencies.database);
    const provider = providerCalled(body.provider, dependencies);
    const attempt = { returnTo: body.returnTo, linksTo: account.id };
    const url = await begin({ request, response }, provider, attempt, dependencies);
    return { status: 201, body: { url } };
  },
});

export const confirmIdentityLink = defineOperation({
  id: 'confirmIdentityLink',
  method: 'post',
  address: '/api/me/identity-confirmation',
  summary:
    'Links what a provider proved a moment ago in this browser to the account that is signed in: ' +
    'it has the address, and whoever asks has shown that it is theirs',
  tag,
  answers: { 204: { description: 'From now on the provider signs them in' } },
  async handle({ request, response, account }, { database, accounts }) {
    await recentSessionOf(response, database);
    const browserHash = knownBrowser(request);
    const author = askedBy({ request, response });
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const offer = browserHash && (await takeLinkOffer(trx, browserHash, account.id));
        if (!offer) throw linkOver();
        const { issuer, subject, provider: id, groups } = offer;
        const known = await holdIdentity(trx, offer);
        if (known !== undefined && known !== account.id) throw linkOver();
        if (known === undefined) {
          const person = { issuer, subject };
          await linkIdentity(trx, author, { accountId: account.id, provider: { id }, person });
        }
        if (groups) await giveMapped(trx, author, { accountId: account.id, source: id, groups });
      }),
    );
    accounts.forget(account.id);
    return { status: 204 };
  },
});

export const removeOwnIdentity = defineOperation({
  id: 'removeOwnIdentity',
  method: 'delete',
  address: '/api/me/identities/{id}',
  summary: 'Ends that a provider signs the caller in; refused where nothing else does',
  tag,
  path: identityPath,
  answers: { 204: { description: 'The provider no longer does' } },
  async handle({ request, response, account, path }, { database }) {
    await recentSessionOf(response, database);
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const identities = await listIdentities(trx, account.id);
        const identity = identities.find((each) => idOf(each) === path.id);
        if (!identity) throw notFound('address', request.path);
        await removeIdentity(trx, account.id, identity);
        await refuseLastWayIn(trx, account.id);
        const { issuer, subject } = identity;
        await recordAudit(trx, {
          ...askedBy({ request, response }),
          kind: 'identity_unlinked',
          object: { kind: 'account', id: account.id },
          before: { issuer, identity: subject },
        });
      }),
    );
    return { status: 204 };
  },
});

function idOf({ issuer, subject }: Identity): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex');
}

function linkOver(): ApiError {
  return new ApiError(409, { code: 'link_over', parameters: {} });
}
