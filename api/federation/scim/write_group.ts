import type { Transaction } from '../../../database/connection.ts';
import { setScimMembers } from '../../../database/federation/scim_group_members.ts';
import { deleteScimGroup, keepScimGroup } from '../../../database/federation/scim_groups.ts';
import type { Author } from '../../../database/people.ts';
import { ScimError } from '../../http/scim_error.ts';
import { giveGroups } from './give_groups.ts';

/** A group as a program writes it. */
export interface GivenGroup {
  displayName: string;
  externalId?: string | null | undefined;
  members?: readonly { value: string }[] | null | undefined;
}

/**
 * Writes a group with these members and no others, and gives each of them what it is mapped to.
 *
 * @throws ScimError 409 where another has its name, 400 for a member whom the desk does not know
 */
export async function writeScimGroup(
  trx: Transaction,
  author: Author,
  id: string,
  { displayName, externalId = null, members }: GivenGroup,
): Promise<void> {
  const row = await keepScimGroup(trx, {
    scim_group_id: id,
    display_name: displayName,
    external_id: externalId,
  });
  if (!row) throw new ScimError(409, 'uniqueness', `There is a group '${displayName}' already.`);
  const wanted = [...new Set((members ?? []).map(({ value }) => value))];
  await refuseStrangers(trx, wanted);
  const moved = await setScimMembers(trx, id, wanted);
  // A group that is called otherwise may give otherwise, to those too who stay.
  const touched = new Set([...moved, ...wanted]);
  await giveGroups(trx, author, [...touched].toSorted());
}

/** Removes a group: what it gave to its members is taken away. */
export async function removeScimGroup(trx: Transaction, author: Author, id: string): Promise<void> {
  const were = await setScimMembers(trx, id, []);
  await deleteScimGroup(trx, id);
  await giveGroups(trx, author, were.toSorted());
}

async function refuseStrangers(trx: Transaction, accountIds: readonly string[]): Promise<void> {
  const known = new Set(
    await trx('accounts')
      .whereRaw('account_id = any(?)', [[...accountIds]])
      .pluck<string[]>('account_id'),
  );
  const stranger = accountIds.find((id) => !known.has(id));
  if (stranger === undefined) return;
  throw new ScimError(400, 'invalidValue', `members: there is no user '${stranger}'.`);
}
