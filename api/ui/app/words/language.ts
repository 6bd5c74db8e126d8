import { computed, signal } from '@preact/signals';
import { IntlMessageFormat } from 'intl-messageformat';
import en from '../../messages/en.json' with { type: 'json' };
import fr from '../../messages/fr.json' with { type: 'json' };
import { readSetting, writeSetting } from '../settings.ts';

export type Language = 'en' | 'fr';
export type MessageKey = keyof typeof en;
export type MessageValues = Record<string, string | number | Date>;

export const languages: readonly Language[] = ['en', 'fr'];
const catalogues: Record<Language, Record<MessageKey, string>> = { en, fr };

/** The language of every word on the screen. */
export const language = signal<Language>(initialLanguage());

/** What the person chose here wins over their account, the account over the browser. */
function initialLanguage(): Language {
  const chosen = readSetting('language');
  if (chosen === 'en' || chosen === 'fr') return chosen;
  return navigator.languages.some((tag) => tag.startsWith('fr')) &&
    !navigator.languages[0]?.startsWith('en')
    ? 'fr'
    : 'en';
}

/** How dates and numbers are written: as this browser's region does, if it speaks the language. */
export const region = computed(
  () => navigator.languages.find((tag) => tag.split('-')[0] === language.value) ?? language.value,
);

export function chooseLanguage(next: Language): void {
  writeSetting('language', next);
  language.value = next;
}

/** Follows the account's language unless the person chose another one in this browser. */
export function followAccountLanguage(accountLanguage: string | undefined): void {
  if (readSetting('language') !== null) return;
  if (accountLanguage === 'en' || accountLanguage === 'fr') language.value = accountLanguage;
}

const compiled = new Map<string, IntlMessageFormat>();

/** The message in the current language, with its placeholders filled. */
export function t(key: MessageKey, values?: MessageValues): string {
  const id = `${language.value} ${key}`;
  let message = compiled.get(id);
  if (!message) {
    const source = catalogues[language.value][key];
    message = new IntlMessageFormat(source, language.value, undefined, { ignoreTag: true });
    compiled.set(id, message);
  }
  return message.format(values) as string;
}

/** `business_application` → `Business application`. */
export function readable(word: string): string {
  const spaced = word.replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
