import type { RequesterManager, TicketState } from '../workflows/domain/ticket.ts';
import { decidesFor } from './absences.ts';
import type { Database } from './connection.ts';

/**
 * A select for a lateral join: who is so many managers above somebody and has not left, whether they
 * are away, and who stands in for them; no row where nobody is. Those who may not decide are left out.
 *
 * @param person an expression of SQL with the account's id
 * @param except one with the ids of accounts that may not decide, a text[]
 * @param levels one with how many managers above: 0 for the person, 1, or 2
 */
export function managerNow(person: string, except: string, levels = '1'): string {
  return `select manager.account_id as manager_id, stand_in.deputy_id, stand_in.is_away
    from accounts as managed
    left join accounts as direct on direct.account_id = managed.manager_id
    join accounts as manager on manager.account_id = case ${levels}
      when 0 then managed.account_id when 1 then managed.manager_id else direct.manager_id end
    cross join lateral (${decidesFor('manager.account_id', except)}) as stand_in
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

/** Who manages somebody, and could decide for them. */
export async function findManager(
  database: Database,
  accountId: string,
): Promise<KnownManager | null> {
  const { rows } = await database.raw<{ rows: ManagerRow[] }>(
    managerNow(':accountId', 'array[:accountId]::text[]'),
    { accountId },
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

/** A select for a lateral join: who has to wait for a ticket of `tickets`, as `requester_ids`. */
const waitingPeople = `select array[tickets.state ->> 'requesterId'] || array(
    select merged ->> 'requesterId'
    from jsonb_array_elements(tickets.state -> 'mergedFrom') as merged) as requester_ids`;

/** One for each approval that a ticket of `tickets` waits for, as `approval`. */
const openOnes = `select approval from jsonb_array_elements(tickets.state -> 'approvals') as approval
  where approval ->> 'outcome' = 'open'`;

/** One for the person who decides `asked.approval`, where it is one and they can be asked. */
const askedPerson = `select person.manager_id as seat_id, person.deputy_id
  from (${managerNow(
    `case when jsonb_exists(asked.approval, 'personIn')
      then tickets.state -> 'fields' ->> (asked.approval ->> 'personIn')
      when jsonb_exists(asked.approval, 'managerOf') then tickets.state ->> 'requesterId' end`,
    'waiting.requester_ids',
    `case when jsonb_exists(asked.approval, 'personIn') then 0
      when asked.approval ->> 'managerOf' = 'manager' then 2 else 1 end`,
  )}) as person
  where not person.is_away or person.deputy_id is not null`;

/**
 * One for each who decides `asked.approval`, with whoever stands in for them: the person, or the
 * members of its group where it is none, or nobody who can be asked.
 */
const seats = `select * from (${askedPerson}) as person
  union all
  select members.account_id, stand_in.deputy_id
  from group_members as members
  join accounts using (account_id)
  cross join lateral (${decidesFor('members.account_id', 'waiting.requester_ids')}) as stand_in
  where members.process_id = tickets.state ->> 'processId'
    and members.group_id = asked.approval ->> 'approverGroup'
    and accounts.is_active and members.account_id <> all (waiting.requester_ids)
    and not exists (${askedPerson})`;

/** Whether somebody has answered `asked.approval` for a seat, or the caller did for another. */
const isAnswered = `exists (
  select from jsonb_array_elements(asked.approval -> 'answers') as answer
  where coalesce(answer ->> 'onBehalfOf', answer -> 'by' ->> 'id') = seats.seat_id
    or not coalesce((asked.approval ->> 'isCountedBySeat')::boolean, false)
      and answer -> 'by' ->> 'id' = :caller)`;

/**
 * A select of what waits for a decision of `:caller`, who is asked: the person or a member of the group,
 * or whoever stands in for one. `on_behalf_of` is whom they stand in for. Process owners may decide
 * any, and are not asked.
 */
export const waitingForCaller = `
  select tickets.ticket_id, asked.approval, mine.on_behalf_of
  from tickets
  cross join lateral (${waitingPeople}) as waiting
  cross join lateral (${openOnes}) as asked
  cross join lateral (
    select case when seats.seat_id <> :caller then seats.seat_id end as on_behalf_of
    from (${seats}) as seats
    where :caller in (seats.seat_id, seats.deputy_id) and not ${isAnswered}
    order by seats.seat_id <> :caller, seats.seat_id
    limit 1
  ) as mine
  where ${isWaiting} and tickets.origin = 'live'
    and :caller <> all (waiting.requester_ids)`;

/** Somebody who decides an approval, and whoever stands in for them now. */
export interface ApprovalSeat {
  accountId: string;
  deputyId: string | null;
}

/** Who decides each approval that a ticket waits for, by its number. */
export type ApprovalSeats = ReadonlyMap<number, readonly ApprovalSeat[]>;

/** Who decides what a ticket waits for, as the desk knows people now. */
export async function findApprovalSeats(
  database: Database,
  state: TicketState,
): Promise<ApprovalSeats> {
  if (!state.approvals.some(({ outcome }) => outcome === 'open')) return new Map();
  const { rows } = await database.raw<{ rows: SeatRow[] }>(
    `select (asked.approval ->> 'n')::int as n, seats.seat_id, seats.deputy_id
     from (select :state::jsonb as state) as tickets
     cross join lateral (${waitingPeople}) as waiting
     cross join lateral (${openOnes}) as asked
     cross join lateral (${seats}) as seats
     order by seats.seat_id`,
    { state: JSON.stringify(state) },
  );
  const byNumber = Map.groupBy(rows, ({ n }) => n);
  return new Map(
    [...byNumber].map(([n, found]) => [
      n,
      found.map((row) => ({ accountId: row.seat_id, deputyId: row.deputy_id })),
    ]),
  );
}

interface SeatRow {
  n: number;
  seat_id: string;
  deputy_id: string | null;
}
