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

/** Takes people out of groups. Of a place no more than its key is looked at. */
export async function deletePlaces(trx: Transaction, places: readonly PlaceKey[]): Promise<void> {
  for (const chunk of chunksOf(places)) {
    await trx.raw(
      `delete from group_members
       using jsonb_to_recordset(:given::jsonb) as given
         (process_id text, group_id text, account_id text)
       where group_members.process_id = given.process_id
         and group_members.group_id = given.group_id
         and group_members.account_id = given.account_id`,
      { given: JSON.stringify(chunk) },
    );
  }
}
