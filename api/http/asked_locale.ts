import type { Request } from 'express';
import { type Locale, locale } from './words.ts';

const oneLanguage = /^\s*([a-z]{2})(?:-[a-z0-9-]+)?\s*$/i;

/**
 * The one language a client asks for, of whichever country. A browser's own list of what it could do
 * with is no choice of the person's: their account says what they prefer.
 */
export function askedLocale(request: Request): Locale | undefined {
  const [, language] = oneLanguage.exec(request.get('accept-language') ?? '') ?? [];
  return locale.safeParse(language?.toLowerCase()).data;
}
