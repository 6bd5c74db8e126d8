import type { Response } from 'express';
import type { Database } from '../../../database/connection.ts';
import { isSessionYoungerThan } from '../../../database/sign_in/sessions.ts';
import { minuteMs } from '../../../workflows/domain/durations.ts';
import { withDatabase } from '../../http/database.ts';
import { ApiError } from '../../http/errors.ts';
import type { Locals } from '../../http/router.ts';

/**
 * The id of the session a request came with.
 * @throws ApiError 403 where it came with an API token: what somebody signs in with is not its matter
 */
export function sessionIdOf(response: Response<unknown, Locals>): string {
  const { credential, credentialId } = response.locals;
  if (credential?.kind === 'session' && credentialId !== undefined) return credentialId;
  throw new ApiError(403, { code: 'session_needed', parameters: {} });
}

/** How long ago a sign-in may be for what opens a way in or closes one. */
const recentMinutes = 15;

/**
 * The id of the session a request came with, where somebody has just signed in to it: a browser that was
 * left alone makes no door of its own (OWASP ASVS 5.0, 7.5.1).
 * @throws ApiError 403 where it came with an API token, or the sign-in is too long ago
 */
export async function recentSessionOf(
  response: Response<unknown, Locals>,
  database: Database,
): Promise<string> {
  const sessionId = sessionIdOf(response);
  const ageMs = recentMinutes * minuteMs;
  const isRecent = await withDatabase(() => isSessionYoungerThan(database, sessionId, ageMs));
  if (isRecent) return sessionId;
  throw new ApiError(403, { code: 'sign_in_again', parameters: { minutes: recentMinutes } });
}
