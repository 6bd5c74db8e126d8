import type { Request } from 'express';
import type { Database, Transaction } from '../../../database/connection.ts';
import { findCustomerNamed, hasCustomers } from '../../../database/customers.ts';
import { keepScimPerson, markScimPerson } from '../../../database/federation/scim_people.ts';
import { closeAccount, reopenAccount } from '../../../database/leaving.ts';
import {
  type Author,
  changeAccount,
  createAccount,
  lockAccounts,
} from '../../../database/people.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { ScimError } from '../../http/scim_error.ts';
import { areSameAddresses } from '../../people/token_rights.ts';
import { newAccountId } from '../oidc/admit.ts';
import { findScimPeople, findScimPerson } from './find_people.ts';
import { giveGroups } from './give_groups.ts';
import { patched } from './patch.ts';
import { patchablePerson, personIn, type ScimPerson, shownPerson } from './person.ts';
import {
  answered,
  changed,
  expectVersion,
  listed,
  operationsIn,
  type ScimResource,
  scimAnswer,
  scimAuthor,
  scimBody,
  scimListQuery,
  scimPath,
  scimTag,
  unknownResource,
} from './resource.ts';

const root = '/scim/v2/Users';

export const listScimUsers = defineOperation({
  id: 'listScimUsers',
  method: 'get',
  address: root,
  summary: 'People, by a filter of SCIM where one is given',
  tag: scimTag,
  query: scimListQuery,
  answers: { 200: scimAnswer },
  async handle({ request, query }, { database }) {
    const { total, rows } = await withDatabase(() => findScimPeople(database, query));
    return listed(request, query, { total, resources: rows.map(shownPerson) });
  },
});

export const getScimUser = defineOperation({
  id: 'getScimUser',
  method: 'get',
  address: `${root}/{id}`,
  summary: 'A person',
  tag: scimTag,
  path: scimPath,
  query: scimListQuery,
  answers: { 200: scimAnswer },
  async handle({ request, path, query }, { database }) {
    const person = await withDatabase(() => knownPerson(database, path.id));
    return answered(200, request, person, query);
  },
});

export const createScimUser = defineOperation({
  id: 'createScimUser',
  method: 'post',
  address: root,
  summary: 'Makes an account; one that SCIM removed before is opened again',
  tag: scimTag,
  body: scimBody,
  answers: { 201: scimAnswer },
  async handle({ request, account, body }, { database }) {
    const person = personIn(body, true);
    const author = scimAuthor(request, account.id);
    const made = await changed(database, async (trx) => {
      const accountId = await placeFor(trx, author, person);
      await keepScimPerson(trx, scimRow(accountId, person));
      if (!person.isActive) await setActive(trx, author, accountId, false);
      await giveGroups(trx, author, [accountId]);
      return knownPerson(trx, accountId);
    });
    return answered(201, request, made);
  },
});

export const replaceScimUser = defineOperation({
  id: 'replaceScimUser',
  method: 'put',
  address: `${root}/{id}`,
  summary: 'Changes a person; what is left out stays as it is',
  tag: scimTag,
  path: scimPath,
  body: scimBody,
  answers: { 200: scimAnswer },
  async handle({ request, account, path, body }, { database, accounts }) {
    const person = personIn(body, false);
    const author = scimAuthor(request, account.id);
    const shown = await changed(database, (trx) =>
      change(trx, author, request, path.id, () => person),
    );
    accounts.forget(path.id);
    return answered(200, request, shown);
  },
});

export const patchScimUser = defineOperation({
  id: 'patchScimUser',
  method: 'patch',
  address: `${root}/{id}`,
  summary: 'Changes some of a person, in the dialects of Entra ID and Okta too',
  tag: scimTag,
  path: scimPath,
  body: scimBody,
  answers: { 200: scimAnswer },
  async handle({ request, account, path, body }, { database, accounts }) {
    const operations = operationsIn(body);
    const author = scimAuthor(request, account.id);
    const patch = (now: ScimResource) => personIn(patched(now, operations, patchablePerson), true);
    const shown = await changed(database, (trx) => change(trx, author, request, path.id, patch));
    accounts.forget(path.id);
    return answered(200, request, shown);
  },
});

export const deleteScimUser = defineOperation({
  id: 'deleteScimUser',
  method: 'delete',
  address: `${root}/{id}`,
  summary: 'Closes an account. What is written of it stays, and SCIM knows it no longer',
  tag: scimTag,
  path: scimPath,
  answers: { 204: { description: 'It is closed' } },
  async handle({ request, account, path }, { database, accounts }) {
    const author = scimAuthor(request, account.id);
    await changed(database, async (trx) => {
      const now = await knownPerson(trx, path.id);
      expectVersion(request, now);
      const { userName } = personIn(now, false);
      await keepScimPerson(trx, { account_id: path.id, user_name: userName });
      await setActive(trx, author, path.id, false);
      await markScimPerson(trx, path.id, { removed_at: new Date() });
    });
    accounts.forget(path.id);
    return { status: 204 };
  },
});

/** @throws ScimError 404 */
async function knownPerson(database: Database | Transaction, id: string): Promise<ScimResource> {
  const row = await findScimPerson(database, id);
  if (!row) throw unknownResource(id);
  return shownPerson(row);
}

function scimRow(accountId: string, { userName, externalId, givenName, familyName }: ScimPerson) {
  return {
    account_id: accountId,
    user_name: userName,
    external_id: externalId,
    given_name: givenName,
    family_name: familyName,
    removed_at: null,
  };
}

/** The account of a person who is new to SCIM. @throws ScimError 409 where SCIM has them already */
async function placeFor(trx: Transaction, author: Author, person: ScimPerson): Promise<string> {
  const { userName } = person;
  const fields = await fieldsOf(trx, person);
  const known = await trx('scim_people')
    .whereRaw('lower(user_name) = lower(?)', [userName])
    .forUpdate()
    .first();
  if (known && known.removed_at === null) throw taken(userName);
  if (known) {
    await refuseOtherAddresses(trx, known.account_id, fields.addresses);
    if (known.closed_at !== null) await reopenAccount(trx, author, known.account_id);
    await changeAccount(trx, author, { accountId: known.account_id, fields });
    await markScimPerson(trx, known.account_id, { closed_at: null, removed_at: null });
    return known.account_id;
  }
  await refuseAddressOfAnother(trx, userName);
  const accountId = newAccountId();
  await createAccount(trx, author, {
    accountId,
    roles: ['requester'],
    addresses: [],
    phones: [],
    locale: 'en',
    zone: null,
    site: null,
    department: null,
    managerId: null,
    requesterTier: 'standard',
    ...fields,
  });
  return accountId;
}

/**
 * What is written of a person, with the customer that the program names. A desk without customers passes over
 * what directories say of their own company.
 * @throws ScimError 400 `invalidValue` for a name that no customer has
 */
async function fieldsOf(
  trx: Transaction,
  { customer, fields }: ScimPerson,
): Promise<ScimPerson['fields']> {
  if (customer === undefined) return fields;
  if (customer === null) return { ...fields, customerId: null };
  const customerId = await findCustomerNamed(trx, customer);
  if (customerId === undefined && (await hasCustomers(trx))) {
    const detail = `organization: the desk has no customer '${customer}'; expected the name of one.`;
    throw new ScimError(400, 'invalidValue', detail);
  }
  return { ...fields, customerId: customerId ?? null };
}

function taken(userName: string): ScimError {
  return new ScimError(409, 'uniqueness', `There is a user '${userName}' already.`);
}

/** What somebody has as their address is nobody else's name. @throws ScimError 409 `uniqueness` */
async function refuseAddressOfAnother(
  trx: Transaction,
  userName: string,
  accountId = '',
): Promise<void> {
  const owner = await trx('mail_addresses')
    .where('address', userName.toLowerCase())
    .whereNot('account_id', accountId)
    .first('account_id');
  if (owner) throw taken(userName);
}

/**
 * By a mail address one gets a new password: those of administrators are changed at the desk alone.
 * @throws ScimError 409 `mutability`
 */
async function refuseOtherAddresses(
  trx: Transaction,
  accountId: string,
  given: readonly string[] | undefined,
): Promise<void> {
  const account = (await lockAccounts(trx, [accountId])).get(accountId);
  if (!given || !account?.roles.includes('administrator')) return;
  if (areSameAddresses(given, account.addresses)) return;
  const detail = 'The mail addresses of an administrator are changed at the desk.';
  throw new ScimError(409, 'mutability', detail);
}

async function change(
  trx: Transaction,
  author: Author,
  request: Request,
  accountId: string,
  wanted: (now: ScimResource) => ScimPerson,
): Promise<ScimResource> {
  await trx('accounts').where({ account_id: accountId }).forUpdate().first('account_id');
  const row = await findScimPerson(trx, accountId);
  if (!row) throw unknownResource(accountId);
  const now = shownPerson(row);
  expectVersion(request, now);
  const person = wanted(now);
  const other = await trx('scim_people')
    .whereRaw('lower(user_name) = lower(?)', [person.userName])
    .whereNot({ account_id: accountId })
    .first('account_id');
  if (other) throw taken(person.userName);
  await refuseAddressOfAnother(trx, person.userName, accountId);
  await refuseOtherAddresses(trx, accountId, person.fields.addresses);
  if (person.isActive && !row.is_active) {
    if (row.scim_closed_at === null) {
      throw new ScimError(
        409,
        'mutability',
        'It was closed at the desk, which alone opens it again.',
      );
    }
    await setActive(trx, author, accountId, true);
  }
  // Of an account that is closed nothing changes but what SCIM calls it.
  if (row.is_active || person.isActive) {
    await changeAccount(trx, author, { accountId, fields: await fieldsOf(trx, person) });
  }
  await keepScimPerson(trx, scimRow(accountId, person));
  if (!person.isActive && row.is_active) await setActive(trx, author, accountId, false);
  return knownPerson(trx, accountId);
}

async function setActive(
  trx: Transaction,
  author: Author,
  accountId: string,
  isActive: boolean,
): Promise<void> {
  if (isActive) {
    await reopenAccount(trx, author, accountId);
    await markScimPerson(trx, accountId, { closed_at: null });
    await giveGroups(trx, author, [accountId]);
    return;
  }
  const closed = await closeAccount(trx, author, { accountId });
  if (closed) await markScimPerson(trx, accountId, { closed_at: new Date() });
}
