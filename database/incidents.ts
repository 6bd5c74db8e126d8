import type { Database, Transaction } from './connection.ts';
import { exportTicketAgain } from './export_outbox.ts';

/**
 * Says of a ticket that is over which problem it belongs to, or with null that it belongs to none.
 * It comes before what the ticket had said itself.
 */
export async function rememberPastIncident(
  trx: Transaction,
  ticketId: string,
  problemId: string | null,
): Promise<void> {
  await trx('past_incidents')
    .insert({ ticket_id: ticketId, problem_id: problemId })
    .onConflict('ticket_id')
    .merge();
  await exportTicketAgain(trx, ticketId);
}

/** What was said of a ticket while it was over counts no more: it says so itself again. */
export async function forgetPastIncident(database: Database, ticketId: string): Promise<void> {
  await database('past_incidents').where('ticket_id', ticketId).delete();
}

/** Says that tickets are no problem: they propose none again. Twice is once; unknown ones are left out. */
export async function dismissIncidents(
  database: Database,
  ticketIds: readonly string[],
  accountId: string,
): Promise<void> {
  const known = await database('ticket_contents')
    .whereIn('ticket_id', [...ticketIds])
    .select('ticket_id');
  if (known.length === 0) return;
  await database('dismissed_incidents')
    .insert(known.map(({ ticket_id }) => ({ ticket_id, dismissed_by: accountId })))
    .onConflict('ticket_id')
    .ignore();
}
