import { type AuditEntry, recordAudit } from '../audit.ts';
import type { Transaction } from '../connection.ts';
import { deletePlaces, mergePlaces } from '../group_members.ts';
import { type Author, changeAccount, lockAccounts } from '../people.ts';
import { PeopleRefused } from '../people_refused.ts';
import { type Role, roles } from '../roles.ts';
import type { GivenPlaceRow, GroupMappingRow } from '../tables.ts';

/** What a directory says of somebody. */
export interface Membership {
  accountId: string;
  /** The provider, or `scim`: whose word it is. */
  source: string;
  /** Names of the groups they are in, as mappings write them. */
  groups: readonly string[];
}

/**
 * Gives an account what the groups of a directory are mapped to, and takes away what they gave before
 * and give no more. What was given by hand stays, and so does what another directory gives. The last
 * administrator stays one, and whoever is left without a role is a requester.
 */
export async function giveMapped(
  trx: Transaction,
  author: Author,
  { accountId, source, groups }: Membership,
): Promise<void> {
  const account = (await lockAccounts(trx, [accountId])).get(accountId);
  if (!account?.is_active) return;
  const mappings = await trx('group_mappings').where({ source }).whereIn('directory_group', groups);
  await giveRoles(trx, author, { accountId, source, held: account.roles }, mappings);
  await givePlaces(trx, author, { accountId, source }, mappings);
}

interface Holder {
  accountId: string;
  source: string;
}

async function giveRoles(
  trx: Transaction,
  author: Author,
  { accountId, source, held }: Holder & { held: readonly Role[] },
  mappings: readonly GroupMappingRow[],
): Promise<void> {
  const wanted = new Set(mappings.flatMap(({ role }) => role ?? []));
  const given = await trx('given_roles').where({ account_id: accountId });
  const isGiven = (role: Role, isBy: (giver: string) => boolean) =>
    given.some((row) => row.role === role && isBy(row.source));
  const added = [...wanted].filter(
    (role) =>
      !isGiven(role, (giver) => giver === source) &&
      (!held.includes(role) || isGiven(role, () => true)),
  );
  const dropped = roles.filter(
    (role) => isGiven(role, (giver) => giver === source) && !wanted.has(role),
  );
  const lost = dropped.filter((role) => !isGiven(role, (giver) => giver !== source));
  const kept = roles.filter(
    (role) => added.includes(role) || (held.includes(role) && !lost.includes(role)),
  );
  const stayed = await setRoles(trx, author, accountId, kept.length > 0 ? kept : ['requester']);
  await trx('given_roles')
    .where({ account_id: accountId, source })
    .whereIn(
      'role',
      dropped.filter((role) => !stayed.includes(role)),
    )
    .delete();
  if (added.length === 0) return;
  await trx('given_roles').insert(added.map((role) => ({ account_id: accountId, role, source })));
}

/** A directory that forgets who runs the desk locks nobody out of it. @returns what stays for that */
async function setRoles(
  trx: Transaction,
  author: Author,
  accountId: string,
  wanted: readonly Role[],
): Promise<readonly Role[]> {
  try {
    await trx.transaction((inner) =>
      changeAccount(inner, author, { accountId, fields: { roles: wanted } }),
    );
    return [];
  } catch (error) {
    const isLast = error instanceof PeopleRefused && error.refusal.code === 'last_administrator';
    if (!isLast) throw error;
    await changeAccount(trx, author, {
      accountId,
      fields: { roles: [...wanted, 'administrator'] },
    });
    return ['administrator'];
  }
}

async function givePlaces(
  trx: Transaction,
  author: Author,
  { accountId, source }: Holder,
  mappings: readonly GroupMappingRow[],
): Promise<void> {
  const wanted = placesOf(mappings);
  const given = await trx('given_places').where({ account_id: accountId });
  const held = await trx('group_members').where({ account_id: accountId });
  const dropped = given.filter((row) => row.source === source && !wanted.has(keyOf(row)));
  const lost = dropped.filter(
    (row) => !given.some((other) => other.source !== source && keyOf(other) === keyOf(row)),
  );
  const added = [...wanted.values()].filter((place) => {
    const givers = given.filter((row) => keyOf(row) === keyOf(place));
    const isHeld = held.some((row) => keyOf(row) === keyOf(place));
    return !givers.some((row) => row.source === source) && (!isHeld || givers.length > 0);
  });
  const made = added.filter((place) => !held.some((row) => keyOf(row) === keyOf(place)));
  for (const { process_id, group_id } of dropped) {
    await trx('given_places')
      .where({ account_id: accountId, process_id, group_id, source })
      .delete();
  }
  await deletePlaces(
    trx,
    lost.map(({ process_id, group_id }) => ({ process_id, group_id, account_id: accountId })),
  );
  await mergePlaces(
    trx,
    made.map(({ process_id, group_id, capacity }) => ({
      process_id,
      group_id,
      account_id: accountId,
      capacity,
      skills: [],
      shift: null,
    })),
  );
  if (added.length > 0) {
    await trx('given_places').insert(
      added.map(({ process_id, group_id }) => ({
        account_id: accountId,
        process_id,
        group_id,
        source,
      })),
    );
  }
  await recordAudit(trx, ...placeEntries(author, accountId, made, lost));
}

type Place = Pick<GivenPlaceRow, 'process_id' | 'group_id'>;

/** Of two groups that give one place, the one with the larger capacity counts. */
function placesOf(mappings: readonly GroupMappingRow[]) {
  const places = new Map<string, Place & { capacity: number }>();
  for (const { process_id, group_id, capacity } of mappings) {
    if (process_id === null || group_id === null || capacity === null) continue;
    const place = { process_id, group_id, capacity };
    const before = places.get(keyOf(place))?.capacity ?? 0;
    places.set(keyOf(place), { ...place, capacity: Math.max(capacity, before) });
  }
  return places;
}

function keyOf({ process_id, group_id }: Place): string {
  return JSON.stringify([process_id, group_id]);
}

function placeEntries(
  author: Author,
  accountId: string,
  made: readonly Place[],
  lost: readonly Place[],
): AuditEntry[] {
  const name = ({ process_id, group_id }: Place) => `${process_id}/${group_id}`;
  if (made.length + lost.length === 0) return [];
  return [
    {
      ...author,
      kind: 'membership_changed',
      object: { kind: 'account', id: accountId },
      before: { groups: lost.map(name) },
      after: { groups: made.map(name) },
    },
  ];
}
