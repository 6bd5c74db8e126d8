import type { Transaction } from '../connection.ts';
import type { NewRow } from '../tables.ts';

export async function insertOffers(
  trx: Transaction,
  offers: readonly NewRow<'assignment_offers'>[],
): Promise<void> {
  await trx('assignment_offers').insert(offers);
}

/** A part of a statement that has `changes`: settles the open offers of tickets. */
export const settleOpenOffers = `
  answered as (
    update assignment_offers set settled_at = changes.at
    from changes
    where assignment_offers.ticket_id = changes.ticket_id and changes.settles_offer
      and assignment_offers.ticket_id = any (array(select ticket_id from changes))
      and assignment_offers.settled_at is null
  )`;

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
