import type { PoolKey } from './pools.ts';

/** The allocator listens here; the payload is a `PoolNews` as JSON. */
export const allocationChannel = 'palier_allocation';

/** A pool in which somebody waits or has room now that was not so before. */
export interface PoolNews extends PoolKey {
  /** When it became so, in milliseconds. */
  at: number;
}
