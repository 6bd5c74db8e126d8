import type { DeskKey } from './desk_key.ts';
import { readLink, signLink } from './signed_links.ts';

/** Where a playbook's question to the requester is answered without signing in, below the address of the desk. */
export const consentRoot = '/plain/consent';

/** Whose answer a link gives: of one person, to one question on one ticket. */
export interface ConsentLink {
  accountId: string;
  ticketId: string;
  /** The question. */
  n: number;
  /** In milliseconds. */
  expiresAt: number;
}

export function signConsentLink(
  key: Pick<DeskKey, 'sign'>,
  { accountId, ticketId, n, expiresAt }: ConsentLink,
): string {
  return signLink(key, 'consent', { about: [accountId, ticketId, String(n)], expiresAt });
}

/** @returns null where the desk has made no such link; `expired` where its time is over */
export function readConsentLink(
  key: Pick<DeskKey, 'sign'>,
  secret: string,
  now: number,
): ConsentLink | 'expired' | null {
  const link = readLink(key, 'consent', secret);
  if (!link) return null;
  const { about, expiresAt } = link;
  const [accountId = '', ticketId = '', n = ''] = about;
  return expiresAt <= now ? 'expired' : { accountId, ticketId, n: Number(n), expiresAt };
}
