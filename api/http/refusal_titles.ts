import type { Locale } from './words.ts';

/** The statuses with which the desk refuses what was well said. */
export type RefusalStatus = 403 | 404 | 409 | 412 | 503;

/** What the title of a refusal says; its detail says why. */
const refusalTitles: Record<RefusalStatus, Record<Locale, string>> = {
  403: { en: 'Not for you to do', fr: 'Vous ne pouvez pas faire cela' },
  404: { en: 'Not found', fr: 'Introuvable' },
  409: { en: 'The desk refuses this', fr: 'Le centre de services refuse cela' },
  412: { en: 'Changed since you read it', fr: 'Modifié depuis votre lecture' },
  503: { en: 'Not now', fr: 'Pas maintenant' },
};

export function refusalTitle(status: number): Record<Locale, string> {
  return refusalTitles[status as RefusalStatus];
}
