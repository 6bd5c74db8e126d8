import { type AuditEntry, recordAudit } from '../audit.ts';
import { chunksOf } from '../chunks.ts';
import type { Transaction } from '../connection.ts';
import { deletePlaces, mergePlaces } from '../group_members.ts';
import { type Author, changeAccounts, holdAdministrators, lockAccounts } from '../people.ts';
import { PeopleRefused } from '../people_refused.ts';
import { type Role, roles } from '../roles.ts';
import type { GivenPlaceRow, GivenRoleRow, GroupMappingRow } from '../tables.ts';

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
  await giveAllMapped(trx, author, source, new Map([[accountId, groups]]));
}

/**
 * As `giveMapped`, of many at once. Of several who would leave the desk without an administrator the
 * last one stays one.
 *
 * @param groups by account, the names of the groups they are in; who is closed gets nothing
 */
export async function giveAllMapped(
  trx: Transaction,
  author: Author,
  source: string,
  groups: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  // Before the accounts, as others hold both.
  await holdAdministrators(trx);
  const accounts = await lockAccounts(trx, [...groups.keys()]);
  const named = [...new Set([...groups.values()].flat())];
  const mappings = Map.groupBy(
    await trx('group_mappings').where({ source }).whereRaw('directory_group = any(?)', [named]),
    ({ directory_group }) => directory_group,
  );
  const holders = [...groups].flatMap(([accountId, names]) => {
    const account = accounts.get(accountId);
    if (!account?.is_active) return [];
    const mapped = [...new Set(names)].flatMap((name) => mappings.get(name) ?? []);
    return { accountId, held: account.roles, mapped };
  });
  const given = { trx, author, source, holders };
  await giveRoles(given);
  await givePlaces(given);
}

interface Holder {
  accountId: string;
  /** The roles they have. */
  held: readonly Role[];
  mapped: readonly GroupMappingRow[];
}

interface Giving {
  trx: Transaction;
  author: Author;
  source: string;
  holders: readonly Holder[];
}

async function giveRoles({ trx, author, source, holders }: Giving): Promise<void> {
  const rows = Map.groupBy(
    await trx('given_roles').whereRaw('account_id = any(?)', [idsOf(holders)]),
    ({ account_id }) => account_id,
  );
  const moves = holders.map((holder) =>
    roleMoves(source, holder, rows.get(holder.accountId) ?? []),
  );
  const stayed = await setRoles(trx, author, moves);
  const rowsOf = (accountId: string, named: readonly Role[]): GivenRoleRow[] =>
    named.map((role) => ({ account_id: accountId, role, source }));
  const isGone = (row: GivenRoleRow) => row.account_id !== stayed || row.role !== 'administrator';
  const dropped = moves.flatMap((move) => rowsOf(move.accountId, move.dropped)).filter(isGone);
  for (const chunk of chunksOf(dropped)) {
    await trx.raw(
      `delete from given_roles
       using jsonb_to_recordset(:given::jsonb) as given (account_id text, role text, source text)
       where given_roles.account_id = given.account_id and given_roles.role = given.role
         and given_roles.source = given.source`,
      { given: JSON.stringify(chunk) },
    );
  }
  for (const chunk of chunksOf(moves.flatMap((move) => rowsOf(move.accountId, move.added)))) {
    await trx('given_roles').insert(chunk);
  }
}

interface RoleMove {
  accountId: string;
  wanted: readonly Role[];
  added: readonly Role[];
  dropped: readonly Role[];
}

function roleMoves(
  source: string,
  { accountId, held, mapped }: Holder,
  given: readonly GivenRoleRow[],
): RoleMove {
  const wanted = new Set(mapped.flatMap(({ role }) => role ?? []));
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
  return {
    accountId,
    wanted: kept.length > 0 ? kept : ['requester'],
    added,
    dropped,
  };
}

/**
 * A directory that forgets who runs the desk locks nobody out of it.
 * @returns the account that stays an administrator for that
 */
async function setRoles(
  trx: Transaction,
  author: Author,
  moves: readonly RoleMove[],
): Promise<string | undefined> {
  const changes = moves.map(({ accountId, wanted }) => ({ accountId, fields: { roles: wanted } }));
  try {
    await trx.transaction((inner) => changeAccounts(inner, author, changes));
    return undefined;
  } catch (error) {
    if (!(error instanceof PeopleRefused) || error.refusal.code !== 'last_administrator') {
      throw error;
    }
    const { accountId } = error.refusal.parameters;
    const staying = changes.map((change) => {
      if (change.accountId !== accountId) return change;
      return { accountId, fields: { roles: [...change.fields.roles, 'administrator' as const] } };
    });
    await changeAccounts(trx, author, staying);
    return accountId;
  }
}

async function givePlaces({ trx, author, source, holders }: Giving): Promise<void> {
  const ids = idsOf(holders);
  const given = Map.groupBy(
    await trx('given_places').whereRaw('account_id = any(?)', [ids]),
    ({ account_id }) => account_id,
  );
  const held = Map.groupBy(
    await trx('group_members').whereRaw('account_id = any(?)', [ids]),
    ({ account_id }) => account_id,
  );
  const moves = holders.map((holder) => ({
    account_id: holder.accountId,
    ...placeMoves(
      source,
      placesOf(holder.mapped),
      given.get(holder.accountId) ?? [],
      held.get(holder.accountId) ?? [],
    ),
  }));
  const rowsOf = (pick: (move: (typeof moves)[number]) => readonly Place[]) =>
    moves.flatMap((move) =>
      pick(move).map(({ process_id, group_id }) => ({
        ...{ process_id, group_id, account_id: move.account_id },
      })),
    );
  for (const chunk of chunksOf(rowsOf(({ dropped }) => dropped))) {
    await trx.raw(
      `delete from given_places
       using jsonb_to_recordset(:given::jsonb) as given
         (process_id text, group_id text, account_id text)
       where given_places.source = :source
         and given_places.process_id = given.process_id
         and given_places.group_id = given.group_id
         and given_places.account_id = given.account_id`,
      { given: JSON.stringify(chunk), source },
    );
  }
  await deletePlaces(
    trx,
    rowsOf(({ lost }) => lost),
  );
  await mergePlaces(
    trx,
    moves.flatMap(({ account_id, made }) =>
      made.map((place) => ({ ...place, account_id, skills: [], shift: null })),
    ),
  );
  for (const chunk of chunksOf(rowsOf(({ added }) => added))) {
    await trx('given_places').insert(chunk.map((row) => ({ ...row, source })));
  }
  await recordAudit(
    trx,
    ...moves.flatMap(({ account_id, made, lost }) => placeEntries(author, account_id, made, lost)),
  );
}

type Place = Pick<GivenPlaceRow, 'process_id' | 'group_id'>;
type MappedPlace = Place & { capacity: number };

function placeMoves(
  source: string,
  wanted: ReadonlyMap<string, MappedPlace>,
  given: readonly GivenPlaceRow[],
  held: readonly Place[],
) {
  const dropped = given.filter((row) => row.source === source && !wanted.has(keyOf(row)));
  const lost = dropped.filter(
    (row) => !given.some((other) => other.source !== source && keyOf(other) === keyOf(row)),
  );
  const isHeld = (place: Place) => held.some((row) => keyOf(row) === keyOf(place));
  const added = [...wanted.values()].filter((place) => {
    const givers = given.filter((row) => keyOf(row) === keyOf(place));
    return !givers.some((row) => row.source === source) && (!isHeld(place) || givers.length > 0);
  });
  return { dropped, lost, added, made: added.filter((place) => !isHeld(place)) };
}

/** Of two groups that give one place, the one with the larger capacity counts. */
function placesOf(mappings: readonly GroupMappingRow[]): Map<string, MappedPlace> {
  const places = new Map<string, MappedPlace>();
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

function idsOf(holders: readonly Holder[]): string[] {
  return holders.map(({ accountId }) => accountId);
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
