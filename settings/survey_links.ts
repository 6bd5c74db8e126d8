import type { DeskKey } from './desk_key.ts';
import { readLink, signLink } from './signed_links.ts';

/** Where a survey is answered without signing in, below the address of the desk. */
export const surveyRoot = '/plain/survey';

/** Whose answer a link gives: of one person, on one resolution of one ticket. */
export interface SurveyLink {
  accountId: string;
  ticketId: string;
  /** The resolution that the survey asks about. */
  n: number;
  /** In milliseconds. */
  expiresAt: number;
}

export function signSurveyLink(
  key: Pick<DeskKey, 'sign'>,
  { accountId, ticketId, n, expiresAt }: SurveyLink,
): string {
  return signLink(key, 'survey', { about: [accountId, ticketId, String(n)], expiresAt });
}

/** @returns null where the desk has made no such link; `expired` where its time is over */
export function readSurveyLink(
  key: Pick<DeskKey, 'sign'>,
  secret: string,
  now: number,
): SurveyLink | 'expired' | null {
  const link = readLink(key, 'survey', secret);
  if (!link) return null;
  const { about, expiresAt } = link;
  const [accountId = '', ticketId = '', n = ''] = about;
  return expiresAt <= now ? 'expired' : { accountId, ticketId, n: Number(n), expiresAt };
}
