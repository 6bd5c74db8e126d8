import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { AccountRow, GroupMemberRow } from './tables.ts';

/** A person of the desk as its owner writes them down. Absent fields take the table's defaults. */
export interface Person {
  accountId: string;
  role: AccountRow['role'];
  displayName: string;
  email?: string;
  requesterTier?: AccountRow['requester_tier'];
  locale?: AccountRow['locale'];
  isActive?: boolean;
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
  isAbsent?: boolean;
}

const peoplePerInsert = 500;

/**
 * Writes people, their tokens and their places in groups, in one transaction. Repeating it changes
 * nothing; what it does not name (other tokens, other groups) stays.
 */
export async function upsertPeople(database: Knex, people: readonly Person[]): Promise<void> {
  await database.transaction(async (trx) => {
    await upsert(trx, 'accounts', people.map(accountRow), ['account_id']);
    await upsert(trx, 'api_tokens', people.flatMap(tokenRows), ['token_hash']);
    await upsert(trx, 'group_members', people.flatMap(memberRows), [
      'process_id',
      'group_id',
      'account_id',
    ]);
  });
}

/** How a token is stored and looked up. */
function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

async function upsert(
  trx: Knex.Transaction,
  table: string,
  rows: object[],
  key: string[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += peoplePerInsert) {
    const chunk = rows.slice(start, start + peoplePerInsert);
    await trx(table).insert(chunk).onConflict(key).merge();
  }
}

function accountRow(person: Person): Omit<AccountRow, 'created_at'> {
  return {
    account_id: person.accountId,
    role: person.role,
    display_name: person.displayName,
    email: person.email ?? null,
    requester_tier: person.requesterTier ?? 'standard',
    locale: person.locale ?? 'en',
    is_active: person.isActive ?? true,
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
    is_absent: place.isAbsent ?? false,
  }));
}
