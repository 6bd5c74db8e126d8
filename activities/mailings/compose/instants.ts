import { withOrdinalFirst } from '../../../dashboards/french_dates.ts';
import { tagOf } from '../../../dashboards/wording.ts';
import type { Locale } from '../../../workflows/processes/locales.ts';
import type { Reader } from './matter.ts';

/** Day and time at the reader's clock, with its name: a mail may be read elsewhere. */
export function instantFor({ locale, zone }: Pick<Reader, 'locale' | 'zone'>) {
  const format = new Intl.DateTimeFormat(tagOf(locale), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
    timeZoneName: 'short',
  });
  return (at: Date): string => withOrdinalFirst(format.format(at), locale);
}

const kilobyte = 1_000;
const megabyte = 1_000_000;

/** `12 kB`, `1.4 MB`; in French `1,4 Mo`. */
export function sizeFor(locale: Locale) {
  const [unit, of] = locale === 'fr' ? ['Mo', 'ko'] : ['MB', 'kB'];
  const number = new Intl.NumberFormat(tagOf(locale), { maximumFractionDigits: 1 });
  return (bytes: number): string =>
    bytes >= megabyte
      ? `${number.format(bytes / megabyte)}\u00a0${unit}`
      : `${number.format(Math.max(1, Math.round(bytes / kilobyte)))}\u00a0${of}`;
}
