import type { Request, Response } from 'express';
import { dayMs } from '../../workflows/domain/durations.ts';
import type { Account, AccountDirectory } from '../people/directory.ts';
import { crossSiteRefused, notSignedIn } from './errors.ts';

const sessionCookie = 'palier_session';
const sessionMs = 7 * dayMs;
const tokenMax = 200;

export interface Identity {
  account: Account;
  /** A browser sends its cookie by itself, wherever the request came from; a token it does not. */
  by: 'token' | 'cookie';
}

/**
 * Who calls: `Authorization: Bearer <API token>` for programs, a session cookie for browsers.
 * @throws ApiError 401 where neither names an active account
 */
export async function identify(request: Request, accounts: AccountDirectory): Promise<Identity> {
  const authorization = request.get('authorization');
  if (authorization !== undefined) {
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization)?.[1];
    if (!token) throw notSignedIn('Authorization: expected Bearer and an API token.');
    return { account: await accountOf(token, accounts), by: 'token' };
  }
  const token = cookieOf(request);
  if (!token) {
    throw notSignedIn('Expected an Authorization header with a Bearer token, or a session cookie.');
  }
  return { account: await accountOf(token, accounts), by: 'cookie' };
}

/** @throws ApiError 401 where the token is unknown, expired, or its account has ended */
export async function accountOf(token: string, accounts: AccountDirectory): Promise<Account> {
  const account = token.length <= tokenMax ? await accounts.findByToken(token) : undefined;
  if (!account) throw notSignedIn('The token is unknown, has expired, or its account has ended.');
  return account;
}

function cookieOf(request: Request): string | undefined {
  for (const pair of (request.get('cookie') ?? '').split(';')) {
    const [name, ...value] = pair.split('=');
    if (name?.trim() === sessionCookie) return decoded(value.join('=').trim());
  }
  return undefined;
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

const cookieOptions = { httpOnly: true, sameSite: 'lax', path: '/' } as const;

export function startSession(request: Request, response: Response, token: string): void {
  const secure = request.secure;
  response.cookie(sessionCookie, token, { ...cookieOptions, secure, maxAge: sessionMs });
}

export function endSession(request: Request, response: Response): void {
  response.clearCookie(sessionCookie, { ...cookieOptions, secure: request.secure });
}

/**
 * Changes from a browser are taken from this desk's own pages only. Browsers say where a request
 * comes from (Fetch Metadata); for those that do not, the Origin must be ours.
 * @throws ApiError 403
 */
export function refuseCrossSite(request: Request): void {
  const site = request.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  if (site === undefined && hostOf(request.get('origin')) === request.get('host')) return;
  throw crossSiteRefused();
}

function hostOf(origin: string | undefined): string | null {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : null;
}
