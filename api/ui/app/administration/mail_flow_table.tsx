import type { MailFlow } from '../../../contract.ts';
import { region, t } from '../words/language.ts';
import { number } from '../words/time.ts';
import { countOf, mailsAddress, type Standing } from './mail_fates.ts';

type Hour = MailFlow['hours'][number];

interface HourTableProps {
  hours: Hour[];
  fates: readonly Standing[];
  /** Empty for all. */
  mailbox: string;
}

/** The hours in which any mail came, each number with the list of what it counts. */
export function HourTable({ hours, fates, mailbox }: HourTableProps) {
  const words = hoursInWords(hours);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="hour-table" tabIndex={0} aria-label={t('mail_flow.table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('mail_flow.hour')}</th>
            {fates.map((fate) => (
              <th key={fate} scope="col">
                {t(`mail_fate.${fate}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map((hour, n) =>
            fates.every((fate) => countOf(hour, fate) === 0) ? null : (
              <tr key={hour.at}>
                <th scope="row">{words[n]}</th>
                {fates.map((fate) => (
                  <td key={fate}>
                    <Count of={countOf(hour, fate)} at={hour.at} fate={fate} mailbox={mailbox} />
                  </td>
                ))}
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

interface CountProps {
  of: number;
  at: string;
  fate: Standing;
  mailbox: string;
}

function Count({ of, at, fate, mailbox }: CountProps) {
  if (of === 0) return <>{number(0)}</>;
  const label = t('mail_flow.open', {
    count: of,
    fate: t(`mail_fate.${fate}`),
    hour: hourInWords(at),
  });
  return (
    <a href={mailsAddress({ mailbox, fate, hour: at })} aria-label={label}>
      {number(of)}
    </a>
  );
}

const hourAndMinute = { hour: '2-digit', minute: '2-digit' } as const;

/** Where clocks are put back one hour comes twice: then its zone tells it from the other. */
export function hoursInWords(
  hours: readonly Hour[],
  format: Intl.DateTimeFormatOptions = hourAndMinute,
): string[] {
  const plain = hours.map(({ at }) => hourInWords(at, format));
  return plain.map((word, n) =>
    plain.indexOf(word) === plain.lastIndexOf(word)
      ? word
      : hourInWords(hours[n]?.at ?? '', { ...format, timeZoneName: 'short' }),
  );
}

function hourInWords(at: string, format: Intl.DateTimeFormatOptions = hourAndMinute): string {
  return new Date(at).toLocaleTimeString(region.value, format);
}
