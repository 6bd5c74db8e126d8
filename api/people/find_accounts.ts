import type { Knex } from 'knex';
import { awayAt } from '../../database/absences.ts';
import type { Database } from '../../database/connection.ts';
import type { RequesterTier, Tier } from '../../workflows/domain/ticket.ts';
import { findProcess, titleOf } from '../../workflows/processes/index.ts';
import { withDatabase } from '../http/database.ts';
import type { Locale, Role } from '../http/words.ts';
import type { Account, AccountQuery } from './contract.ts';

const pageSizeDefault = 100;

interface AccountRow {
  account_id: string;
  display_name: string;
  roles: readonly Role[];
  requester_tier: RequesterTier;
  open_ticket_count: number;
  is_away: boolean;
  away_until: Date | null;
  deputy_id: string | null;
}

/** Active accounts by name, with the groups they work in and what they carry now. */
export function findAccounts(
  database: Database,
  filters: AccountQuery,
  locale: Locale,
): Promise<Account[]> {
  return withDatabase(async () => {
    const query = database('accounts')
      .where('accounts.is_active', true)
      .orderBy(['accounts.display_name', 'accounts.account_id'])
      .limit(filters.limit ?? pageSizeDefault)
      .select<AccountRow[]>([
        'accounts.account_id',
        'accounts.display_name',
        'accounts.roles',
        'accounts.requester_tier',
        database.raw(
          `(select count(*)::int from agent_load
            where agent_load.account_id = accounts.account_id and agent_load.counts)
            as open_ticket_count`,
        ),
        'away.until_at as away_until',
        'away.deputy_id',
        database.raw('away.account_id is not null as is_away'),
      ])
      .joinRaw(`left join lateral (${awayAt('accounts.account_id', 'now()')}) as away on true`);
    applyFilters(query, database, filters);
    const rows = await query;
    const groups = await groupsOf(
      database,
      rows.map((row) => row.account_id),
      locale,
    );
    return rows.map((row) => ({
      id: row.account_id,
      name: row.display_name,
      roles: [...row.roles],
      requesterTier: row.requester_tier,
      groups: groups.get(row.account_id) ?? [],
      openTicketCount: row.open_ticket_count,
      away: row.is_away
        ? { until: row.away_until?.toISOString() ?? null, deputyId: row.deputy_id }
        : null,
    }));
  });
}

function applyFilters(
  query: Knex.QueryBuilder,
  database: Database,
  { role, group, process, q }: AccountQuery,
): void {
  if (role) query.whereRaw('accounts.roles && ?', [role]);
  if (q) {
    query.whereRaw("search_fold(accounts.display_name) like '%' || search_pattern(?) || '%'", [q]);
  }
  if (!group && !process) return;
  const members = database('group_members').select('account_id');
  if (group) members.where('group_id', group);
  if (process) members.where('process_id', process);
  query.whereIn('accounts.account_id', members);
}

/** The groups people work in, by account id. */
export async function groupsOf(
  database: Database,
  accountIds: string[],
  locale: Locale,
): Promise<Map<string, Account['groups']>> {
  const rows = await database('group_members')
    .whereIn('account_id', accountIds)
    .orderBy(['process_id', 'group_id'])
    .select('account_id', 'process_id', 'group_id', 'capacity');
  const groups = new Map<string, Account['groups']>();
  for (const row of rows) {
    const memberships = groups.get(row.account_id) ?? [];
    memberships.push({
      process: row.process_id,
      id: row.group_id,
      title: titleOf(row.process_id, 'group', row.group_id, locale),
      tier: tierOf(row.process_id, row.group_id),
      capacity: row.capacity,
    });
    groups.set(row.account_id, memberships);
  }
  return groups;
}

/** Groups an older version of the process had are shown at the first tier. */
function tierOf(processId: string, groupId: string): Tier {
  return findProcess(processId)?.groups[groupId]?.tier ?? 1;
}

/** Whether somebody works in a group of that name, in whatever process. */
export async function isMemberOf(
  database: Database,
  accountId: string,
  groupId: string,
): Promise<boolean> {
  const row = await database('group_members')
    .where({ group_id: groupId, account_id: accountId })
    .first('account_id');
  return row !== undefined;
}
