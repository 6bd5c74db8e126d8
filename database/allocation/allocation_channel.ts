import type { Transaction } from '../connection.ts';
import type { PoolKey } from './pools.ts';

/** The allocator listens here; the payload is a `PoolNews` as JSON. */
export const allocationChannel = 'palier_allocation';

/** A pool in which somebody waits or has room now that was not so before. */
export interface PoolNews extends PoolKey {
  /** When it became so, in milliseconds. */
  at: number;
}

/** Wakes the allocator once the transaction is committed. */
export async function announcePools(trx: Transaction, news: readonly PoolNews[]): Promise<void> {
  if (news.length === 0) return;
  await trx.raw('select pg_notify(?, payload) from unnest(?::text[]) as payload', [
    allocationChannel,
    news.map((pool) => JSON.stringify(pool)),
  ]);
}
