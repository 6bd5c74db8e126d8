import { changedFields, recordAudit } from '../../../database/audit.ts';
import { readSignInRules, writeSignInRules } from '../../../database/sign_in/rules.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { signInRules } from './contract.ts';

export const getSignInRules = defineOperation({
  id: 'getSignInRules',
  method: 'get',
  address: '/api/sign-in-rules',
  summary: 'What is demanded of everybody who signs in',
  tag: 'Sign-in',
  answers: { 200: { description: 'The rules', schema: signInRules } },
  async handle(_call, { database }) {
    const { secondFactorRoles } = await withDatabase(() => readSignInRules(database));
    return { status: 200, body: { secondFactorRoles: [...secondFactorRoles] } };
  },
});

export const changeSignInRules = defineOperation({
  id: 'changeSignInRules',
  method: 'put',
  address: '/api/sign-in-rules',
  summary:
    'Demands a second factor of whoever holds some roles, from their next sign-in on: who has none ' +
    'adds one then',
  tag: 'Sign-in',
  body: signInRules,
  answers: { 200: { description: 'The rules as they are now', schema: signInRules } },
  async handle(call, { database }) {
    const secondFactorRoles = [...new Set(call.body.secondFactorRoles)];
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const before = await readSignInRules(trx);
        await writeSignInRules(trx, { secondFactorRoles });
        const changed = changedFields(
          { secondFactorRoles: before.secondFactorRoles },
          { secondFactorRoles },
        );
        if (!changed) return;
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'setting_changed',
          object: { kind: 'setting', id: 'second_factor_roles' },
          ...changed,
        });
      }),
    );
    return { status: 200, body: { secondFactorRoles } };
  },
});
