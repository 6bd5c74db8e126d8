import type { Transaction } from '../connection.ts';
import { locks } from '../locks.ts';
import type { NewRow, ScimGroupRow } from '../tables.ts';

/** @returns undefined where another group has the name, in whatever case */
export async function keepScimGroup(
  trx: Transaction,
  group: NewRow<'scim_groups'>,
): Promise<ScimGroupRow | undefined> {
  const { scim_group_id, display_name, external_id = null } = group;
  // Of several who would take a name at once the others find it taken.
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(lower(?), ?))', [
    String(display_name),
    locks.scimGroupNames,
  ]);
  const other = await trx('scim_groups')
    .whereRaw('lower(display_name) = lower(?)', [String(display_name)])
    .whereNot({ scim_group_id: String(scim_group_id) })
    .first('scim_group_id');
  if (other) return undefined;
  const [row] = await trx('scim_groups')
    .insert({ scim_group_id, display_name, external_id })
    .onConflict('scim_group_id')
    .merge({ display_name, external_id, updated_at: trx.fn.now() })
    .returning('*');
  return row;
}

/** @returns whether it was there; its members are of it no more */
export async function deleteScimGroup(trx: Transaction, groupId: string): Promise<boolean> {
  const count = await trx('scim_groups').where({ scim_group_id: groupId }).delete();
  return count > 0;
}
