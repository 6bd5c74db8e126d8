import type { Transaction } from './connection.ts';

/** Readers listen here; the payload is `{"ticketId": …, "seq": …}` of the last event. */
export const ticketChannel = 'palier_ticket';

/** Tells readers of a ticket's new events once the transaction is committed. */
export async function announceTicket(
  trx: Transaction,
  ticketId: string,
  seq: number,
): Promise<void> {
  await trx.raw('select pg_notify(?, ?)', [ticketChannel, JSON.stringify({ ticketId, seq })]);
}
