import type { Transaction } from '../connection.ts';
import type { AssignmentQueueRow } from '../tables.ts';

/** Lets a ticket wait for an agent; asked again, it waits as asked last. */
export async function enqueueTicket(trx: Transaction, row: AssignmentQueueRow): Promise<void> {
  await trx('assignment_queue').insert(row).onConflict('ticket_id').merge();
}

/** A ticket that waits already has another priority, or another group. */
export async function updateWaiting(
  trx: Transaction,
  ticketId: string,
  changed: Pick<AssignmentQueueRow, 'priority' | 'group_id'>,
): Promise<void> {
  await trx('assignment_queue').where('ticket_id', ticketId).update(changed);
}

/** A ticket no longer waits. */
export async function dequeueTicket(trx: Transaction, ticketId: string): Promise<void> {
  await trx('assignment_queue').where('ticket_id', ticketId).delete();
}
