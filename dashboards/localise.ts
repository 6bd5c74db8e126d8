import type { Locale, Spec } from './catalogue.ts';
import { ordinalFirstOf } from './french_dates.ts';

/** The keys whose text a reader sees as it is. A scale's domain holds the words of its legend. */
const shownKeys = new Set(['title', 'text', 'subtitle', 'domain']);
/** The keys whose text is an expression: only its quoted words are seen. */
const expressionKeys = new Set(['calculate', 'labelExpr']);

export type Translate = (words: string) => string;

export function translator(spec: Spec, locale: Locale): Translate {
  if (locale === 'en') return (words) => words;
  const dictionary = spec.usermeta.translations[locale];
  return (words) => dictionary[words] ?? words;
}

interface Language {
  locale: Locale;
  translate: Translate;
}

/** A specification with everything that is read in it translated. */
export function localise<T>(part: T, locale: Locale, translate: Translate): T {
  return walk(part, '', { locale, translate }) as T;
}

function walk(part: unknown, key: string, language: Language): unknown {
  const { locale, translate } = language;
  if (typeof part === 'string') {
    if (shownKeys.has(key)) return translate(part);
    if (!expressionKeys.has(key)) return part;
    const said = translateQuoted(part, translate);
    return key === 'labelExpr' ? ordinalFirstOf(said, locale) : said;
  }
  if (Array.isArray(part)) return part.map((item) => walk(item, key, language));
  if (part === null || typeof part !== 'object') return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      name === 'usermeta' ? value : walk(value, name, language),
    ]),
  );
}

function translateQuoted(expression: string, translate: Translate): string {
  return expression.replace(/'([^']*)'/g, (_quoted, words: string) => `'${translate(words)}'`);
}
