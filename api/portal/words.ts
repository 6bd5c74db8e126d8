import { IntlMessageFormat } from 'intl-messageformat';
import { withOrdinalFirst } from '../../dashboards/french_dates.ts';
import type { Locale } from '../http/words.ts';
import en from '../ui/messages/en.json' with { type: 'json' };
import fr from '../ui/messages/fr.json' with { type: 'json' };

export type MessageKey = keyof typeof en;
type MessageValues = Record<string, string | number>;

/** What a page says, in the language and at the clock of whoever reads it. */
export interface Words {
  locale: Locale;
  t(key: MessageKey, values?: MessageValues): string;
  /** Day and time, with the name of the clock: nobody knows what clock the reader has. */
  dateTime(at: string): string;
}

const catalogues: Record<Locale, Record<MessageKey, string>> = { en, fr };
/** How dates are written where nobody knows of a region. */
const regions: Record<Locale, string> = { en: 'en-GB', fr: 'fr-FR' };

const compiled = new Map<string, IntlMessageFormat>();

/** @param zone IANA */
export function wordsIn(locale: Locale, zone: string): Words {
  return {
    locale,
    t: (key, values) => message(locale, key).format(values) as string,
    dateTime: (at) =>
      withOrdinalFirst(
        new Date(at).toLocaleString(regions[locale], {
          weekday: 'short',
          day: 'numeric',
          month: 'short',
          year: 'numeric',
          hour: '2-digit',
          minute: '2-digit',
          timeZone: zone,
          timeZoneName: 'short',
        }),
        locale,
      ),
  };
}

function message(locale: Locale, key: MessageKey): IntlMessageFormat {
  const id = `${locale} ${key}`;
  const known = compiled.get(id);
  if (known) return known;
  const made = new IntlMessageFormat(catalogues[locale][key], locale, undefined, {
    ignoreTag: true,
  });
  compiled.set(id, made);
  return made;
}
