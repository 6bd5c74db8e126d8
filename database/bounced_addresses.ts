import type { Database, Transaction } from './connection.ts';

/** After so many permanent bounces nothing more is sent to an address. */
export const bouncesMax = 3;

export interface Bounce {
  accountId: string;
  address: string;
  /** RFC 3463; null where nobody gave one. */
  status: string | null;
  words: string;
}

/** Counts a permanent bounce of an address. @returns whether it is stopped since now */
export async function noteBounce(
  trx: Transaction,
  { accountId, address, status, words }: Bounce,
): Promise<boolean> {
  const [row] = await trx('bounced_addresses')
    .insert({
      account_id: accountId,
      address: address.toLowerCase(),
      bounce_count: 1,
      bounced_at: trx.fn.now(),
      status,
      words,
    })
    .onConflict(['account_id', 'address'])
    .merge({
      bounce_count: trx.raw('bounced_addresses.bounce_count + 1'),
      bounced_at: trx.fn.now(),
      status,
      words,
    })
    .returning(['bounce_count', 'stopped_at']);
  if (!row || row.stopped_at !== null || row.bounce_count < bouncesMax) return false;
  await trx('bounced_addresses')
    .where({ account_id: accountId, address: address.toLowerCase() })
    .update({ stopped_at: trx.fn.now() });
  return true;
}

/** Mail is sent to it again. @returns false where nothing was known of it */
export async function forgetBounces(
  trx: Database | Transaction,
  accountId: string,
  address: string,
): Promise<boolean> {
  const count = await trx('bounced_addresses')
    .where({ account_id: accountId, address: address.toLowerCase() })
    .delete();
  return count > 0;
}
