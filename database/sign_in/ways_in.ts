import type { Database } from '../connection.ts';

/**
 * SQL: whether an account has a password, a passkey, or an identity at a provider of the settings.
 * @param account its alias in the query
 */
export const canSignIn = (account: string) => `(
  exists (select from passwords where passwords.account_id = ${account}.account_id)
  or exists (select from passkeys where passkeys.account_id = ${account}.account_id)
  or exists (select from identities
    join sign_in_providers on sign_in_providers.provider_id = identities.source
    where identities.account_id = ${account}.account_id))`;

/**
 * SQL: whether no other administrator would be left without an account, or none who can sign in where
 * this one can. People of a demo sign in by fixed tokens: one of them stands for another.
 *
 * @param account its alias in the query
 */
export const isLastAdministrator = (account: string) => `(
  not exists (select from accounts as other
    where other.is_active and 'administrator' = any(other.roles)
      and other.account_id <> ${account}.account_id)
  or (${account}.is_demo or ${canSignIn(account)})
    and not exists (select from accounts as other
      where other.is_active and 'administrator' = any(other.roles)
        and other.account_id <> ${account}.account_id
        and (other.is_demo and ${account}.is_demo or ${canSignIn('other')})))`;

/** Whether somebody has anything by which they sign in. */
export async function hasWayIn(database: Database, accountId: string): Promise<boolean> {
  const { rows } = await database.raw<{ rows: { has: boolean }[] }>(
    `select ${canSignIn('accounts')} as has from accounts where account_id = ?`,
    [accountId],
  );
  return rows[0]?.has ?? false;
}

/** The administrators who have anything by which they sign in. */
export async function administratorsWhoSignIn(database: Database): Promise<Set<string>> {
  const { rows } = await database.raw<{ rows: { account_id: string }[] }>(
    `select account_id from accounts
     where 'administrator' = any(roles) and is_active and ${canSignIn('accounts')}`,
  );
  return new Set(rows.map(({ account_id }) => account_id));
}
