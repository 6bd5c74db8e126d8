import type { Database } from '../connection.ts';
import type { NewRow, SignInAttemptRow } from '../tables.ts';

/** Writes that a sign-in was begun at a provider, and forgets those that never came back. */
export async function insertAttempt(
  database: Database,
  attempt: NewRow<'sign_in_attempts'>,
): Promise<void> {
  await database('sign_in_attempts').where('expires_at', '<', database.fn.now()).delete();
  await database('sign_in_attempts').insert(attempt);
}

export type AttemptKey = Pick<SignInAttemptRow, 'state_hash' | 'browser_hash' | 'provider'>;

/**
 * Takes an attempt back, once, in the browser that began it.
 * @returns undefined where it is over, was taken before, or began elsewhere
 */
export async function takeAttempt(
  database: Database,
  { state_hash, browser_hash, provider }: AttemptKey,
): Promise<SignInAttemptRow | undefined> {
  const [attempt] = await database('sign_in_attempts')
    .where({ state_hash, browser_hash, provider })
    .where('expires_at', '>', database.fn.now())
    .delete()
    .returning('*');
  return attempt;
}
