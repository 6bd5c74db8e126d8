import { closeAccount as close, reopenAccount as reopen } from '../../database/leaving.ts';
import {
  type ChangedFields,
  changeAccount as change,
  createAccount as create,
  requestThatMade,
} from '../../database/people.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { notFound, roleNotAllowed } from '../http/errors.ts';
import { isRepetition } from '../http/idempotency.ts';
import { type Call, defineOperation } from '../http/operation.ts';
import type { Locals } from '../http/router.ts';
import type { Role } from '../http/words.ts';
import { accountBody, type NewAccount, newAccountBody } from './account_bodies.ts';
import {
  accountPage,
  accountPath,
  accountQuery,
  account as accountSchema,
  closing,
  closingBody,
  me,
} from './contract.ts';
import { checkCustomer } from './customers.ts';
import type { Account } from './directory.ts';
import { findAccount, findAccountPage, groupsOf } from './find_accounts.ts';
import { findClosing } from './find_closing.ts';
import { contactReaders, mayReadContacts } from './policy.ts';
import { orPeopleProblem } from './refused.ts';
import { isByToken, refuseAddressesByToken, refuseRolesByToken } from './token_rights.ts';

const tag = 'People';
const headers = { ETag: 'For If-Match: the account as it stands' };
const answers = { 200: { description: 'The account', schema: accountSchema, headers } };

export const getMe = defineOperation({
  id: 'getMe',
  method: 'get',
  address: '/api/me',
  summary: 'Who is signed in',
  tag,
  answers: { 200: { description: 'The account', schema: me } },
  async handle({ account, response }, { accounts, database }) {
    const { isEnrolling = false } = response.locals as Locals;
    const groups = await withDatabase(() => groupsOf(database, [account.id], account.locale));
    const memberships = groups.get(account.id) ?? [];
    // Their own language, not the one this request asked to be answered in.
    const own = await accounts.findAccount(account.id);
    const { id, name, locale, requesterTier } = own ?? account;
    const body = {
      ...{ id, name, locale, requesterTier },
      roles: [...account.roles],
      isEnrolling,
      groups: memberships.map(({ process, id, title, tier }) => ({ process, id, title, tier })),
    };
    return { status: 200, body };
  },
});

export const listAccounts = defineOperation({
  id: 'listAccounts',
  method: 'get',
  address: '/api/accounts',
  summary:
    'People by name: whom a ticket is given to or opened for, and how to reach them for those who serve them',
  tag,
  query: accountQuery,
  answers: { 200: { description: 'A page of accounts by name', schema: accountPage } },
  async handle({ account, query }, { database }) {
    return { status: 200, body: await findAccountPage(database, query, account) };
  },
});

export const getAccount = defineOperation({
  id: 'getAccount',
  method: 'get',
  address: '/api/accounts/{id}',
  summary: 'One person, also one who has left',
  tag,
  path: accountPath,
  answers,
  handle: ({ account, path }, dependencies) => answerWith(200, path.id, account, dependencies),
});

export const createAccount = defineOperation({
  id: 'createAccount',
  method: 'post',
  address: '/api/accounts',
  summary: 'Adds a person; agents add those who ask for help, administrators everybody',
  tag,
  body: newAccountBody,
  isKeyed: true,
  answers: {
    201: {
      description: 'The account',
      schema: accountSchema,
      headers: { Location: 'Where the account is', ...headers },
    },
  },
  async handle(call, dependencies) {
    const { account, body, idempotency } = call;
    refuseContacts(account.roles, body);
    const isPlain = body.roles.every((role) => role === 'requester');
    if (!isPlain) refuseOthersThan('administrator', account.roles);
    refuseRolesByToken(call.response, body.roles);
    const accountId = idempotency.recordId('acc');
    const { database } = dependencies;
    await checkCustomer(database, body.customerId);
    const fields = { ...body, locale: body.locale ?? account.locale };
    const made = { ...fields, accountId, madeByRequest: idempotency.fingerprint };
    const isNew = await orPeopleProblem(() =>
      withDatabase(() => database.transaction((trx) => create(trx, askedBy(call), made))),
    );
    if (!isNew) {
      isRepetition(await withDatabase(() => requestThatMade(database, accountId)), idempotency);
    }
    const answer = await answerWith(201, accountId, account, dependencies);
    const location = { Location: `/api/accounts/${accountId}` };
    return { ...answer, headers: { ...answer.headers, ...location } };
  },
});

export const changeAccount = defineOperation({
  id: 'changeAccount',
  method: 'put',
  address: '/api/accounts/{id}',
  summary: 'Changes what is known of a person; what is not named stays',
  tag,
  path: accountPath,
  body: accountBody,
  isKeyed: true,
  isMatched: true,
  answers,
  async handle(call, dependencies) {
    const { account, path, body: fields, expectedVersion: expectedRevision } = call;
    await refuseByToken(call, dependencies);
    await checkCustomer(dependencies.database, fields.customerId);
    await orPeopleProblem(
      () =>
        withDatabase(() =>
          dependencies.database.transaction((trx) =>
            change(trx, askedBy(call), { accountId: path.id, fields, expectedRevision }),
          ),
        ),
      expectedRevision,
    );
    dependencies.accounts.forget(path.id);
    return answerWith(200, path.id, account, dependencies);
  },
});

/** @throws ApiError 403 where a token would make somebody more, or take an administrator's place */
async function refuseByToken(
  {
    response,
    account,
    path,
    body,
  }: Pick<Call<{ id: string }, undefined, ChangedFields>, 'response' | 'account' | 'path' | 'body'>,
  { database }: ApiDependencies,
): Promise<void> {
  if (!isByToken(response) || !(body.roles || body.addresses)) return;
  const held = await findAccount(database, path.id, account);
  if (!held) return;
  refuseRolesByToken(response, body.roles ?? [], held.roles);
  refuseAddressesByToken(response, body.addresses, held.roles, held.addresses ?? []);
}

export const getClosing = defineOperation({
  id: 'getClosing',
  method: 'get',
  address: '/api/accounts/{id}/closing',
  summary: 'What closing an account would do; nothing is done',
  tag,
  path: accountPath,
  answers: { 200: { description: 'What would happen', schema: closing } },
  async handle({ account, path }, { database }) {
    const found = await withDatabase(() => findClosing(database, path.id, account.locale));
    if (!found) throw notFound('account', path.id);
    return { status: 200, body: found };
  },
});

export const closeAccount = defineOperation({
  id: 'closeAccount',
  method: 'put',
  address: '/api/accounts/{id}/closing',
  summary:
    'Somebody leaves: sign-ins end at once, tickets in hand go to their groups, history stays',
  tag,
  path: accountPath,
  body: closingBody,
  hasOptionalBody: true,
  isKeyed: true,
  isMatched: true,
  answers,
  async handle(call, dependencies) {
    const { account, path, body, expectedVersion: expectedRevision } = call;
    const leaving = { accountId: path.id, deputyId: body.deputyId, expectedRevision };
    await orPeopleProblem(
      () =>
        withDatabase(() =>
          dependencies.database.transaction((trx) => close(trx, askedBy(call), leaving)),
        ),
      expectedRevision,
    );
    // The other APIs hear of it; here it holds before the answer.
    dependencies.accounts.forget(path.id);
    return answerWith(200, path.id, account, dependencies);
  },
});

export const reopenAccount = defineOperation({
  id: 'reopenAccount',
  method: 'delete',
  address: '/api/accounts/{id}/closing',
  summary: 'Somebody is back: with the roles they had, in no group, to sign in anew',
  tag,
  path: accountPath,
  isKeyed: true,
  answers,
  async handle(call, dependencies) {
    const { account, path } = call;
    await orPeopleProblem(() =>
      withDatabase(() =>
        dependencies.database.transaction((trx) => reopen(trx, askedBy(call), path.id)),
      ),
    );
    dependencies.accounts.forget(path.id);
    return answerWith(200, path.id, account, dependencies);
  },
});

async function answerWith<Status extends number>(
  status: Status,
  accountId: string,
  viewer: Account,
  { database }: ApiDependencies,
) {
  const body = await findAccount(database, accountId, viewer);
  if (!body) throw notFound('account', accountId);
  return { status, body, headers: { ETag: `"${body.revision}"` } };
}

/** Who may not read contacts gives none: an address that is taken would be told. @throws ApiError 403 */
function refuseContacts(
  own: readonly Role[],
  { addresses, phones }: Pick<NewAccount, 'addresses' | 'phones'>,
): void {
  if (addresses.length + phones.length === 0 || mayReadContacts(own)) return;
  throw roleNotAllowed(own, contactReaders);
}

/** @throws ApiError 403 */
export function refuseOthersThan(role: Role, own: readonly Role[]): void {
  if (!own.includes(role)) throw roleNotAllowed(own, [role]);
}
