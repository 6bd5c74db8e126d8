import type { Request } from 'express';
import type { ApiDependencies } from '../dependencies.ts';
import type { Account, Credential, Found } from '../people/directory.ts';
import { readSessionCookie } from './cookies.ts';
import { crossSiteRefused, notSignedIn } from './errors.ts';
import { countWrongCredential } from './limits/limits.ts';

const secretMax = 200;

export interface Identity extends Found {
  account: Account;
  /** A browser sends its cookie by itself, wherever the request came from; a token it does not. */
  credential: Credential;
}

type Needs = Pick<ApiDependencies, 'accounts' | 'counts'>;

/**
 * Who calls: `Authorization: Bearer <API token>` for programs, a session cookie for browsers.
 * @throws ApiError 401 where neither names an active account, 429 where that was tried too often
 */
export async function identify(request: Request, needs: Needs): Promise<Identity> {
  const credential = credentialOf(request);
  const found = await knownBy(request, credential, needs);
  return { ...found, credential };
}

function credentialOf(request: Request): Credential {
  const authorization = request.get('authorization');
  if (authorization !== undefined) {
    const secret = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization)?.[1];
    if (!secret) throw notSignedIn('no_bearer');
    return { kind: 'token', secret };
  }
  const secret = readSessionCookie(request);
  if (!secret) throw notSignedIn('no_credential');
  return { kind: 'session', secret };
}

/**
 * @throws ApiError 401 where the credential is unknown or over, or its account has ended; 429 where
 *   wrong ones came too often
 */
export async function knownBy(
  request: Request,
  credential: Credential,
  { accounts, counts }: Needs,
): Promise<Found & { account: Account }> {
  const isPossible = credential.secret.length <= secretMax;
  const found = isPossible ? await accounts.find(credential) : undefined;
  if (found?.account) return { ...found, account: found.account };
  countWrongCredential(request, found?.accountId, counts);
  if (found?.isOfDemo) throw notSignedIn('other_home');
  throw notSignedIn(credential.kind === 'token' ? 'unknown_token' : 'session_over');
}

/**
 * Changes from a browser are taken from this desk's own pages only. Browsers say where a request
 * comes from (Fetch Metadata); for those that do not, the Origin must be ours.
 * @throws ApiError 403
 */
export function refuseCrossSite(request: Request): void {
  const site = request.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  if (site === undefined && hostOf(request.get('origin')) === request.host) return;
  throw crossSiteRefused();
}

function hostOf(origin: string | undefined): string | null {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : null;
}
