import type { Request } from 'express';
import { type Locale, locale } from './words.ts';

/**
 * The one language a client asks for. A browser's own list of what it could do with is no choice
 * of the person's: their account says what they prefer.
 */
export function askedLocale(request: Request): Locale | undefined {
  return locale.safeParse(request.get('accept-language')).data;
}
