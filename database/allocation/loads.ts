import type { Transaction } from '../connection.ts';
import type { AgentLoadRow } from '../tables.ts';

/** Writes who carries tickets, or for whom they are reserved. */
export async function writeLoads(trx: Transaction, rows: readonly AgentLoadRow[]): Promise<void> {
  await trx('agent_load').insert(rows).onConflict('ticket_id').merge();
}

/** Nobody carries the ticket any more. */
export async function deleteLoad(trx: Transaction, ticketId: string): Promise<void> {
  await trx('agent_load').where('ticket_id', ticketId).delete();
}

/** Remembers when an agent was last given a ticket; never an earlier moment than it knows. */
export async function rememberAssignment(
  trx: Transaction,
  agent: string,
  at: number,
): Promise<void> {
  await trx('agent_assignments')
    .insert({ account_id: agent, last_assigned_at: new Date(at) })
    .onConflict('account_id')
    .merge(['last_assigned_at'])
    .where('agent_assignments.last_assigned_at', '<', trx.ref('excluded.last_assigned_at'));
}
