import { createHash, randomBytes } from 'node:crypto';
import { dayMs } from '../workflows/domain/durations.ts';
import { recordAudit } from './audit.ts';
import type { Database, Transaction } from './connection.ts';
import type { OwnerLinkRow } from './tables.ts';

/** So long a link can be used, once. */
const lifeMs = dayMs;
const secretBytes = 32;

/** What is known of the owner beforehand. */
export interface Owner {
  name?: string | undefined;
  address?: string | undefined;
}

/**
 * Makes the link by which the first administrator makes an account; those made before are void.
 * @returns its secret, of which only the hash is kept; undefined where there is an administrator
 */
export function makeOwnerLink(
  database: Database,
  { name, address }: Owner = {},
): Promise<string | undefined> {
  return database.transaction(async (trx) => {
    if (await hasAdministrator(trx)) return undefined;
    const after = { purpose: 'first_owner' };
    return writeLink(trx, { name: name ?? null, address: address ?? null }, after);
  });
}

/**
 * Makes the link by which an administrator who cannot sign in comes in again, for whoever has the
 * machine: it is in the audit. @returns its secret; undefined where nobody of that address is one
 */
export function makeRecoveryLink(database: Database, address: string): Promise<string | undefined> {
  return database.transaction(async (trx) => {
    const account = await trx('accounts')
      .join('mail_addresses', 'mail_addresses.account_id', 'accounts.account_id')
      .where('mail_addresses.address', address.toLowerCase())
      .where({ is_active: true, is_demo: false })
      .whereRaw("'administrator' = any(roles)")
      .first<{ account_id: string } | undefined>('accounts.account_id');
    if (!account) return undefined;
    const after = { purpose: 'recovery', account: account.account_id };
    return writeLink(trx, { account_id: account.account_id }, after);
  });
}

async function writeLink(
  trx: Transaction,
  row: Partial<Pick<OwnerLinkRow, 'account_id' | 'name' | 'address'>>,
  after: Record<string, string>,
): Promise<string> {
  await trx('owner_links').whereNull('ended_at').update({ ended_at: trx.fn.now() });
  const secret = randomBytes(secretBytes).toString('base64url');
  await trx('owner_links').insert({
    ...row,
    secret_hash: secretHash(secret),
    expires_at: new Date(Date.now() + lifeMs),
  });
  await recordAudit(trx, {
    by: { program: 'cli' },
    kind: 'sign_in_link_made',
    object: { kind: 'desk', id: 'owner' },
    after,
  });
  return secret;
}

/** Somebody who can sign in and run the desk; people of a demo are not such. */
export async function hasAdministrator(database: Database | Transaction): Promise<boolean> {
  const row = await database('accounts')
    .where({ is_active: true, is_demo: false })
    .whereRaw("'administrator' = any(roles)")
    .first('account_id');
  return row !== undefined;
}

/** The link that a secret opens; undefined where it has expired, was used, or is void. */
export async function findOwnerLink(
  database: Database | Transaction,
  secret: string,
): Promise<OwnerLinkRow | undefined> {
  return unlessVoid(database, await open(database, secret));
}

/** Uses a link up: of two at once only one gets it. */
export async function takeOwnerLink(
  trx: Transaction,
  secret: string,
): Promise<OwnerLinkRow | undefined> {
  const link = await unlessVoid(trx, await open(trx, secret).forUpdate());
  if (!link) return undefined;
  await trx('owner_links')
    .where('secret_hash', link.secret_hash)
    .update({ ended_at: trx.fn.now() });
  return link;
}

/** A link to the first account is void once there is an administrator. */
async function unlessVoid(
  database: Database | Transaction,
  link: OwnerLinkRow | undefined,
): Promise<OwnerLinkRow | undefined> {
  const isVoid = link?.account_id === null && (await hasAdministrator(database));
  return isVoid ? undefined : link;
}

function open(database: Database | Transaction, secret: string) {
  return database('owner_links')
    .where({ secret_hash: secretHash(secret), ended_at: null })
    .where('expires_at', '>', database.fn.now())
    .first();
}

function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
