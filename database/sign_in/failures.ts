import { createHash } from 'node:crypto';
import { hourMs } from '../../workflows/domain/durations.ts';
import type { Database, Transaction } from '../connection.ts';

/** What failures are counted by, and how patient the desk is with them. */
export interface Counted {
  key: string;
  /** So many may fail before anybody has to wait. */
  freeCount: number;
  /** The wait doubles from a second up to this long. */
  waitMaxMs: number;
}

/** By what failures of somebody are counted: never by an address as it is written. */
export function failureName(whose: string): string {
  return createHash('sha256').update(whose.toLowerCase()).digest('base64url');
}

/**
 * Counts an attempt as failed before it is known to have: of a thousand at once no more get through
 * than one after the other. What is refused here is not counted, so that waiting helps.
 *
 * @returns milliseconds to wait where it may not be tried now, else 0
 */
export async function countAttempt(
  database: Database,
  counted: readonly Counted[],
): Promise<number> {
  const { rows } = await database.raw<{ rows: { wait_ms: string }[] }>(
    'select count_attempt(?::text[], ?::integer[], ?::bigint[]) as wait_ms',
    [
      counted.map(({ key }) => key),
      counted.map(({ freeCount }) => freeCount),
      counted.map(({ waitMaxMs }) => waitMaxMs),
    ],
  );
  return Number(rows[0]?.wait_ms);
}

/** It succeeded: what was counted by a key is forgotten, and what is an hour old. */
export async function forgetFailures(database: Database, key: string): Promise<void> {
  await database('sign_in_failures')
    .where({ key })
    .orWhere('last_at', '<', new Date(Date.now() - hourMs))
    .delete();
}

/** Nothing counts any more what was tried under these names: somebody's addresses. */
export async function forgetFailuresOf(trx: Transaction, names: readonly string[]): Promise<void> {
  const hashes = names.map(failureName);
  await trx('sign_in_failures')
    .whereIn(
      'key',
      hashes.map((hash) => `of ${hash}`),
    )
    .orWhereRaw("split_part(key, ' from ', 1) = any(?)", [hashes])
    .delete();
}
