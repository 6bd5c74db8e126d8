import type { RequesterManager } from '../workflows/domain/ticket.ts';
import { awayAt } from './absences.ts';
import type { Database } from './connection.ts';

/**
 * A select for a lateral join: who manages somebody and has not left, whether they are away, and who
 * stands in for them; no row where nobody does. Those who may not decide are left out.
 *
 * @param person an expression of SQL with the account's id
 * @param except one with the ids of accounts that may not decide, a text[]
 */
export function managerNow(person: string, except: string): string {
  return `select manager.account_id as manager_id, deputy.account_id as deputy_id,
      away.account_id is not null as is_away
    from accounts as managed
    join accounts as manager on manager.account_id = managed.manager_id
    left join lateral (${awayAt('manager.account_id', 'now()')}) as away on true
    left join accounts as deputy on deputy.account_id = away.deputy_id and deputy.is_active
      and deputy.account_id <> all (${except})
    where managed.account_id = ${person} and manager.is_active
      and manager.account_id <> all (${except})`;
}

/** The manager of somebody as the desk knows people now. */
export interface KnownManager {
  managerId: string;
  isAway: boolean;
  /** Who stands in for them. */
  deputyId: string | null;
}

/**
 * Who manages somebody and could decide for them.
 * @param except who may not: those who wait for what is decided
 */
export async function findManager(
  database: Database,
  accountId: string,
  except: readonly string[] = [accountId],
): Promise<KnownManager | null> {
  const { rows } = await database.raw<{ rows: ManagerRow[] }>(
    managerNow(':accountId', ':except::text[]'),
    { accountId, except: [...except] },
  );
  const [row] = rows;
  if (!row) return null;
  return { managerId: row.manager_id, isAway: row.is_away, deputyId: row.deputy_id };
}

interface ManagerRow {
  manager_id: string;
  deputy_id: string | null;
  is_away: boolean;
}

/** Of whom an approval is asked: of nobody where the manager is away and nobody stands in. */
export function askableManager(manager: KnownManager | null): RequesterManager {
  if (!manager || (manager.isAway && manager.deputyId === null)) return { managerId: null };
  const { managerId, deputyId } = manager;
  return { managerId, ...(deputyId !== null && { deputyId }) };
}

/** Whether one of `tickets` waits for an approval, as its index says it. */
const isWaiting = `tickets.is_open and tickets.state -> 'approvals' @> '[{"outcome": "open"}]'`;

/**
 * A select for a lateral join: who has to wait for a ticket of `tickets`, as `requester_ids`, and the
 * approval it waits for, as `approval`.
 */
const waitedFor = `select
    array[tickets.state ->> 'requesterId'] || array(
      select merged ->> 'requesterId'
      from jsonb_array_elements(tickets.state -> 'mergedFrom') as merged) as requester_ids,
    (select approval from jsonb_array_elements(tickets.state -> 'approvals') as approval
      where approval ->> 'outcome' = 'open' limit 1) as approval`;

/**
 * A select of the tickets that wait for a decision of `:caller`, who is asked: the manager, whoever
 * stands in for one who is away, else a member of the group. `on_behalf_of` is the manager they stand
 * in for. Process owners may decide any, and are not asked.
 */
export const waitingForCaller = `
  select tickets.ticket_id, waited.approval,
    case when manager.deputy_id = :caller and manager.manager_id <> :caller
      then manager.manager_id end as on_behalf_of
  from tickets
  cross join lateral (${waitedFor}) as waited
  left join lateral (${managerNow(`tickets.state ->> 'requesterId'`, 'waited.requester_ids')})
    as manager on waited.approval ->> 'managerOf' is not null
  where ${isWaiting} and tickets.origin = 'live'
    and :caller <> all (waited.requester_ids)
    and (manager.manager_id = :caller or manager.deputy_id = :caller
      or (manager.manager_id is null or manager.is_away and manager.deputy_id is null) and exists (
        select from group_members
        where group_members.account_id = :caller
          and group_members.process_id = tickets.state ->> 'processId'
          and group_members.group_id = waited.approval ->> 'approverGroup'))`;
