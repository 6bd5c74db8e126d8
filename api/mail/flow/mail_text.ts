import type { UnsentReason } from '../../../database/outgoing_mail_words.ts';
import { consentRoot } from '../../../settings/consent_links.ts';
import { surveyRoot } from '../../../settings/survey_links.ts';
import { unsubscribeRoot } from '../../../settings/unsubscribe_links.ts';
import { subjectText } from '../../http/text.ts';
import type { Locale } from '../../http/words.ts';
import type { ReadMail } from '../reading/mail.ts';

const subjectMax = 200;
const bodyMax = 50_000;

/** What the desk says itself in a text it makes of a mail. */
interface MailWords {
  noSubject: string;
  noText: string;
  cut: string;
  leftOut(names: string): string;
  stranger(who: string): string;
  bounced(recipient: string, why: string): string;
  /** @param answer what its server said; empty where it said nothing */
  refused(recipient: string, reason: UnsentReason | null, answer: string): string;
}

const unsent: Record<Locale, Partial<Record<UnsentReason, string>>> = {
  en: {
    address_stopped: 'mail to this address came back too often',
    own_address: 'the address is that of a mailbox of the desk',
    too_late: 'its server put it off for days',
    not_written: 'it could not be written',
  },
  fr: {
    address_stopped: 'le courrier pour cette adresse est revenu trop souvent',
    own_address: 'cette adresse est celle d’une boîte aux lettres du centre de services',
    too_late: 'son serveur l’a remis à plus tard pendant des jours',
    not_written: 'il n’a pas pu être rédigé',
  },
};

const words: Record<Locale, MailWords> = {
  en: {
    noSubject: '(no subject)',
    noText: '(no text)',
    cut: '[It goes on: see the original message.]',
    leftOut: (names) => `[Not attached here: ${names}. See the original message.]`,
    stranger: (who) =>
      `Mail of somebody who does not belong to this ticket, or may be another: ${who}`,
    bounced: (recipient, why) => `A mail did not reach ${recipient}: ${why}`,
    refused: (recipient, reason, answer) =>
      `A mail to ${recipient} was not sent: ${(reason && unsent.en[reason]) || answer}`,
  },
  fr: {
    noSubject: '(sans objet)',
    noText: '(sans texte)',
    cut: '[La suite est dans le message d’origine.]',
    leftOut: (names) => `[Non joint ici : ${names}. Voir le message d’origine.]`,
    stranger: (who) =>
      `Courriel de quelqu’un qui n’est pas de ce ticket, ou qui est peut-être un autre : ${who}`,
    bounced: (recipient, why) => `Un courriel n’est pas parvenu à ${recipient} : ${why}`,
    refused: (recipient, reason, answer) =>
      `Un courriel à ${recipient} n’a pas été envoyé : ${(reason && unsent.fr[reason]) || answer}`,
  },
};

export function wordsOfMail(locale: Locale): MailWords {
  return words[locale];
}

const unshown = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/** One line of at most so many characters, of what can be shown; empty where nothing can. */
export function asLine(text: string, max: number): string {
  const shown = text.toWellFormed().replace(unshown, ' ').replace(/\s+/g, ' ').trim();
  const characters = Array.from(shown);
  return characters.length <= max
    ? shown
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}

/** The subject of a ticket, as its form takes it. */
export function subjectOf({ subject }: ReadMail, locale: Locale): string {
  const given = subjectText.safeParse(subject);
  if (given.success) return given.data;
  const line = subjectText.safeParse(asLine(subject, subjectMax));
  return line.success ? line.data : words[locale].noSubject;
}

/** What an answer quotes of our mails has links by which its sender alone answers a survey. */
const secretLinks = new RegExp(
  `(${[surveyRoot, consentRoot, unsubscribeRoot].join('|')})/[\\w.-]+`,
  'g',
);

function withoutSecrets(text: string): string {
  return text.replace(secretLinks, '$1/…');
}

/** A text as messages take it, with what the desk says at its end; cut where it is too long. */
export function asBody(text: string, notes: readonly string[], locale: Locale): string {
  const { noText, cut } = words[locale];
  const shown = withoutSecrets(text.toWellFormed().replaceAll('\u0000', '\uFFFD').trim());
  const isBlank = shown.replace(unshown, '').trim() === '';
  const tail = notes.map((note) => `\n\n${note}`).join('');
  const room = bodyMax - tail.length - cut.length - 2;
  const characters = Array.from(isBlank ? noText : shown);
  const isCut = characters.length > room;
  const body = isCut ? `${characters.slice(0, room).join('')}\n\n${cut}` : characters.join('');
  return body + tail;
}
