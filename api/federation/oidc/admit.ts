import { randomBytes } from 'node:crypto';
import { recordAudit } from '../../../database/audit.ts';
import type { Database, Transaction } from '../../../database/connection.ts';
import { findCustomerNamed } from '../../../database/customers.ts';
import { giveMapped } from '../../../database/federation/given_rights.ts';
import {
  holdIdentity,
  insertIdentity,
  isKnownTo,
  touchIdentity,
} from '../../../database/federation/identities.ts';
import { keepLinkOffer } from '../../../database/federation/link_offers.ts';
import { type Author, changeAccount, createAccount } from '../../../database/people.ts';
import { minuteMs } from '../../../workflows/domain/durations.ts';
import { type Locale, locale } from '../../http/words.ts';
import type { ProvedPerson } from './provider.ts';
import type { ProviderSettings } from './provider_settings.ts';

/** Why somebody whom a provider knows is not let in. */
export type NotAdmitted =
  | 'account_closed'
  | 'address_not_verified'
  | 'confirm_link'
  | 'identity_taken'
  | 'unknown_person';

export type Admission =
  | {
      accountId: string;
      /** As the provider calls the customer of theirs, whom the desk does not know. */
      unknownCustomer?: string;
    }
  | { refused: NotAdmitted };

export interface Arrival {
  provider: ProviderSettings;
  person: ProvedPerson;
  /** Whoever was signed in when they began, and wants the identity for their account. */
  linksTo: string | null;
  /** What the browser is known by while somebody signs in. */
  browserHash: string;
  /** Where the request came from. */
  from: Author['from'];
}

/** How long an identity waits for its account. */
const offerMs = 15 * minuteMs;

/**
 * Finds the account of somebody whom a provider has proved, or makes it, and gives it what the
 * provider's groups are mapped to. One transaction: nothing is half done.
 */
export function admit(database: Database, arrival: Arrival): Promise<Admission> {
  return database.transaction(async (trx) => {
    const { provider, person } = arrival;
    const known = await holdIdentity(trx, person);
    const found = await accountFor(trx, arrival, known);
    if ('refused' in found) return found;
    const { accountId } = found;
    const account = await trx('accounts').where({ account_id: accountId }).first('is_active');
    if (!account?.is_active) return { refused: 'account_closed' };
    const author: Author = { by: { program: 'oidc', accountId }, from: arrival.from };
    if (known === undefined) await linkIdentity(trx, author, { accountId, provider, person });
    else await touchIdentity(trx, person);
    const { name, customer } = person;
    const customerId = customer === undefined ? undefined : await findCustomerNamed(trx, customer);
    const fields = { ...(name !== undefined && { name }), ...(customerId && { customerId }) };
    if (Object.keys(fields).length > 0) await changeAccount(trx, author, { accountId, fields });
    if (person.groups) {
      await giveMapped(trx, author, { accountId, source: provider.id, groups: person.groups });
    }
    const isUnknown = customer !== undefined && customerId === undefined;
    return isUnknown ? { accountId, unknownCustomer: customer } : found;
  });
}

async function accountFor(
  trx: Transaction,
  arrival: Arrival,
  known: string | undefined,
): Promise<Admission> {
  const { linksTo, person, provider } = arrival;
  if (linksTo !== null) {
    return known === undefined || known === linksTo
      ? { accountId: linksTo }
      : { refused: 'identity_taken' };
  }
  if (known !== undefined) return { accountId: known };
  if (person.hasUnverifiedAddress) return { refused: 'address_not_verified' };
  const owner = person.address === undefined ? undefined : await ownerOf(trx, person.address);
  if (owner) return claimed(trx, arrival, owner);
  if (!provider.makesAccounts) return { refused: 'unknown_person' };
  return { accountId: await makeAccount(trx, arrival) };
}

interface Owner {
  account_id: string;
  roles: readonly string[];
  is_active: boolean;
}

async function ownerOf(trx: Transaction, address: string): Promise<Owner | undefined> {
  return trx('mail_addresses')
    .join('accounts', 'accounts.account_id', 'mail_addresses.account_id')
    .where('mail_addresses.address', address)
    .first<Owner | undefined>('accounts.account_id', 'accounts.roles', 'accounts.is_active');
}

/**
 * An address alone makes nobody an administrator, whatever the provider is allowed. Nor does it make
 * somebody another whom the provider knows: an address goes over to whoever comes after them.
 */
async function claimed(trx: Transaction, arrival: Arrival, owner: Owner): Promise<Admission> {
  const { account_id: accountId, roles, is_active: isActive } = owner;
  const { provider, person, browserHash } = arrival;
  if (!isActive) return { refused: 'account_closed' };
  const isTheirs = provider.linksByAddress && !roles.includes('administrator');
  if (isTheirs && !(await isKnownTo(trx, person.issuer, accountId))) return { accountId };
  await keepLinkOffer(trx, {
    browser_hash: browserHash,
    account_id: accountId,
    provider: provider.id,
    issuer: person.issuer,
    subject: person.subject,
    groups: person.groups ?? null,
    expires_at: new Date(Date.now() + offerMs),
  });
  return { refused: 'confirm_link' };
}

async function makeAccount(trx: Transaction, { person, from }: Arrival): Promise<string> {
  const accountId = newAccountId();
  await createAccount(
    trx,
    { by: { program: 'oidc' }, from },
    {
      accountId,
      name: person.name ?? person.address ?? person.subject,
      roles: ['requester'],
      addresses: person.address === undefined ? [] : [person.address],
      phones: [],
      locale: localeOf(person.locale),
      zone: null,
      site: null,
      department: null,
      managerId: null,
      requesterTier: 'standard',
    },
  );
  return accountId;
}

export function newAccountId(): string {
  return `acc-${randomBytes(12).toString('base64url').replace(/[-_]/g, 'x')}`;
}

/** `fr-CA` speaks French; what the desk does not speak is English. */
export function localeOf(tag: string | null | undefined): Locale {
  const language = tag?.split(/[-_]/)[0]?.toLowerCase();
  return locale.safeParse(language).data ?? 'en';
}

interface Linked {
  accountId: string;
  provider: Pick<ProviderSettings, 'id'>;
  person: Pick<ProvedPerson, 'issuer' | 'subject'>;
}

/** Writes that an identity is an account's from now on. */
export async function linkIdentity(
  trx: Transaction,
  author: Author,
  { accountId, provider, person: { issuer, subject } }: Linked,
): Promise<void> {
  await insertIdentity(trx, { issuer, subject, account_id: accountId, source: provider.id });
  await recordAudit(trx, {
    ...author,
    kind: 'identity_linked',
    object: { kind: 'account', id: accountId },
    after: { issuer, identity: subject },
  });
}
