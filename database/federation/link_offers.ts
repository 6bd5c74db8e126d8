import type { Database, Transaction } from '../connection.ts';
import type { LinkOfferRow, NewRow } from '../tables.ts';

/** Keeps in whose browser an identity waits for its account; the one before it is forgotten. */
export async function keepLinkOffer(
  database: Database | Transaction,
  offer: NewRow<'link_offers'>,
): Promise<void> {
  await database('link_offers').where('expires_at', '<', database.fn.now()).delete();
  await database('link_offers').insert(offer).onConflict('browser_hash').merge();
}

/** Takes what waits for an account in a browser, once; undefined where nothing does. */
export async function takeLinkOffer(
  trx: Transaction,
  browserHash: string,
  accountId: string,
): Promise<LinkOfferRow | undefined> {
  const [offer] = await trx('link_offers')
    .where({ browser_hash: browserHash, account_id: accountId })
    .where('expires_at', '>', trx.fn.now())
    .delete()
    .returning('*');
  return offer;
}
