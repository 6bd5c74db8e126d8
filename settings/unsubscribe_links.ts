import { dayMs } from '../workflows/domain/durations.ts';
import type { DeskKey } from './desk_key.ts';
import { readLink, signLink } from './signed_links.ts';

/** Where mails are ended without signing in, below the address of the desk. */
export const unsubscribeRoot = '/plain/unsubscribe';

/** What a reader may have less of: digests, and news of what they only follow. */
export const endableLists = ['digest', 'followed'] as const;
export type EndableList = (typeof endableLists)[number];

/** Of whom, and of which mails: those that tell for these reasons. */
export interface UnsubscribeLink {
  accountId: string;
  list: EndableList;
  reasons: string[];
}

const validMs = 180 * dayMs;

/** @param at when the mail was made, in milliseconds: sent again it has the same link */
export function signUnsubscribeLink(
  key: Pick<DeskKey, 'sign'>,
  { accountId, list, reasons }: UnsubscribeLink,
  at: number,
): string {
  const about = [accountId, list, ...reasons];
  return signLink(key, 'unsubscribe', { about, expiresAt: at + validMs });
}

/** @returns null where the desk has made no such link; `expired` where it was half a year ago */
export function readUnsubscribeLink(
  key: Pick<DeskKey, 'sign'>,
  secret: string,
  now: number,
): UnsubscribeLink | 'expired' | null {
  const link = readLink(key, 'unsubscribe', secret);
  const [accountId, list, ...reasons] = link?.about ?? [];
  const known = endableLists.find((one) => one === list);
  if (!link || accountId === undefined || !known) return null;
  return link.expiresAt <= now ? 'expired' : { accountId, list: known, reasons };
}
