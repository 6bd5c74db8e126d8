import { chunksOf } from '../chunks.ts';
import type { Database, Transaction } from '../connection.ts';
import type { AccountRow, IdentityRow, NewRow } from '../tables.ts';

/** Who a provider or a directory says somebody is. */
export type Identity = Pick<IdentityRow, 'issuer' | 'subject'>;

/**
 * The account of an identity. Whoever else would link it waits until this transaction has ended.
 * @returns undefined where it is linked to none
 */
export async function holdIdentity(
  trx: Transaction,
  { issuer, subject }: Identity,
): Promise<string | undefined> {
  const key = JSON.stringify([issuer, subject]);
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 28))', [key]);
  const row = await trx('identities').where({ issuer, subject }).first('account_id');
  return row?.account_id;
}

/** Whose word it is what an LDAP directory says: it signs nobody in. */
export const directorySource = 'ldap';

/** Whom a directory has told of before, with the accounts they have. */
export async function listDirectoryIdentities(
  trx: Transaction,
  issuer: string,
): Promise<(Identity & Pick<AccountRow, 'account_id' | 'display_name' | 'is_active'>)[]> {
  return trx('identities')
    .join('accounts', 'accounts.account_id', 'identities.account_id')
    .where({ issuer, source: directorySource })
    .orderBy('accounts.display_name')
    .select('issuer', 'subject', 'accounts.account_id', 'display_name', 'is_active');
}

/** Writes whose accounts they are whom a directory tells of, and that it told of them now. */
export async function keepDirectoryIdentities(
  trx: Transaction,
  issuer: string,
  people: readonly { subject: string; accountId: string }[],
): Promise<void> {
  for (const chunk of chunksOf(people)) {
    await trx('identities')
      .insert(
        chunk.map(({ subject, accountId }) => ({
          ...{ issuer, subject, account_id: accountId, source: directorySource },
        })),
      )
      .onConflict(['issuer', 'subject'])
      .merge({ last_seen_at: trx.fn.now() });
  }
}

/** Whether a provider knows the owner of an account as somebody already. */
export async function isKnownTo(
  trx: Transaction,
  issuer: string,
  accountId: string,
): Promise<boolean> {
  const known = await trx('identities').where({ issuer, account_id: accountId }).first('subject');
  return known !== undefined;
}

export async function insertIdentity(
  trx: Transaction,
  identity: NewRow<'identities'>,
): Promise<void> {
  await trx('identities').insert(identity);
}

/** Writes that somebody was seen there now. */
export async function touchIdentity(trx: Transaction, identity: Identity): Promise<void> {
  const { issuer, subject } = identity;
  await trx('identities').where({ issuer, subject }).update({ last_seen_at: trx.fn.now() });
}

/** By what an account signs in at providers, the oldest first. */
export async function listIdentities(
  database: Database,
  accountId: string,
): Promise<IdentityRow[]> {
  return database('identities')
    .where({ account_id: accountId })
    .whereNot({ source: directorySource })
    .orderBy('linked_at');
}

/** @returns whether it was there */
export async function removeIdentity(
  trx: Transaction,
  accountId: string,
  { issuer, subject }: Identity,
): Promise<boolean> {
  const count = await trx('identities').where({ account_id: accountId, issuer, subject }).delete();
  return count > 0;
}
