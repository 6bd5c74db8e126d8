import type { TokenEndpointResponse } from 'openid-client';
import type { KeptTokens } from '../database/mail_grants.ts';
import type { MailAudience } from '../database/mail_words.ts';
import type { MailGrantRow } from '../database/tables.ts';
import type { DeskKey } from '../settings/desk_key.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../workflows/domain/durations.ts';

export interface SealingNeeds {
  deskKey: DeskKey;
}

/** What each secret of a mailbox's grant is sealed for. */
export function sealedFor(mailboxId: string) {
  return {
    clientSecret: `client of mailbox ${mailboxId}`,
    refreshToken: `refresh token of mailbox ${mailboxId}`,
    accessToken: `access token of mailbox ${mailboxId}`,
    verifier: `consent of mailbox ${mailboxId}`,
  };
}

/** @throws DeskKeyError where it was sealed by another key */
export function secretOf(
  deskKey: DeskKey,
  { mailbox_id: id, sealed_client_secret: sealed }: MailGrantRow,
): string | undefined {
  return sealed === null ? undefined : deskKey.open(sealed, sealedFor(id).clientSecret);
}

export type GivenTokens = Pick<
  TokenEndpointResponse,
  'access_token' | 'refresh_token' | 'expires_in'
>;

/** What is kept of a provider's answer. */
export function sealTokens(
  deskKey: DeskKey,
  mailboxId: string,
  audience: MailAudience,
  { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds }: GivenTokens,
): KeptTokens {
  const about = sealedFor(mailboxId);
  const at = Date.now();
  const lastsMs = Math.min((seconds ?? usualSeconds) * secondMs, longestMs);
  const staleMs = Math.max(lastsMs - lastMs, lastsMs / 2, youngestMs);
  return {
    sealedRefreshToken:
      refreshToken === undefined ? undefined : deskKey.seal(refreshToken, about.refreshToken),
    access: {
      audience,
      sealedToken: deskKey.seal(accessToken, about.accessToken),
      staleAt: new Date(at + staleMs),
      expiresAt: new Date(at + Math.max(lastsMs, staleMs)),
    },
  };
}

/** A provider that does not say how long a token lasts is believed for so long. */
const usualSeconds = hourMs / secondMs;
const longestMs = dayMs;
/** In its last minutes another is asked for: a server ends what a token has opened when it is over. */
const lastMs = 5 * minuteMs;
/** However short a provider says that a token lasts, it is not asked more often. */
const youngestMs = 10 * secondMs;
