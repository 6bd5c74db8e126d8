import type { Response } from 'express';
import type { Role } from '../../database/roles.ts';
import { scopeNotGiven } from '../http/errors.ts';
import type { Locals } from '../http/router.ts';
import { sessionIdOf } from './sign_in/own_session.ts';

type Answering = Response<unknown, Locals>;

/** Whether a program asks, by a token: what makes its holder more than it is for is not its matter. */
export function isByToken({ locals }: Answering): boolean {
  return locals.credential?.kind === 'token';
}

/**
 * Tokens give roles where they are for `admin`, and make nobody an administrator: whoever has such a
 * token would be one for ever.
 *
 * @param held what the account is already
 * @throws ApiError 403
 */
export function refuseRolesByToken(
  response: Answering,
  given: readonly Role[],
  held: readonly Role[] = [],
): void {
  const added = given.filter((role) => role !== 'requester' && !held.includes(role));
  const { scopes } = response.locals;
  if (!isByToken(response) || added.length === 0) return;
  if (scopes && !scopes.includes('admin') && !scopes.includes('everything')) {
    throw scopeNotGiven('admin', scopes);
  }
  if (added.includes('administrator')) sessionIdOf(response);
}

/**
 * By a mail address one gets a new password: those of administrators are changed by no token.
 *
 * @throws ApiError 403
 */
export function refuseAddressesByToken(
  response: Answering,
  given: readonly string[] | undefined,
  roles: readonly Role[],
  addresses: readonly string[],
): void {
  if (!isByToken(response) || !given || !roles.includes('administrator')) return;
  if (!areSameAddresses(given, addresses)) sessionIdOf(response);
}

/** The first is the main one; of the others none comes before another. */
export function areSameAddresses(given: readonly string[], held: readonly string[]): boolean {
  const known = given.map((address) => address.toLowerCase());
  const isHeld = known.every((address) => held.includes(address));
  return isHeld && known[0] === held[0] && new Set(known).size === held.length;
}
