import * as oidc from 'openid-client';
import type { ConnectFailure, GrantFailure } from '../database/mail_words.ts';
import { storableText } from '../database/storable_text.ts';
import { causesOf, isAway, passingErrors } from './http.ts';

/** Why there is no token for a mailbox; the message is what the provider said, without its secrets. */
export class GrantError extends Error {
  override readonly name = 'GrantError';
  readonly failure: GrantFailure;

  constructor(failure: GrantFailure, words: string, cause?: unknown) {
    super(words, { cause });
    this.failure = failure;
  }
}

/** Why a mailbox was not connected. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly failure: ConnectFailure;

  constructor(failure: ConnectFailure, words: string, cause?: unknown) {
    super(words, { cause });
    this.failure = failure;
  }
}

/** RFC 6749, §5.2, and what OpenID Connect and Microsoft add to it. */
const consentErrors = [
  'invalid_grant',
  'interaction_required',
  'consent_required',
  'login_required',
];
const busyErrors = [...passingErrors, 'slow_down'];

export interface ToldFailure {
  failure: GrantFailure;
  words: string;
  /** The provider may have given a token that never arrived. */
  isCutOff: boolean;
}

/**
 * What came of asking a provider for a token.
 * @param secrets never repeated, though the provider repeats them
 */
export function failureOf(
  error: unknown,
  flow: 'delegated' | 'application',
  secrets: readonly (string | undefined)[],
): ToldFailure {
  const words = wordsOf(error, secrets);
  const told = (failure: GrantFailure, isCutOff = false) => ({ failure, words, isCutOff });
  if (error instanceof oidc.ResponseBodyError) {
    if (error.status >= 500 || error.status === 429 || busyErrors.includes(error.error)) {
      return told('provider_unreachable');
    }
    const isConsent = flow === 'delegated' && consentErrors.includes(error.error);
    return told(isConsent ? 'consent_needed' : 'client_refused');
  }
  if (error instanceof oidc.WWWAuthenticateChallengeError) return told('client_refused');
  return told('provider_unreachable', !isUnsent(error));
}

/** Nothing of it arrived at the provider. */
function isUnsent(error: unknown): boolean {
  const unsent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];
  return causesOf(error).some((cause) => {
    const { code, errors } = cause as { code?: unknown; errors?: unknown };
    if (Array.isArray(errors)) return errors.some(isUnsent);
    return unsent.includes(String(code));
  });
}

const wordsMax = 300;

/** What a provider or the system said. */
export function wordsOf(error: unknown, secrets: readonly (string | undefined)[] = []): string {
  let words = saidBy(error);
  for (const secret of secrets) if (secret) words = words.replaceAll(secret, '…');
  // Microsoft's second line is a trace for its own support.
  const [first = ''] = words.split(/[\r\n]/);
  return storableText(first, wordsMax);
}

function saidBy(error: unknown): string {
  if (error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError) {
    return [error.error, error.error_description].filter(Boolean).join(': ');
  }
  if (error instanceof oidc.WWWAuthenticateChallengeError) return `HTTP ${error.status}`;
  const causes = causesOf(error);
  const answer = causes.find((cause) => cause instanceof Response);
  if (answer) return `HTTP ${answer.status}`;
  const last = causes.findLast((cause) => cause instanceof Error);
  if (isAway(error) && last) return last.message;
  return error instanceof Error ? error.message : String(error);
}
