import { chunksOf } from './chunks.ts';
import type { Transaction } from './connection.ts';
import type { GroupMemberRow } from './tables.ts';

/** Writes places in groups over what is there. */
export async function mergePlaces(
  trx: Transaction,
  places: readonly GroupMemberRow[],
): Promise<void> {
  for (const chunk of chunksOf(places)) {
    await trx('group_members')
      .insert(chunk)
      .onConflict(['process_id', 'group_id', 'account_id'])
      .merge();
  }
}

export type PlaceKey = Pick<GroupMemberRow, 'process_id' | 'group_id' | 'account_id'>;

export async function deletePlaces(trx: Transaction, places: readonly PlaceKey[]): Promise<void> {
  for (const place of places) await trx('group_members').where(place).delete();
}
