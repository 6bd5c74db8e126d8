import { countRecoveryCodes, findTotp } from '../../../database/sign_in/factors.ts';
import { findPasskeys } from '../../../database/sign_in/passkeys.ts';
import { findPassword } from '../../../database/sign_in/passwords.ts';
import type { PasskeyRow } from '../../../database/tables.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import type { Locals } from '../../http/router.ts';
import { type Passkey, security } from './contract.ts';
import { identitiesOf, isFactorDemanded, mailAddressesOf } from './find_person.ts';

export const getSecurity = defineOperation({
  id: 'getSecurity',
  method: 'get',
  address: '/api/account/security',
  summary: 'With what the caller signs in: never a secret of it',
  tag: 'Sign-in',
  answers: { 200: { description: 'Password, second factors, passkeys', schema: security } },
  async handle({ account, response }, dependencies) {
    const { database } = dependencies;
    const { isEnrolling = false } = response.locals as Locals;
    const body = await withDatabase(async () => {
      const [address] = await mailAddressesOf(database, account.id);
      const password = await findPassword(database, account.id);
      const totp = await findTotp(database, account.id);
      const passkeys = await findPasskeys(database, account.id);
      const identities = await identitiesOf(database, account.id, dependencies);
      return {
        address: address ?? null,
        passwordChangedAt: password?.changed_at.toISOString() ?? null,
        totpSince: totp?.confirmed_at?.toISOString() ?? null,
        passkeys: passkeys.map(passkeyView),
        recoveryCodesLeft: await countRecoveryCodes(database, account.id),
        isFactorDemanded: await isFactorDemanded(database, account.roles),
        isByProvider: identities.length > 0,
        isEnrolling,
      };
    });
    return { status: 200, body };
  },
});

export function passkeyView(row: PasskeyRow): Passkey {
  return {
    id: row.credential_id,
    label: row.label,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
