import { chunksOf } from '../chunks.ts';
import type { Transaction } from '../connection.ts';

/** Makes people, and nobody else, members of a group. @returns those who came or went */
export async function setScimMembers(
  trx: Transaction,
  groupId: string,
  accountIds: readonly string[],
): Promise<string[]> {
  const before = await trx('scim_group_members')
    .where({ scim_group_id: groupId })
    .pluck('account_id');
  const [held, wanted] = [new Set<string>(before), new Set(accountIds)];
  const gone = [...held].filter((id) => !wanted.has(id));
  const come = [...wanted].filter((id) => !held.has(id));
  for (const chunk of chunksOf(gone)) {
    await trx('scim_group_members')
      .where({ scim_group_id: groupId })
      .whereIn('account_id', chunk)
      .delete();
  }
  for (const chunk of chunksOf(come)) {
    await trx('scim_group_members').insert(
      chunk.map((account_id) => ({ scim_group_id: groupId, account_id })),
    );
  }
  return [...gone, ...come];
}
