import type { Response } from 'express';
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
