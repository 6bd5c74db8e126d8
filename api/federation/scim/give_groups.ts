import type { Transaction } from '../../../database/connection.ts';
import { giveAllMapped } from '../../../database/federation/given_rights.ts';
import type { Author } from '../../../database/people.ts';

/** Gives people what the groups are mapped to that SCIM has them in. */
export async function giveGroups(
  trx: Transaction,
  author: Author,
  accountIds: readonly string[],
): Promise<void> {
  const rows = await trx('scim_group_members')
    .join('scim_groups', 'scim_groups.scim_group_id', 'scim_group_members.scim_group_id')
    .whereRaw('scim_group_members.account_id = any(?)', [[...accountIds]])
    .select('scim_group_members.account_id', 'scim_groups.display_name', 'scim_groups.external_id');
  const groups = new Map(accountIds.map((accountId): [string, string[]] => [accountId, []]));
  for (const { account_id, display_name, external_id } of rows) {
    groups.get(account_id)?.push(display_name, ...(external_id === null ? [] : [external_id]));
  }
  await giveAllMapped(trx, author, 'scim', groups);
}
