import type { Database, Transaction } from '../connection.ts';
import type { Role } from '../roles.ts';

export interface SignInRules {
  /** Whoever holds one of them signs in with a second factor. */
  secondFactorRoles: readonly Role[];
}

export async function readSignInRules(database: Database): Promise<SignInRules> {
  const row = await database('sign_in_rules').first();
  return { secondFactorRoles: row?.second_factor_roles ?? [] };
}

export async function writeSignInRules(
  trx: Transaction,
  { secondFactorRoles }: SignInRules,
): Promise<void> {
  await trx('sign_in_rules').update({ second_factor_roles: [...secondFactorRoles] });
}
