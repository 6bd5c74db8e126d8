import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { minuteMs } from '../../../workflows/domain/durations.ts';
import { secretCookie } from '../../http/cookies.ts';
import { hashOf } from '../../people/directory.ts';

/** As long as somebody may take to sign in at a provider. */
export const attemptMs = 15 * minuteMs;

/**
 * What a browser is known by while somebody signs in at a provider: who comes back from there with an
 * answer that another browser asked for has been sent by somebody else.
 */
const cookie = secretCookie('palier_signing_in');
const secretBytes = 32;

/** The hash of what this browser is known by; undefined where nobody began to sign in here. */
export function knownBrowser(request: Request): string | undefined {
  const secret = cookie.read(request);
  return secret === undefined ? undefined : hashOf(secret);
}

/** As `knownBrowser`, of a browser that begins. Two tabs may sign in at once: they keep one secret. */
export function browserThatBegins(request: Request, response: Response): string {
  const secret = cookie.read(request) ?? randomBytes(secretBytes).toString('base64url');
  cookie.set(request, response, secret, attemptMs);
  return hashOf(secret);
}
