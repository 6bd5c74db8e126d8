import { createHash, randomBytes } from 'node:crypto';
import { dayMs, hourMs } from '../../workflows/domain/durations.ts';
import type { Database, Transaction } from '../connection.ts';
import type { SignInLinkPurpose, SignInLinkRow } from '../tables.ts';

const secretBytes = 32;
const lifeMs: Record<SignInLinkPurpose, number> = {
  invitation: 7 * dayMs,
  reset: hourMs,
  provider: hourMs,
};

export interface NewLink {
  accountId: string;
  purpose: SignInLinkPurpose;
  /** Who had it made; null where the person asked, or a program. */
  madeBy: string | null;
}

export interface MadeLink {
  linkId: string;
  /** Known from here on to whoever is given the link, and to nobody else: only its hash is kept. */
  secret: string;
  expiresAt: Date;
}

/** One that chooses a password. */
export type PasswordLink = SignInLinkRow & { purpose: Exclude<SignInLinkPurpose, 'provider'> };

/**
 * Makes a link by which somebody chooses a password, and voids those made for the account before; or one
 * that leads to their provider, and opens nothing.
 */
export async function makeLink(
  trx: Transaction,
  { accountId, purpose, madeBy }: NewLink,
): Promise<MadeLink> {
  if (purpose !== 'provider') await endLinks(trx, [accountId]);
  const secret = randomBytes(secretBytes).toString('base64url');
  const expiresAt = new Date(Date.now() + lifeMs[purpose]);
  const [row] = await trx('sign_in_links')
    .insert({
      secret_hash: secretHash(secret),
      account_id: accountId,
      purpose,
      made_by: madeBy,
      expires_at: expiresAt,
    })
    .returning('link_id');
  return { linkId: String(row?.link_id), secret, expiresAt };
}

/** Voids what links of accounts are open. */
export async function endLinks(trx: Transaction, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  await trx('sign_in_links')
    .whereRaw('account_id = any(?)', [[...accountIds]])
    .whereNull('ended_at')
    .update({ ended_at: trx.fn.now() });
}

/** The link that a secret opens; undefined where it has expired, was used, or is void. */
export function findLink(database: Database, secret: string): Promise<PasswordLink | undefined> {
  return database('sign_in_links')
    .where({ secret_hash: secretHash(secret), ended_at: null })
    .where('expires_at', '>', database.fn.now())
    .whereNot('purpose', 'provider')
    .first<PasswordLink | undefined>();
}

/** Uses a link up: of two at once only one gets it. */
export async function takeLink(
  trx: Transaction,
  secret: string,
): Promise<SignInLinkRow | undefined> {
  const [row] = await trx('sign_in_links')
    .where({ secret_hash: secretHash(secret), ended_at: null })
    .where('expires_at', '>', trx.fn.now())
    .update({ ended_at: trx.fn.now() })
    .returning('*');
  return row;
}

/** When a person was mailed since because they asked to reset, the newest first. */
export async function askedResetsSince(
  database: Database,
  accountId: string,
  since: Date,
): Promise<Date[]> {
  const rows = await database('sign_in_links')
    .where({ account_id: accountId, made_by: null })
    .whereIn('purpose', ['reset', 'provider'])
    .where('made_at', '>', since)
    .orderBy('made_at', 'desc')
    .select('made_at');
  return rows.map(({ made_at }) => made_at);
}

function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
