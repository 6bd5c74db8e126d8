import type { Database } from './connection.ts';
import type { NewRow } from './tables.ts';

/** Writes a session that a browser signed in to, and removes those that are over. */
export async function insertSession(
  database: Database,
  session: NewRow<'sessions'>,
): Promise<void> {
  await database('sessions').where('expires_at', '<', database.fn.now()).delete();
  await database('sessions').insert(session);
}

/** Ends a session at every API at once. */
export async function removeSession(database: Database, sessionHash: string): Promise<void> {
  await database('sessions').where({ session_hash: sessionHash }).delete();
}
