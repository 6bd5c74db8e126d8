import { allocationChannel } from './allocation/allocation_channel.ts';
import { recordAudit } from './audit.ts';
import type { Transaction } from './connection.ts';
import { deletePlaces, mergePlaces } from './group_members.ts';
import { type Author, lockAccounts } from './people.ts';
import { PeopleRefused } from './people_refused.ts';
import type { GroupMemberRow } from './tables.ts';

type Place = Pick<GroupMemberRow, 'capacity' | 'skills' | 'shift'>;

export interface MembershipChange {
  processId: string;
  groupId: string;
  accountId: string;
  /** Null takes them out of the group; what they have in hand stays theirs. */
  place: Place | null;
}

/**
 * Puts people in groups, changes their places there, and takes them out. What is so already is not
 * written.
 *
 * @returns how many places changed
 * @throws PeopleRefused where an account is unknown, or closed
 */
export async function changeMemberships(
  trx: Transaction,
  author: Author,
  changes: readonly MembershipChange[],
): Promise<number> {
  const accounts = await lockAccounts(
    trx,
    changes.map(({ accountId }) => accountId),
  );
  const known = new Map(
    (await trx('group_members').whereRaw('account_id = any(?)', [[...accounts.keys()]])).map(
      (row) => [keyOf(row.process_id, row.group_id, row.account_id), row],
    ),
  );
  const changed = changes.flatMap((change) => {
    const { accountId } = change;
    const account = accounts.get(accountId);
    if (!account) throw new PeopleRefused({ code: 'unknown_account', parameters: { accountId } });
    if (!account.is_active && change.place) {
      throw new PeopleRefused({ code: 'closed', parameters: { accountId } });
    }
    const before = placeOf(known.get(keyOf(change.processId, change.groupId, accountId)));
    const isSame = JSON.stringify(before) === JSON.stringify(placeOf(change.place));
    return isSame ? [] : [{ ...change, before }];
  });
  const rowOf = ({ processId, groupId, accountId }: MembershipChange) => ({
    process_id: processId,
    group_id: groupId,
    account_id: accountId,
  });
  await mergePlaces(
    trx,
    changed.flatMap((change) => (change.place ? [{ ...rowOf(change), ...change.place }] : [])),
  );
  await deletePlaces(trx, changed.filter(({ place }) => place === null).map(rowOf));
  await recordAudit(
    trx,
    ...changed.map(({ processId, groupId, accountId, before, place }) => ({
      ...author,
      kind: 'membership_changed' as const,
      object: { kind: 'account' as const, id: accountId },
      before: { process: processId, group: groupId, ...before },
      after: { process: processId, group: groupId, ...placeOf(place) },
    })),
  );
  await wakePools(trx, changed);
  return changed.length;
}

/** Whoever has room now that had none takes what waits. */
export async function wakePools(
  trx: Transaction,
  pools: readonly { processId: string; groupId: string }[],
): Promise<void> {
  const at = Date.now();
  const news = new Set(
    pools.map(({ processId, groupId }) => JSON.stringify({ processId, groupId, at })),
  );
  for (const one of news) await trx.raw('select pg_notify(?, ?)', [allocationChannel, one]);
}

function keyOf(...parts: string[]): string {
  return JSON.stringify(parts);
}

function placeOf(place: Place | null | undefined): Place | null {
  if (!place) return null;
  return { capacity: place.capacity, skills: place.skills.toSorted(), shift: place.shift };
}
