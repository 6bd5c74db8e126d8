/** The languages in which the desk speaks to people; the first is the one the others are compared with. */
export const locales = ['en', 'fr'] as const;

export type Locale = (typeof locales)[number];
