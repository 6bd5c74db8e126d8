import type { Transaction } from '../connection.ts';
import { prepared } from '../prepared.ts';

/** The tickets and agents of one support group of one process. */
export interface PoolKey {
  processId: string;
  groupId: string;
}

/** One text a pool, by which they are ordered too. */
export function poolText({ processId, groupId }: PoolKey): string {
  return `${processId} ${groupId}`;
}

function poolRows(keys: readonly PoolKey[]) {
  return keys.map(({ processId, groupId }) => ({ process_id: processId, group_id: groupId }));
}

/** A part of a statement: the pools of `:pools`, as `poolList` gives them. */
export const listedPools = `
  select * from jsonb_to_recordset(:pools::jsonb) as pool (process_id text, group_id text)`;

export function poolList(keys: readonly PoolKey[]): string {
  return JSON.stringify(poolRows(keys));
}

/**
 * Takes hold of pools until the transaction ends: one allocator at a time for each. Always taken
 * in one order, after tickets and before agents, so that no two transactions wait for each other.
 */
export async function holdPools(trx: Transaction, keys: readonly PoolKey[]): Promise<void> {
  if (keys.length === 0) return;
  const inOrder = keys.toSorted((a, b) => (poolText(a) < poolText(b) ? -1 : 1));
  const hold = () => prepared(trx, 'hold_pools', holdPoolsSql, { pools: poolList(keys) });
  if ((await hold()).length === keys.length) return;
  await trx('assignment_pools').insert(poolRows(inOrder)).onConflict().ignore();
  await hold();
}

const holdPoolsSql = `
  select process_id, group_id from assignment_pools
  where (process_id, group_id) in (${listedPools})
  order by process_id collate "C", group_id collate "C"
  for update`;

/** Writes how many decisions a pool has seen, and whom its round robin went to last. */
export async function updatePool(
  trx: Transaction,
  { processId, groupId }: PoolKey,
  changed: { decision_count: string; last_agent: string | null },
): Promise<void> {
  await trx('assignment_pools').where({ process_id: processId, group_id: groupId }).update(changed);
}

/** The pools of every group an agent works in. */
export async function poolsOfAgent(trx: Transaction, agent: string): Promise<PoolKey[]> {
  const rows = await trx('group_members')
    .select('process_id', 'group_id')
    .where('account_id', agent);
  return rows.map((row) => ({ processId: row.process_id, groupId: row.group_id }));
}
