import { chunksOf } from './chunks.ts';
import type { Database, Transaction } from './connection.ts';
import type { AccountRow, NewRow } from './tables.ts';

/** Writes accounts as they are given. Those that are there already stay as they are. @returns the new ones' ids */
export async function insertMissingAccounts(
  database: Database | Transaction,
  accounts: readonly NewRow<'accounts'>[],
): Promise<string[]> {
  const written: string[] = [];
  for (const chunk of chunksOf(accounts)) {
    const rows = await database('accounts')
      .insert(chunk)
      .onConflict('account_id')
      .ignore()
      .returning('account_id');
    written.push(...rows.map(({ account_id }) => account_id));
  }
  return written;
}

/** Writes accounts over what is there under their ids. */
export async function mergeAccounts(
  trx: Transaction,
  accounts: readonly NewRow<'accounts'>[],
): Promise<void> {
  for (const chunk of chunksOf(accounts)) {
    await trx('accounts').insert(chunk).onConflict('account_id').merge();
  }
}

/** What a change of an account may change, beside addresses and manager. */
export type ChangedAccount = Pick<
  AccountRow,
  | 'account_id'
  | 'display_name'
  | 'roles'
  | 'locale'
  | 'requester_tier'
  | 'phones'
  | 'zone'
  | 'site'
  | 'department'
  | 'customer_id'
>;

/** Writes changed accounts, each as a whole; their revisions rise. */
export async function updateAccounts(
  trx: Transaction,
  accounts: readonly ChangedAccount[],
): Promise<void> {
  for (const chunk of chunksOf(accounts)) {
    await trx.raw(
      `update accounts set display_name = given.display_name, roles = given.roles,
         locale = given.locale, requester_tier = given.requester_tier, phones = given.phones,
         zone = given.zone, site = given.site, department = given.department,
         customer_id = given.customer_id,
         revision = accounts.revision + 1, updated_at = now()
       from jsonb_to_recordset(:given::jsonb) as given (account_id text, display_name text,
         roles text[], locale text, requester_tier text, phones text[], zone text, site text,
         department text, customer_id text)
       where accounts.account_id = given.account_id`,
      { given: JSON.stringify(chunk) },
    );
  }
}

/** Says who the managers of accounts are; null for nobody. */
export async function updateManagers(
  trx: Transaction,
  managers: readonly { accountId: string; managerId: string | null }[],
): Promise<void> {
  for (const chunk of chunksOf(managers)) {
    await trx.raw(
      `update accounts set manager_id = given."managerId"
       from jsonb_to_recordset(:given::jsonb) as given ("accountId" text, "managerId" text)
       where accounts.account_id = given."accountId"`,
      { given: JSON.stringify(chunk) },
    );
  }
}

/** Closes an account, or opens it again. */
export async function updateActive(
  trx: Transaction,
  accountId: string,
  isActive: boolean,
): Promise<void> {
  await trx('accounts')
    .where('account_id', accountId)
    .update({
      is_active: isActive,
      closed_at: isActive ? null : trx.fn.now(),
      updated_at: trx.fn.now(),
      revision: trx.raw('revision + 1'),
    });
}

/** The mail addresses of an account; the first is the main one. */
export interface GivenAddresses {
  accountId: string;
  addresses: readonly string[];
}

/**
 * Gives accounts the addresses they have from now on, instead of those they had.
 * @returns the first address that another account has; undefined where all were written
 */
export async function replaceAddresses(
  trx: Transaction,
  given: readonly GivenAddresses[],
): Promise<string | undefined> {
  for (const chunk of chunksOf(given)) {
    const accountIds = chunk.map(({ accountId }) => accountId);
    await trx('mail_addresses').whereIn('account_id', accountIds).delete();
  }
  const rows = given.flatMap(({ accountId, addresses }) =>
    addresses.map((address, n) => ({
      address: address.toLowerCase(),
      account_id: accountId,
      is_main: n === 0,
    })),
  );
  for (const chunk of chunksOf(rows)) {
    const written = await trx('mail_addresses')
      .insert(chunk)
      .onConflict('address')
      .ignore()
      .returning('address');
    if (written.length === chunk.length) continue;
    const addresses = new Set(written.map(({ address }) => address));
    return chunk.find(({ address }) => !addresses.has(address))?.address ?? chunk[0]?.address;
  }
  return undefined;
}

/** The address that mail to an account goes to; undefined where it has none. */
export async function mainAddressOf(
  database: Database,
  accountId: string,
): Promise<string | undefined> {
  const row = await database('mail_addresses')
    .where({ account_id: accountId, is_main: true })
    .first('address');
  return row?.address;
}

/** Whose are the texts and tickets of playbooks. Nobody signs in with it. */
export const playbooksAccountId = 'playbooks';

/** A program of the desk that writes texts of tickets: nobody signs in as it. */
export async function keepProgramAccount(
  database: Database,
  accountId: string,
  name: string,
): Promise<void> {
  await database('accounts')
    .insert({ account_id: accountId, display_name: name, roles: ['requester'], is_active: false })
    .onConflict('account_id')
    .ignore();
}
