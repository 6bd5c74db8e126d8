import { dayMs } from '../workflows/domain/durations.ts';
import type { DeskKey } from './desk_key.ts';
import { readLink, signLink } from './signed_links.ts';

/** Where a page is acknowledged without signing in, below the address of the desk. */
export const pageRoot = '/plain/page';

/** Whose acknowledgement a link gives, of which page of a ticket. Once it is given, it gives none. */
export interface PageLink {
  accountId: string;
  ticketId: string;
  n: number;
}

const validMs = dayMs;

/** @param at when they were paged, in milliseconds: a mail that is sent again has the same link */
export function signPageLink(
  key: Pick<DeskKey, 'sign'>,
  { accountId, ticketId, n }: PageLink,
  at: number,
): string {
  return signLink(key, 'page', {
    about: [accountId, ticketId, String(n)],
    expiresAt: at + validMs,
  });
}

/** @returns null where the desk has made no such link; `expired` where it was a day ago */
export function readPageLink(
  key: Pick<DeskKey, 'sign'>,
  secret: string,
  now: number,
): PageLink | 'expired' | null {
  const link = readLink(key, 'page', secret);
  if (!link) return null;
  const [accountId = '', ticketId = '', n = ''] = link.about;
  return link.expiresAt <= now ? 'expired' : { accountId, ticketId, n: Number(n) };
}
