import { createHash } from 'node:crypto';
import {
  type ChangedAccount,
  type GivenAddresses,
  insertMissingAccounts,
  mergeAccounts,
  replaceAddresses,
  updateAccounts,
  updateManagers,
} from './accounts.ts';
import { type AuditEntry, type AuditedFields, changedFields, recordAudit } from './audit.ts';
import { chunksOf } from './chunks.ts';
import { inCircles } from './circles.ts';
import { connectDatabase, type Database, type Transaction } from './connection.ts';
import { mergePlaces } from './group_members.ts';
import { locks } from './locks.ts';
import { PeopleRefused } from './people_refused.ts';
import { type Role, roles } from './roles.ts';
import { writeTokens } from './sign_in/api_tokens.ts';
import { endLinks } from './sign_in/links.ts';
import { isLastAdministrator } from './sign_in/ways_in.ts';
import type { AccountRow, GroupMemberRow, NewRow } from './tables.ts';

/** A person of the desk as its owner writes them down. Absent fields take the table's defaults. */
export interface Person {
  accountId: string;
  roles: readonly Role[];
  displayName: string;
  /** The first is the main one. */
  addresses?: readonly string[];
  phones?: readonly string[];
  zone?: string;
  site?: string;
  department?: string;
  /** An account that is there, or among those written with it. */
  managerId?: string;
  requesterTier?: AccountRow['requester_tier'];
  locale?: AccountRow['locale'];
  isActive?: boolean;
  /** Made up: can sign in only while the desk is a demo. */
  isDemo?: boolean;
  /** Sign-in tokens, stored only as SHA-256. */
  tokens?: readonly { token: string; label: string }[];
  groups?: readonly GroupPlace[];
}

export interface GroupPlace {
  processId: string;
  groupId: string;
  /** Tickets at once. */
  capacity: number;
  skills?: readonly string[];
  /** A calendar of the process; the group's own hours where absent. */
  shift?: string;
}

/**
 * Writes people, their tokens and their places in groups, in one transaction. Repeating it changes
 * nothing; what it does not name (other tokens, other groups) stays.
 */
export async function upsertPeople(database: Database, people: readonly Person[]): Promise<void> {
  await database.transaction(async (trx) => {
    await mergeAccounts(trx, people.map(accountRow));
    await updateManagers(
      trx,
      people.flatMap(({ accountId, managerId }) => (managerId ? [{ accountId, managerId }] : [])),
    );
    await giveAddresses(
      trx,
      people.flatMap(({ accountId, addresses }) => (addresses ? [{ accountId, addresses }] : [])),
    );
    for (const chunk of chunksOf(people.flatMap(tokenRows))) {
      await writeTokens(trx, chunk);
    }
    await mergePlaces(trx, people.flatMap(memberRows));
  });
}

/** What is kept of a person, as those who run the desk see it. */
export interface AccountFields {
  name: string;
  roles: readonly Role[];
  /** The first is the main one. */
  addresses: readonly string[];
  /** As E.164 writes them. */
  phones: readonly string[];
  locale: AccountRow['locale'];
  /** IANA; null is the desk's own. */
  zone: string | null;
  site: string | null;
  department: string | null;
  /** Absent of somebody new: nobody's. */
  customerId?: string | null;
  managerId: string | null;
  requesterTier: AccountRow['requester_tier'];
}

export interface NewAccount extends AccountFields {
  accountId: string;
  /** The fingerprint of the request that makes it, where it can come again. */
  madeByRequest?: string;
}

/** Who changes people, and from where. */
export type Author = Pick<AuditEntry, 'by' | 'from'>;

/**
 * Writes new people, all or none. One that is there under its id stays as it is, so that a request
 * that is repeated changes nothing. Managers may be among them.
 *
 * @returns the ids of those that were not there
 * @throws PeopleRefused where an address is another's, or a manager unknown or below
 */
export async function createAccounts(
  trx: Transaction,
  author: Author,
  accounts: readonly NewAccount[],
): Promise<string[]> {
  const ordered = await managersFirst(trx, accounts);
  const rows = accounts.filter((account) => !ordered.has(account)).map(newAccountRow);
  for (const account of ordered) {
    rows.push({ ...newAccountRow(account), manager_id: account.managerId });
  }
  const written = new Set(await insertMissingAccounts(trx, rows));
  const created = accounts.filter(({ accountId }) => written.has(accountId));
  await giveAddresses(trx, created);
  // Whose manager is nobody, or below them, is refused here.
  await giveManagers(
    trx,
    created.filter((account) => account.managerId !== null && !ordered.has(account)),
  );
  await recordAudit(
    trx,
    ...created.map(({ accountId, madeByRequest: _, ...fields }) => ({
      ...author,
      kind: 'account_created' as const,
      object: { kind: 'account' as const, id: accountId },
      after: auditedFields(fields),
    })),
  );
  return [...written];
}

/** The fingerprint of the request that made an account; undefined where it was made in another way. */
export async function requestThatMade(
  database: Database,
  accountId: string,
): Promise<string | undefined> {
  const row = await database('accounts').where({ account_id: accountId }).first('made_by_request');
  return row?.made_by_request ?? undefined;
}

/** As `createAccounts`, of one. @returns whether it was not there */
export async function createAccount(
  trx: Transaction,
  author: Author,
  account: NewAccount,
): Promise<boolean> {
  return (await createAccounts(trx, author, [account])).length > 0;
}

export type ChangedFields = { [Name in keyof AccountFields]?: AccountFields[Name] | undefined };

/** What changes of a person; what is not named stays. */
export interface AccountChange {
  accountId: string;
  fields: ChangedFields;
  /** Refuses where it was changed since it was read at this revision. */
  expectedRevision?: number | undefined;
}

/**
 * Changes people, all or none. What is the same already is not written.
 *
 * @returns the ids of those that changed
 * @throws PeopleRefused
 */
export async function changeAccounts(
  trx: Transaction,
  author: Author,
  changes: readonly AccountChange[],
): Promise<string[]> {
  if (changes.some(({ fields }) => fields.roles)) await holdAdministrators(trx);
  const known = await lockAccounts(
    trx,
    changes.map(({ accountId }) => accountId),
  );
  const changed: (NewAccount & { before: AccountFields })[] = [];
  for (const { accountId, fields, expectedRevision } of changes) {
    const row = known.get(accountId);
    if (!row) throw new PeopleRefused({ code: 'unknown_account', parameters: { accountId } });
    const { revision, is_active: isActive } = row;
    if (expectedRevision !== undefined && expectedRevision !== revision) {
      throw new PeopleRefused({ code: 'changed_since', parameters: { revision } });
    }
    if (!isActive) throw new PeopleRefused({ code: 'closed', parameters: { accountId } });
    const before = fieldsOf(row);
    const after = { ...before, ...inOrder(fields) };
    if (!isSame(before, after)) changed.push({ accountId, ...after, before });
  }
  await updateAccounts(trx, changed.map(changedRow));
  await giveAddresses(
    trx,
    changed.filter(({ addresses, before }) => !isSame(addresses, before.addresses)),
  );
  // A link was mailed to where they are reached no more: whoever reads that opens nothing by it.
  await endLinks(
    trx,
    changed.filter(hasLostAddress).map(({ accountId }) => accountId),
  );
  await giveManagers(
    trx,
    changed.filter(({ managerId, before }) => managerId !== before.managerId),
  );
  const isLost = ({ roles, before }: (typeof changed)[number]) =>
    before.roles.includes('administrator') && !roles.includes('administrator');
  const loser = changed.findLast(isLost);
  if (loser) await refuseWithoutAdministrator(trx, loser.accountId);
  await recordAudit(
    trx,
    ...changed.map(({ accountId, before, ...after }) => ({
      ...author,
      kind: isSame(before.roles, after.roles)
        ? ('account_changed' as const)
        : ('roles_changed' as const),
      object: { kind: 'account' as const, id: accountId },
      ...changedFields(auditedFields(before), auditedFields(after)),
    })),
  );
  return changed.map(({ accountId }) => accountId);
}

/** As `changeAccounts`, of one. @returns whether it changed */
export async function changeAccount(
  trx: Transaction,
  author: Author,
  change: AccountChange,
): Promise<boolean> {
  return (await changeAccounts(trx, author, [change])).length > 0;
}

/** An account with its addresses, the main one first. */
export type KnownAccount = AccountRow & { addresses: string[] };

/** Takes hold of accounts until the transaction ends, in one order. */
export async function lockAccounts(
  trx: Transaction,
  accountIds: readonly string[],
): Promise<Map<string, KnownAccount>> {
  const { rows } = await trx.raw<{ rows: KnownAccount[] }>(
    `select accounts.*, array(
       select address from mail_addresses where mail_addresses.account_id = accounts.account_id
       order by is_main desc, address) as addresses
     from accounts where account_id = any(?) order by account_id collate "C"
     for no key update of accounts`,
    [[...accountIds]],
  );
  return new Map(rows.map((row) => [row.account_id, row]));
}

/** Whoever may take an administrator away waits for the others who may. */
export async function holdAdministrators(trx: Transaction): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(?)', [locks.administrators]);
}

/**
 * @param accountId who is an administrator no more, or will not be one
 * @throws PeopleRefused where nobody active would be one besides, or nobody who can sign in
 */
export async function refuseWithoutAdministrator(
  trx: Transaction,
  accountId: string,
): Promise<void> {
  const { rows } = await trx.raw<{ rows: { is_last: boolean }[] }>(
    `select ${isLastAdministrator('accounts')} as is_last from accounts where account_id = ?`,
    [accountId],
  );
  if (!rows[0]?.is_last) return;
  throw new PeopleRefused({ code: 'last_administrator', parameters: { accountId } });
}

export function fieldsOf(row: KnownAccount): AccountFields {
  return {
    name: row.display_name,
    roles: row.roles,
    addresses: row.addresses,
    phones: row.phones,
    locale: row.locale,
    zone: row.zone,
    site: row.site,
    department: row.department,
    customerId: row.customer_id,
    managerId: row.manager_id,
    requesterTier: row.requester_tier,
  };
}

function auditedFields(fields: AccountFields): AuditedFields {
  return { ...fields };
}

/** As they are read back: roles in the desk's order, addresses behind the main one by name. */
function inOrder(given: ChangedFields): Partial<AccountFields> {
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  const fields: Partial<AccountFields> = Object.fromEntries(named);
  const { addresses } = fields;
  const [main, ...others] = (addresses ?? []).map((address) => address.toLowerCase());
  const rest = [...new Set(others)].filter((address) => address !== main).toSorted();
  return {
    ...fields,
    ...(fields.roles && { roles: roles.filter((role) => fields.roles?.includes(role)) }),
    ...(addresses && { addresses: main === undefined ? [] : [main, ...rest] }),
  };
}

function hasLostAddress({ addresses, before }: AccountFields & { before: AccountFields }): boolean {
  return before.addresses.some((address) => !addresses.includes(address));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

async function giveAddresses(trx: Transaction, given: readonly GivenAddresses[]): Promise<void> {
  const taken = await replaceAddresses(trx, given);
  if (taken === undefined) return;
  throw new PeopleRefused({ code: 'address_taken', parameters: { address: taken } });
}

interface GivenManager {
  accountId: string;
  managerId: string | null;
}

async function giveManagers(trx: Transaction, given: readonly GivenManager[]): Promise<void> {
  if (given.length === 0) return;
  await trx.raw('select pg_advisory_xact_lock(?)', [locks.managers]);
  const known = await knownAmong(
    trx,
    given.flatMap(({ managerId }) => managerId ?? []),
  );
  const lost = given.find(({ managerId }) => managerId !== null && !known.has(managerId));
  if (lost) {
    const { accountId, managerId } = lost;
    const parameters = { accountId, managerId: String(managerId) };
    throw new PeopleRefused({ code: 'unknown_manager', parameters });
  }
  await updateManagers(
    trx,
    given.map(({ accountId, managerId }) => ({ accountId, managerId })),
  );
  await refuseCircle(
    trx,
    given.map(({ accountId }) => accountId),
  );
}

/**
 * New accounts in the order in which each can be written with its manager, who is at the desk or
 * before it. Nobody at the desk is below somebody new, so no circle comes of them; those who would
 * be in one, or have a manager whom nobody knows, are left out.
 */
async function managersFirst(
  trx: Transaction,
  accounts: readonly NewAccount[],
): Promise<Set<NewAccount>> {
  const ids = new Set(accounts.map(({ accountId }) => accountId));
  const isAmong = ({ managerId }: NewAccount) => managerId !== null && ids.has(managerId);
  const below = Map.groupBy(accounts.filter(isAmong), ({ managerId }) => managerId);
  const others = accounts.filter((account) => !isAmong(account));
  const known = await knownAmong(
    trx,
    others.flatMap(({ managerId }) => managerId ?? []),
  );
  const ordered = new Set(
    others.filter(({ managerId }) => managerId === null || known.has(managerId)),
  );
  for (const { accountId } of ordered) {
    for (const account of below.get(accountId) ?? []) ordered.add(account);
  }
  return ordered;
}

async function knownAmong(trx: Transaction, accountIds: readonly string[]): Promise<Set<string>> {
  if (accountIds.length === 0) return new Set();
  return new Set(
    await trx('accounts')
      .whereRaw('account_id = any(?)', [[...new Set(accountIds)]])
      .pluck<string[]>('account_id'),
  );
}

async function refuseCircle(trx: Transaction, accountIds: readonly string[]): Promise<void> {
  // Each account once: pairs of all who are above one another would be too many of a long line.
  const { rows } = await trx.raw<{ rows: { account_id: string; manager_id: string }[] }>(
    `with recursive above as (
       select account_id, manager_id from accounts
       where account_id = any(?) and manager_id is not null
       union
       select accounts.account_id, accounts.manager_id
       from above join accounts on accounts.account_id = above.manager_id
       where accounts.manager_id is not null)
     select account_id, manager_id from above`,
    [[...accountIds]],
  );
  const managers = new Map(rows.map(({ account_id, manager_id }) => [account_id, manager_id]));
  const [accountId] = [...inCircles(managers)].toSorted();
  if (accountId === undefined) return;
  throw new PeopleRefused({ code: 'manager_circle', parameters: { accountId } });
}

/** How many people of a demo there are, whether they can sign in now or not. */
export async function countDemoPeople(databaseUrl: string): Promise<number> {
  const database = connectDatabase(databaseUrl, { name: 'people', sessionsMax: 1 });
  try {
    const [row] = await database('accounts').where({ is_demo: true }).count();
    return Number(row?.count);
  } finally {
    await database.destroy();
  }
}

/** How a token is stored and looked up. */
function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function accountRow(person: Person): NewRow<'accounts'> {
  return {
    account_id: person.accountId,
    roles: [...person.roles],
    display_name: person.displayName,
    phones: [...(person.phones ?? [])],
    zone: person.zone ?? null,
    site: person.site ?? null,
    department: person.department ?? null,
    requester_tier: person.requesterTier ?? 'standard',
    locale: person.locale ?? 'en',
    is_active: person.isActive ?? true,
    is_demo: person.isDemo ?? false,
  };
}

function newAccountRow(account: NewAccount): NewRow<'accounts'> {
  const row = changedRow({ ...account, ...inOrder({ roles: account.roles }) });
  const { madeByRequest } = account;
  return madeByRequest === undefined ? row : { ...row, made_by_request: madeByRequest };
}

function changedRow({ accountId, ...fields }: NewAccount): ChangedAccount {
  return {
    account_id: accountId,
    roles: [...fields.roles],
    display_name: fields.name,
    phones: [...fields.phones],
    locale: fields.locale,
    zone: fields.zone,
    site: fields.site,
    department: fields.department,
    customer_id: fields.customerId ?? null,
    requester_tier: fields.requesterTier,
  };
}

function tokenRows({ accountId, tokens = [] }: Person) {
  return tokens.map(({ token, label }) => ({
    token_hash: tokenHash(token),
    account_id: accountId,
    label,
  }));
}

function memberRows({ accountId, groups = [] }: Person): GroupMemberRow[] {
  return groups.map((place) => ({
    process_id: place.processId,
    group_id: place.groupId,
    account_id: accountId,
    capacity: place.capacity,
    skills: [...(place.skills ?? [])],
    shift: place.shift ?? null,
  }));
}
