import type { Transaction } from '../connection.ts';
import type { AgentLoadRow } from '../tables.ts';

/** Writes for whom tickets are reserved. */
export async function writeLoads(trx: Transaction, rows: readonly AgentLoadRow[]): Promise<void> {
  await trx('agent_load').insert(rows).onConflict('ticket_id').merge();
}

/** Nobody carries the ticket any more. */
export async function deleteLoad(trx: Transaction, ticketId: string): Promise<void> {
  await trx('agent_load').where('ticket_id', ticketId).delete();
}

/**
 * A part of a statement that has `changes`: writes who carries tickets, and when each agent was last
 * given one, never an earlier moment than is known. `freed` are the agents who have room now that
 * had none before on account of a ticket; one that waits on under an offer keeps the place that was
 * reserved with it.
 */
export const changeLoads = `
  -- Found by their keys: a list is taken for a hundred rows, and the whole table would be read.
  carried as (
    select * from agent_load where ticket_id = any (array(select ticket_id from changes))
  ),
  unloaded as (
    delete from agent_load using changes
    where agent_load.ticket_id = changes.ticket_id
      and agent_load.ticket_id = any (array(select ticket_id from changes))
      and changes.account_id is null and not changes.keeps_offer
  ),
  loaded as (
    insert into agent_load (ticket_id, process_id, group_id, account_id, counts, assigned_at)
    select changes.ticket_id, changes.process_id, changes.group_id, changes.account_id,
      changes.counts, coalesce(changes.assigned_at, carried.assigned_at, changes.at)
    from changes left join carried using (ticket_id)
    where changes.account_id is not null
    on conflict (ticket_id) do update set process_id = excluded.process_id,
      group_id = excluded.group_id, account_id = excluded.account_id, counts = excluded.counts,
      assigned_at = excluded.assigned_at
  ),
  remembered as (
    insert into agent_assignments (account_id, last_assigned_at)
    select assignee, max(assigned_at) from changes where assignee is not null group by assignee
    order by assignee
    on conflict (account_id) do update set last_assigned_at = excluded.last_assigned_at
    where agent_assignments.last_assigned_at < excluded.last_assigned_at
  ),
  freed as (
    select ticket_id, carried.account_id from carried join changes using (ticket_id)
    where carried.counts and case
      when changes.account_id is null then not changes.keeps_offer
      else not (changes.counts and changes.account_id = carried.account_id)
    end
  )`;
