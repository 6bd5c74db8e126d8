import { dayMs, hourMs } from '../../workflows/domain/durations.ts';
import type { Database } from '../connection.ts';
import type { NewRow, SessionRow } from '../tables.ts';
import { endHalfSignIns } from './steps.ts';

/** It ends when it was not used for so long, … */
export const sessionIdleMs = 12 * hourMs;
/** … and this long after the sign-in at the latest. */
export const sessionMs = 7 * dayMs;

/** When a session ends unless it is used again. */
export function endOfSession({ seen_at, expires_at }: Pick<SessionRow, 'seen_at' | 'expires_at'>) {
  return Math.min(seen_at.getTime() + sessionIdleMs, expires_at.getTime());
}

/** Writes a session that somebody signed in to, and removes those that are over. @returns its id */
export async function insertSession(
  database: Database,
  session: NewRow<'sessions'>,
): Promise<string> {
  await database('sessions')
    .where('expires_at', '<', database.fn.now())
    .orWhere('seen_at', '<', new Date(Date.now() - sessionIdleMs))
    .delete();
  const [row] = await database('sessions').insert(session).returning('session_id');
  return String(row?.session_id);
}

/** Sessions of an account that are not over, the newest first. */
export function findSessions(database: Database, accountId: string): Promise<SessionRow[]> {
  return database('sessions')
    .where('account_id', accountId)
    .where('expires_at', '>', database.fn.now())
    .where('seen_at', '>', new Date(Date.now() - sessionIdleMs))
    .orderBy('created_at', 'desc');
}

/** Whether somebody signed in to a session less than so long ago, in milliseconds. */
export async function isSessionYoungerThan(
  database: Database,
  sessionId: string,
  ageMs: number,
): Promise<boolean> {
  const row = await database('sessions')
    .where('session_id', sessionId)
    .where('created_at', '>', new Date(Date.now() - ageMs))
    .first('session_id');
  return row !== undefined;
}

export interface EndedSessions {
  accountId: string;
  /** Only this one. */
  sessionId?: string | undefined;
  /** All but this one. */
  exceptId?: string | undefined;
}

/**
 * Ends sessions of an account at every API at once; where more than one is meant, also what is
 * half-way to be one. @returns their ids
 */
export async function endSessions(
  database: Database,
  { accountId, sessionId, exceptId }: EndedSessions,
): Promise<string[]> {
  if (sessionId === undefined) await endHalfSignIns(database, accountId);
  const rows = await database('sessions')
    .where({ account_id: accountId, ...(sessionId !== undefined && { session_id: sessionId }) })
    .whereNot('session_id', exceptId ?? '')
    .delete()
    .returning('session_id');
  return rows.map(({ session_id }) => session_id);
}

/** Says that sessions were used now. */
export async function seeSessions(database: Database, sessionIds: string[]): Promise<void> {
  await database('sessions')
    .whereIn('session_id', sessionIds)
    .update({ seen_at: database.fn.now() });
}
