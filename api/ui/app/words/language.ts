import { computed, signal } from '@preact/signals';
import { IntlMessageFormat } from 'intl-messageformat';
import type { Me } from '../../../contract.ts';
import en from '../../messages/en.json' with { type: 'json' };
import fr from '../../messages/fr.json' with { type: 'json' };
import { readSetting, writeSetting } from '../settings.ts';

/** As the API says them: one without a catalogue does not compile. */
export type Language = Me['locale'];
export type MessageKey = keyof typeof en;
export type MessageValues = Record<string, string | number | Date>;

const catalogues: Record<Language, Record<MessageKey, string>> = { en, fr };
export const languages = Object.keys(catalogues) as Language[];

/** The language of every word on the screen. */
export const language = signal<Language>(initialLanguage());

/** What the person chose here wins over their account, the account over the browser. */
function initialLanguage(): Language {
  const spoken = navigator.languages.map((tag) => tag.split('-')[0]);
  return [readSetting('language'), ...spoken].find(isLanguage) ?? 'en';
}

function isLanguage(word: unknown): word is Language {
  return languages.some((one) => one === word);
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
export function followAccountLanguage(accountLanguage: Language | undefined): void {
  if (readSetting('language') !== null) return;
  if (accountLanguage) language.value = accountLanguage;
}

/** Whether there are words for it. */
export function isMessage(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
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

/** What is said, and of what, as the language puts the two together. */
export function about(what: string, value: string): string {
  return t('said.about', { what, value });
}

/** `business_application` → `Business application`. */
export function readable(word: string): string {
  const spaced = word.replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
