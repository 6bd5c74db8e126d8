import type { Transaction } from '../connection.ts';

/**
 * A part of a statement that has `changes`: lets tickets wait for an agent, wait on, or wait no more.
 * Asked again, a ticket waits as asked last.
 */
export const changeQueue = `
  entered as (
    insert into assignment_queue (ticket_id, process_id, group_id, priority, waiting_since, skills,
      preferred_agent, excluded_agents)
    select ticket_id, process_id, group_id, priority, waiting_since, skills, preferred_agent,
      excluded_agents
    from changes where queue = 'enter'
    on conflict (ticket_id) do update set process_id = excluded.process_id,
      group_id = excluded.group_id, priority = excluded.priority,
      waiting_since = excluded.waiting_since, skills = excluded.skills,
      preferred_agent = excluded.preferred_agent, excluded_agents = excluded.excluded_agents
  ),
  stayed as (
    update assignment_queue set priority = changes.priority, group_id = changes.group_id
    from changes where assignment_queue.ticket_id = changes.ticket_id and queue = 'stay'
      and assignment_queue.ticket_id = any (array(select ticket_id from changes))
  ),
  left_queue as (
    delete from assignment_queue using changes
    where assignment_queue.ticket_id = changes.ticket_id and queue = 'leave'
      and assignment_queue.ticket_id = any (array(select ticket_id from changes))
  )`;

/** A ticket no longer waits. */
export async function dequeueTicket(trx: Transaction, ticketId: string): Promise<void> {
  await trx('assignment_queue').where('ticket_id', ticketId).delete();
}
