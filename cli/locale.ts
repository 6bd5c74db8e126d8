import { type Locale, locales } from '../workflows/processes/locales.ts';

/** The language of whoever types, as the environment says it (POSIX); English where it says none we have. */
export function typedLocale(environment: NodeJS.ProcessEnv = process.env): Locale {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  const language = (LC_ALL || LC_MESSAGES || LANG || '').slice(0, 2).toLowerCase();
  return locales.find((one) => one === language) ?? 'en';
}
