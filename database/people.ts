import { createHash } from 'node:crypto';
import { chunksOf } from './chunks.ts';
import { connectDatabase, type Database, type Transaction } from './connection.ts';
import type { Role } from './roles.ts';
import { writeTokens } from './sign_in/api_tokens.ts';
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
    for (const chunk of chunksOf(people.map(accountRow))) {
      await trx('accounts').insert(chunk).onConflict('account_id').merge();
    }
    for (const { accountId, managerId } of people) {
      if (managerId === undefined) continue;
      await trx('accounts').where('account_id', accountId).update({ manager_id: managerId });
    }
    await writeAddresses(trx, people);
    for (const chunk of chunksOf(people.flatMap(tokenRows))) {
      await writeTokens(trx, chunk);
    }
    for (const chunk of chunksOf(people.flatMap(memberRows))) {
      await trx('group_members')
        .insert(chunk)
        .onConflict(['process_id', 'group_id', 'account_id'])
        .merge();
    }
  });
}

async function writeAddresses(trx: Transaction, people: readonly Person[]): Promise<void> {
  const named = people.filter(({ addresses }) => addresses !== undefined);
  const rows = named.flatMap(({ accountId, addresses = [] }) =>
    addresses.map((address, n) => ({
      address: address.toLowerCase(),
      account_id: accountId,
      is_main: n === 0,
    })),
  );
  for (const chunk of chunksOf(named)) {
    const accountIds = chunk.map(({ accountId }) => accountId);
    await trx('mail_addresses').whereIn('account_id', accountIds).delete();
  }
  for (const chunk of chunksOf(rows)) await trx('mail_addresses').insert(chunk);
}

/** The address that mail to an account goes to; undefined where it has none. */
export async function mainAddressOf(
  database: Database,
  accountId: string,
): Promise<string | undefined> {
  const row = await database('mail_addresses')
    .where({ account_id: accountId, is_main: true })
    .first('address');
  return row?.address;
}

/** Writes accounts as they are given. Those that are there already stay as they are. */
export async function insertMissingAccounts(
  database: Database,
  accounts: readonly NewRow<'accounts'>[],
): Promise<void> {
  for (const chunk of chunksOf(accounts)) {
    await database('accounts').insert(chunk).onConflict('account_id').ignore();
  }
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
