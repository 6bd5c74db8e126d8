import { type Locale, locales } from './locales.ts';

/** A word as it stands beside a number: of one, and of any other number. */
export interface CountedWord {
  one: string;
  other: string;
}

const rules = byLocale((locale) => new Intl.PluralRules(locale));
const numbers = byLocale((locale) => new Intl.NumberFormat(locale));

/** `1 character`, `0 characters`; in French `0 caractère`: each language has its own rule. */
export function counted(count: number, word: CountedWord, locale: Locale): string {
  const form = rules[locale].select(count) === 'one' ? 'one' : 'other';
  return `${numbered(count, locale)} ${word[form]}`;
}

/** A number as the language writes it. */
export function numbered(count: number, locale: Locale): string {
  return numbers[locale].format(count);
}

function byLocale<T>(make: (locale: Locale) => T): Record<Locale, T> {
  return Object.fromEntries(locales.map((locale) => [locale, make(locale)])) as Record<Locale, T>;
}

/** What commands print, which is English: `1 ticket`, `2 tickets`. */
export function amount(count: number, one: string, other = `${one}s`): string {
  return counted(count, { one, other }, 'en');
}
