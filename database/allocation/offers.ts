import type { Transaction } from '../connection.ts';
import type { NewRow } from '../tables.ts';

export async function insertOffers(
  trx: Transaction,
  offers: readonly NewRow<'assignment_offers'>[],
): Promise<void> {
  await trx('assignment_offers').insert(offers);
}

/** Settles the open offer of a ticket, if it has one. */
export async function settleOffers(trx: Transaction, ticketId: string, at: number): Promise<void> {
  await trx('assignment_offers')
    .where('ticket_id', ticketId)
    .whereNull('settled_at')
    .update({ settled_at: new Date(at) });
}

/** @returns false where the offer was settled before */
export async function settleOffer(
  trx: Transaction,
  decisionId: string,
  at: number,
): Promise<boolean> {
  const count = await trx('assignment_offers')
    .where('decision_id', decisionId)
    .whereNull('settled_at')
    .update({ settled_at: new Date(at) });
  return count > 0;
}
