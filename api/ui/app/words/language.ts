import { computed, signal } from '@preact/signals';
import { IntlMessageFormat } from 'intl-messageformat';
import type { Me } from '../../../contract.ts';
import en from '../../messages/en.json' with { type: 'json' };
import { readSetting, writeSetting } from '../settings.ts';

/** As the API says them: one without a catalogue does not compile. */
export type Language = Me['locale'];
export type MessageKey = keyof typeof en;
export type MessageValues = Record<string, string | number | Date>;

/** What is read of it so far: the bundle has only what the first view says, see `messages_plugin.ts`. */
type Catalogue = Readonly<Partial<Record<MessageKey, string>>>;

interface Source {
  first(): Promise<Catalogue>;
  later(): Promise<Catalogue>;
}

/** Each is fetched by those who read it; English is there for whatever cannot be fetched. */
const sources: Record<Language, Source> = {
  en: {
    first: async () => en,
    later: async () =>
      (await import('../../messages/en.json?later', { with: { type: 'json' } })).default,
  },
  fr: {
    first: async () => (await import('../../messages/fr.json', { with: { type: 'json' } })).default,
    later: async () =>
      (await import('../../messages/fr.json?later', { with: { type: 'json' } })).default,
  },
};
export const languages = Object.keys(sources) as Language[];
const catalogues: Partial<Record<Language, Catalogue>> = { en };
const whole = new Set<Language>();

/** The language of every word on the screen: one whose words are there. */
export const language = signal<Language>('en');

let wanted: Language = 'en';
let saysMore = false;

/** Speaks a language once its words are here; the last that was wanted counts. */
async function speak(next: Language): Promise<void> {
  wanted = next;
  try {
    catalogues[next] ??= await sources[next].first();
    if (saysMore) await readWhole(next);
  } catch {
    // What is said goes on to be said as it was.
    return;
  }
  if (wanted === next) language.value = next;
}

async function readWhole(of: Language): Promise<void> {
  if (whole.has(of)) return;
  const later = await sources[of].later();
  catalogues[of] = { ...catalogues[of], ...later };
  whole.add(of);
}

/**
 * A part of the app that is fetched when it is asked for, with the words that it says.
 * @throws where one of the two does not come
 */
export async function withWords<T>(bring: () => Promise<T>): Promise<T> {
  saysMore = true;
  const [part] = await Promise.all([bring(), readWhole(language.value)]);
  return part;
}

/** Before anything is drawn: what the person chose here wins over the browser. */
export function speakFirst(): Promise<void> {
  return speak(initialLanguage());
}

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
  void speak(next);
}

/** Follows the account's language unless the person chose another one in this browser. */
export async function followAccountLanguage(accountLanguage: Language): Promise<void> {
  if (readSetting('language') === null) await speak(accountLanguage);
}

/** Whether there are words for it. */
export function isMessage(key: string): key is MessageKey {
  return Object.hasOwn(catalogues[language.value] ?? en, key);
}

const compiled = new Map<string, IntlMessageFormat>();

/** The message in the current language, with its placeholders filled. */
export function t(key: MessageKey, values?: MessageValues): string {
  const id = `${language.value} ${key}`;
  let message = compiled.get(id);
  if (!message) {
    const source = catalogues[language.value]?.[key] ?? en[key];
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
