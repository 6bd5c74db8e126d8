import type { Transaction } from './connection.ts';

/** Readers listen here; the payload is `{"ticketId": …, "seq": …}` of the last event. */
export const ticketChannel = 'palier_ticket';

/** Tells readers of new events of tickets once the transaction is committed. */
export async function announceTickets(
  trx: Transaction,
  news: readonly { ticketId: string; seq: number }[],
): Promise<void> {
  const payloads = news.map(({ ticketId, seq }) => JSON.stringify({ ticketId, seq }));
  await trx.raw('select pg_notify(?, payload) from unnest(?::text[]) as payload', [
    ticketChannel,
    payloads,
  ]);
}
