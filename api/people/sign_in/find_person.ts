import type { Database } from '../../../database/connection.ts';
import { listIdentities } from '../../../database/federation/identities.ts';
import { countRecoveryCodes, findTotp } from '../../../database/sign_in/factors.ts';
import { findPasskeys } from '../../../database/sign_in/passkeys.ts';
import { findPassword } from '../../../database/sign_in/passwords.ts';
import { readSignInRules } from '../../../database/sign_in/rules.ts';
import type { AccountRow, IdentityRow, SecondFactor } from '../../../database/tables.ts';
import type { ApiDependencies } from '../../dependencies.ts';

type Needs = Pick<ApiDependencies, 'database' | 'config'>;

export type Person = Pick<AccountRow, 'account_id' | 'display_name' | 'roles' | 'locale'>;

/** Whoever may sign in and has that mail address, in whatever case it is written. */
export function findByAddress(address: string, needs: Needs): Promise<Person | undefined> {
  return people(needs)
    .join('mail_addresses', 'mail_addresses.account_id', 'accounts.account_id')
    .where('mail_addresses.address', address.toLowerCase())
    .first(...columns);
}

/** The same by the account. */
export function findPerson(accountId: string, needs: Needs): Promise<Person | undefined> {
  return people(needs)
    .where('accounts.account_id', accountId)
    .first(...columns);
}

const columns = [
  'accounts.account_id',
  'accounts.display_name',
  'accounts.roles',
  'accounts.locale',
] as const;

function people({ database, config }: Needs) {
  const query = database('accounts').where('accounts.is_active', true);
  return config.isDemo ? query : query.where('accounts.is_demo', false);
}

/** By what somebody can show more than their password; none where they have nothing. */
export async function factorsOf(database: Database, accountId: string): Promise<SecondFactor[]> {
  const totp = await findTotp(database, accountId);
  const passkeys = await findPasskeys(database, accountId);
  const factors: SecondFactor[] = [
    ...(totp?.confirmed_at ? (['totp'] as const) : []),
    ...(passkeys.length > 0 ? (['passkey'] as const) : []),
  ];
  if (factors.length === 0) return [];
  const codes = await countRecoveryCodes(database, accountId);
  return [...factors, ...(codes > 0 ? (['recovery_code'] as const) : [])];
}

/** Whether an administrator demands a second factor of whoever holds these roles. */
export async function isFactorDemanded(
  database: Database,
  roles: readonly string[],
): Promise<boolean> {
  const { secondFactorRoles } = await readSignInRules(database);
  return secondFactorRoles.some((role) => roles.includes(role));
}

/** The identities of an account at providers by which people can sign in now. */
export async function identitiesOf(
  database: Database,
  accountId: string,
  { providers }: Pick<ApiDependencies, 'providers'>,
): Promise<IdentityRow[]> {
  const identities = await listIdentities(database, accountId);
  return identities.filter(({ source }) => providers.has(source));
}

/** Whether somebody signs in by a provider, and has no password that they could have forgotten. */
export async function isByProviderOnly(
  database: Database,
  accountId: string,
  needs: Pick<ApiDependencies, 'providers'>,
): Promise<boolean> {
  if (await findPassword(database, accountId)) return false;
  return (await identitiesOf(database, accountId, needs)).length > 0;
}

export async function mailAddressesOf(database: Database, accountId: string): Promise<string[]> {
  const rows = await database('mail_addresses')
    .where('account_id', accountId)
    .orderBy('is_main', 'desc')
    .select('address');
  return rows.map(({ address }) => address);
}
