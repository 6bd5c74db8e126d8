import { recordAudit } from '../../../database/audit.ts';
import { forgetBounces } from '../../../database/bounced_addresses.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { accountPath } from '../../people/contract.ts';
import { bouncedAddressList } from './contract.ts';

const tag = 'Mail';

export const listBounces = defineOperation({
  id: 'listBounces',
  method: 'get',
  address: '/api/accounts/{id}/bounces',
  summary: 'Addresses of a person that mail came back from, and whether they are mailed any more',
  tag,
  path: accountPath,
  answers: { 200: { description: 'All of them', schema: bouncedAddressList } },
  async handle({ path }, { database }) {
    const rows = await withDatabase(() =>
      database('bounced_addresses').where('account_id', path.id).orderBy('address'),
    );
    const items = rows.map((row) => ({
      address: row.address,
      bounceCount: row.bounce_count,
      bouncedAt: row.bounced_at.toISOString(),
      status: row.status,
      words: row.words,
      isStopped: row.stopped_at !== null,
    }));
    return { status: 200, body: { items, next: null } };
  },
});

export const forgiveBounces = defineOperation({
  id: 'forgiveBounces',
  method: 'delete',
  address: '/api/accounts/{id}/bounces',
  summary: 'Sends mail again to all addresses of a person, whatever came back from them',
  tag,
  path: accountPath,
  answers: { 204: { description: 'They are mailed again, or were already' } },
  async handle(call, { database }) {
    const { id } = call.path;
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const addresses = await forgetBounces(trx, id);
        if (addresses.length === 0) return;
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'mail_resumed',
          object: { kind: 'account', id },
          before: { stopped: addresses },
          after: { stopped: [] },
        });
      }),
    );
    return { status: 204 };
  },
});
