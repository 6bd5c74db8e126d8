import { recordAudit } from '../../database/audit.ts';
import { findOwnerLink, takeOwnerLink } from '../../database/owner_links.ts';
import { createAccount } from '../../database/people.ts';
import { PeopleRefused } from '../../database/people_refused.ts';
import { writePassword } from '../../database/sign_in/passwords.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { ApiError, givenValue, wrongField } from '../http/errors.ts';
import { expected, received } from '../http/expectations.ts';
import { countWrongCredential } from '../http/limits/limits.ts';
import { type Call, defineOperation } from '../http/operation.ts';
import { isCommon } from '../people/sign_in/common_passwords.ts';
import { hashPassword } from '../people/sign_in/password_hash.ts';
import { startSession } from '../people/start_session.ts';
import { ownerBody, ownerLink, ownerLinkBody, recoveryBody } from './contract.ts';

const tag = 'Administration';

export const openOwnerLink = defineOperation({
  id: 'openOwnerLink',
  method: 'post',
  address: '/api/owner-links/opened',
  summary:
    'What a link of the desk’s owner is for. It stays as it is, however often it is looked at',
  tag,
  body: ownerLinkBody,
  answers: { 200: { description: 'What it is for', schema: ownerLink } },
  async handle({ request, body }, dependencies) {
    const { database } = dependencies;
    const link = await withDatabase(() => findOwnerLink(database, body.secret));
    if (!link) throw linkOver(request, dependencies);
    const { account_id: accountId, name, address } = link;
    const purpose = accountId === null ? ('first_owner' as const) : ('recovery' as const);
    return { status: 200, body: { purpose, name, address } };
  },
});

export const makeFirstOwner = defineOperation({
  id: 'makeFirstOwner',
  method: 'post',
  address: '/api/owner-links/first',
  summary: 'Makes the account of the first administrator by a link, and signs the browser in',
  tag,
  body: ownerBody,
  answers: { 204: { description: 'A session cookie was set' } },
  async handle(call, dependencies) {
    const { body, idempotency } = call;
    const { database } = dependencies;
    const accountId = idempotency.recordId('acc');
    if (isCommon(body.password, [body.name, body.address])) {
      throw wrongField('body.password', expected('uncommon_password'), received('something_else'));
    }
    const hash = await hashPassword(body.password);
    await orAddressTaken(body.address, () =>
      withDatabase(() =>
        database.transaction(async (trx) => {
          const link = await takeOwnerLink(trx, body.secret);
          if (link?.account_id !== null) throw linkOver(call.request, dependencies);
          const author = askedBy(call, accountId);
          await createAccount(trx, author, {
            accountId,
            name: body.name,
            // Whoever begins a desk does all of it until there are others.
            roles: ['process_owner', 'administrator'],
            addresses: [body.address],
            phones: [],
            locale: body.locale,
            zone: null,
            site: null,
            department: null,
            managerId: null,
            requesterTier: 'standard',
          });
          await writePassword(trx, accountId, hash);
          const object = { kind: 'account' as const, id: accountId };
          const after = { purpose: 'first_owner' };
          await recordAudit(trx, { ...author, kind: 'sign_in_link_used', object, after });
        }),
      ),
    );
    await startSession(call, { accountId, method: 'link' }, dependencies);
    return { status: 204 };
  },
});

export const recoverOwner = defineOperation({
  id: 'recoverOwner',
  method: 'post',
  address: '/api/owner-links/recovery',
  summary: 'Signs an administrator in by a link that was made on the desk’s own machine',
  tag,
  body: recoveryBody,
  answers: { 204: { description: 'A session cookie was set' } },
  async handle(call, dependencies) {
    const { database } = dependencies;
    const accountId = await withDatabase(() =>
      database.transaction(async (trx) => {
        const link = await takeOwnerLink(trx, call.body.secret);
        if (!link?.account_id) throw linkOver(call.request, dependencies);
        const object = { kind: 'account' as const, id: link.account_id };
        const author = askedBy(call, link.account_id);
        const after = { purpose: 'recovery' };
        await recordAudit(trx, { ...author, kind: 'sign_in_link_used', object, after });
        return link.account_id;
      }),
    );
    await startSession(call, { accountId, method: 'link' }, dependencies);
    return { status: 204 };
  },
});

/** Whoever tries many is slowed down; what is wrong, used or void is answered alike. */
function linkOver(request: Call['request'], { counts }: ApiDependencies): ApiError {
  countWrongCredential(request, undefined, counts);
  return new ApiError(410, { code: 'owner_link_over', parameters: {} });
}

async function orAddressTaken(address: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof PeopleRefused)) throw error;
    throw wrongField('body.address', expected('unused_address'), givenValue(address));
  }
}
